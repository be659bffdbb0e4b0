"""`crosslink`: registers the verbs and turns errors into one line.

Exit codes: 0 done, 1 an error that its user can mend, 2 wrong words on the command line.
"""

import sys

import typer

from crosslink_cli.emulate import emulate
from crosslink_cli.import_ import import_
from crosslink_cli.policies import policies
from crosslink_cli.show import show
from crosslink_core.model import CrosslinkError
from crosslink_emulator import EmulatorError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Connects Elasticsearch deployments as code.")
for verb in (emulate, import_, policies, show):
    app.command(verb.__name__.rstrip("_"))(verb)


def run() -> None:
    """Run the command line."""
    try:
        app(prog_name="crosslink")
    except (CrosslinkError, EmulatorError) as error:
        sys.exit(f"error: {error}")
