"""`crosslink`: registers the verbs, each in its own file, and turns errors into one line.

Exit codes: 0 done, 1 an error that its user can correct, 2 wrong words on the command line.
"""

import sys


def main() -> None:
    """Run the command line, or say which extra it lacks."""
    try:
        import typer

        from crosslink_cli.emulate import emulate
        from crosslink_cli.import_ import import_
        from crosslink_cli.policies import policies
        from crosslink_cli.show import show
    except ModuleNotFoundError as missing:
        sys.exit(f"error: the command line needs {missing.name}; install it with its extra: pip install 'pulumi-crosslink[cli]'")
    from crosslink_core.model import CrosslinkError
    from crosslink_emulator import EmulatorError

    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Connects Elasticsearch deployments as code.")
    for verb in (emulate, import_, policies, show):
        app.command(verb.__name__.rstrip("_"))(verb)
    try:
        app(prog_name="crosslink")
    except (CrosslinkError, EmulatorError) as error:
        sys.exit(f"error: {error}")
