"""`crosslink show`: which ends of the topology are linked, connected or not, and why; which traffic filters guard them; what is to be installed."""

import os
import sys
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from crosslink_cli import files, guarded, linked, stack
from crosslink_core import connections
from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.member import members
from crosslink_core.links import topology
from crosslink_core.links.expand import expand
from crosslink_core.model import CrosslinkError

WIDE: Final = 240
"""Columns where no terminal says how many it has: nothing is cut that another program may read."""

STATES: Final[Mapping[bool | None, tuple[str, str]]] = {True: ("yes", "green"), False: ("no", "red"), None: ("unknown", "yellow")}


def show(
    selected: Annotated[str | None, typer.Option("--stack", help="The stack; default: the selected one.")] = None,
    link: Annotated[str | None, typer.Option("--files", metavar="LINK", help="Show instead what is to be installed on the clusters of this link.")] = None,
    folder: Annotated[Path | None, typer.Option("--to", metavar="DIR", file_okay=False, help="With --files: write DIR/<cluster>/<name>.")] = None,
) -> None:
    """Show what is linked, connected or not, and why, and which traffic filters guard it; or the files of one link."""
    if link is not None:
        files.show(link, folder, selected)
        return
    if folder is not None:
        msg = "it goes with --files LINK"
        raise typer.BadParameter(msg, param_hint="--to")
    configuration = stack.configuration(selected)
    if not configuration.get(topology.KEY):
        raise CrosslinkError(f"this stack has no {topology.KEY} in its configuration; `crosslink show` looks at what it declares")
    declared = topology.read(configuration[topology.KEY])
    session = Session(Connections(configuration.get(connections.KEY) or {}, os.environ, clusters=configuration.get(connections.CLUSTERS)))
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    with chdir(stack.folder()):
        with Console(stderr=True).status("asking the control planes"):
            ends = members(session, declared)
            rows = linked.rows(session, ends, expand(declared))
        _print(console, rows)
        guarded.show(console, session, ends)


def _print(console: Console, rows: list[linked.Row]) -> None:
    table = Table(*(Column(name, no_wrap=True) for name in ("local", "alias", "remote", "state")), "why", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        word, style = STATES[row.connected]
        state = Text(f"connected: {word}", style=style if row.declared or not row.connected else "yellow")
        table.add_row(Text(row.local), Text(row.alias), Text(row.remote), state, Text(row.why))
    console.print(table)
    declared, others = [row for row in rows if row.declared], sum(not row.declared for row in rows)
    more = f"; {others} that the topology does not declare so" if others else ""
    console.print(f"{sum(bool(row.connected) for row in declared)} of {len(declared)} links connected{more}")
