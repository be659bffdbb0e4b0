"""What `crosslink show` says of traffic filters: which deployments they guard, and which link ids are claimed."""

from collections.abc import Iterator, Mapping

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.filters.link_id_claim import LinkIdClaimLifecycle
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType

TELL = Tell.by(lambda line: typer.echo(line, err=True))


def show(console: Console, known: Connections, links: Mapping[str, End]) -> None:
    """Print which traffic filters guard the deployments, and which link ids their organizations have claimed; one list each per connection."""
    ends = {name: end for name, end in links.items() if isinstance(end, Deployment)}
    if not ends:
        return
    try:
        life = TrafficFilterAssociationLifecycle(known, TELL)
        filters = {name: [one.traffic_filter for one in life.existing(end)] for name, end in ends.items()}
        claims = {connection: list(_claims(known, connection)) for connection in {end.connection for end in ends.values()}}
    except CrosslinkError as error:  # a key that may link need not be one that may see filters
        typer.echo(f"traffic filters and claimed link ids cannot be shown: {error}", err=True)
        return
    guarded = [name for name, some in filters.items() if any(one.type != FilterType.EGRESS_FIREWALL for one in some)]
    if any(filters.values()):
        table = Table(Column("deployment", no_wrap=True), "traffic filters", box=None, header_style="bold", pad_edge=False)
        for name, ends_here in sorted((name, some) for name, some in filters.items() if some):
            table.add_row(Text(name), Text(", ".join(sorted(f"{one.name} ({one.type})" for one in ends_here))))
        console.print()
        console.print(table)
    count = f"{len(guarded)} of {len(ends)} deployments" if guarded else f"none of the {len(ends)} deployments"
    console.print(f"traffic filters guard {count}{'' if len(guarded) == len(ends) else '; what is not guarded is open to everyone'}")
    for connection, some in sorted(claims.items(), key=str):
        if some:
            console.print(Text(f"claimed link ids of {connection}: {', '.join(sorted(some))}"))


def _claims(known: Connections, connection: str | None) -> Iterator[str]:
    for one in LinkIdClaimLifecycle(known, TELL).existing(connection):
        yield one.id
