"""`crosslink emulate`: serves a local Elastic Cloud."""

from pathlib import Path
from typing import Annotated

import typer

import crosslink_emulator
from crosslink_cli import background


def emulate(
    estate: Annotated[Path | None, typer.Option(help="The clouds to serve, in YAML; default: a demonstration.", exists=True, dir_okay=False)] = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535)] = 8350,
    state: Annotated[Path | None, typer.Option(help="Keep the state in this file.", dir_okay=False)] = None,
    detach: Annotated[Path | None, typer.Option(help="Run in the background; keep emulator.pid, .log and .json in this folder.", file_okay=False)] = None,
    stop: Annotated[Path | None, typer.Option(help="Stop the one in the background that keeps its files in this folder.", file_okay=False)] = None,
) -> None:
    """Serve a local Elastic Cloud: hosted organizations and ECE environments on the loopback interface."""
    if stop:
        typer.echo(background.stop(stop), err=True)
    elif detach:
        typer.echo(background.start(detach, port, estate), err=True)
    else:
        crosslink_emulator.serve(estate, port, state)  # by its module: `from … import serve` would double the start of every verb
