"""`crosslink show`: which deployments of the topology are linked, connected or not, and why; and which traffic filters guard them."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from crosslink_cli import guarded, stack
from crosslink_core import connections
from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.links import topology
from crosslink_core.links.expand import Link, expand
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remote_cluster import RemoteClusterState

AT_ONCE: Final = 16
"""Deployments asked at a time."""

WIDE: Final = 240
"""Columns where no terminal says how many it has: nothing is cut that another program may read."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    local: str
    alias: str
    remote: str
    connected: bool
    declared: bool
    """Whether the topology declares it, to this remote."""
    why: str


def show(selected: Annotated[str | None, typer.Option("--stack", help="The stack; default: the selected one.")] = None) -> None:
    """Show what is linked, connected or not, and why, and which traffic filters guard it."""
    configuration = stack.configuration(selected)
    if topology.KEY not in configuration:
        msg = f"this stack has no {topology.KEY} in its configuration; `crosslink show` looks at what it declares"
        raise CrosslinkError(msg)
    declared = topology.read(configuration[topology.KEY])
    known = Connections(configuration.get(connections.KEY) or {}, os.environ)
    facts = DeploymentDirectory(known).find((member.connection, member.id) for member in declared.deployments.values())
    ends = {name: facts[member.id] for name, member in declared.deployments.items()}
    life = RemoteClusterLifecycle(known, Tell.by(partial(typer.echo, err=True)))
    with Console(stderr=True).status("asking the control planes"), ThreadPoolExecutor(AT_ONCE) as pool:
        lists = dict(zip(ends, pool.map(lambda end: tuple(life.existing(end)), ends.values()), strict=True))
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    _print(console, sorted(_rows(ends, lists, {(link.local, link.alias): link for link in expand(declared)}), key=lambda row: (row.local, row.alias)))
    guarded.show(console, known, ends)


def _rows(ends: dict[str, Deployment], lists: dict[str, tuple[RemoteClusterState, ...]], wanted: dict[tuple[str, str], Link]) -> Iterator[Row]:
    names = {end.deployment_id: name for name, end in ends.items()}
    for local, entries in lists.items():
        for one in entries:
            link = wanted.pop((local, one.alias), None)
            remote = names.get(one.remote.deployment_id, one.remote.deployment_id)
            note = "not in this topology" if link is None else "" if link.remote == remote else f"the topology wants {link.remote}: run `pulumi up --refresh`"
            yield Row(local, one.alias, remote, one.connected, declared=not note, why="; ".join(text for text in (note, one.reason) if text))
    for (local, alias), link in wanted.items():
        yield Row(local, alias, link.remote, connected=False, declared=True, why="not there: run `pulumi up --refresh`")


def _print(console: Console, rows: list[Row]) -> None:
    table = Table(*(Column(name, no_wrap=True) for name in ("local", "alias", "remote", "state")), "why", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        state = Text("connected: yes", style="green" if row.declared else "yellow") if row.connected else Text("connected: no", style="red")
        table.add_row(Text(row.local), Text(row.alias), Text(row.remote), state, Text(row.why))
    console.print(table)
    declared, others = [row for row in rows if row.declared], sum(not row.declared for row in rows)
    more = f"; {others} that the topology does not declare so" if others else ""
    console.print(f"{sum(row.connected for row in declared)} of {len(declared)} links connected{more}")
