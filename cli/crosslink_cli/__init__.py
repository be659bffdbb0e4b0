"""The shell's way in: one verb per file."""

import sys


def main() -> None:
    """Run the command line, or say which extra it lacks."""
    try:
        from crosslink_cli.main import run
    except ModuleNotFoundError as missing:
        sys.exit(f"error: the command line needs {missing.name}; install it with its extra: pip install 'pulumi-crosslink[cli]'")
    run()
