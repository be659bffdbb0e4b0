"""What `crosslink show` says of traffic filters: which deployments they guard, and which link ids are claimed."""

from collections.abc import Iterator, Mapping

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.filters.link_id_claim import LinkIdClaimLifecycle
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.filters.filter_rule import FilterType

TELL = Tell.by(lambda line: typer.echo(line, err=True))


def show(console: Console, session: Session, links: Mapping[str, End]) -> None:
    """Print which traffic filters guard the deployments, and which link ids their organizations have claimed; one list each per connection."""
    ends = {name: end for name, end in links.items() if isinstance(end, Deployment)}
    if not ends:
        return
    try:
        life = TrafficFilterAssociationLifecycle(session, TELL)
        filters = {name: [association.traffic_filter for association in life.existing(end)] for name, end in ends.items()}
        claims = {connection: list(_claims(session, connection)) for connection in {end.connection for end in ends.values()}}
    except CrosslinkError as error:  # a key that may link need not be one that may see filters
        typer.echo(f"traffic filters and claimed link ids cannot be shown: {error}", err=True)
        return
    guarded = [name for name, own in filters.items() if any(traffic_filter.type != FilterType.EGRESS_FIREWALL for traffic_filter in own)]
    if any(filters.values()):
        table = Table(Column("deployment", no_wrap=True), "traffic filters", box=None, header_style="bold", pad_edge=False)
        for name, own in sorted((name, own) for name, own in filters.items() if own):
            table.add_row(Text(name), Text(", ".join(sorted(f"{traffic_filter.name} ({traffic_filter.type})" for traffic_filter in own))))
        console.print()
        console.print(table)
    count = f"{len(guarded)} of {len(ends)} deployments" if guarded else f"none of the {len(ends)} deployments"
    console.print(f"traffic filters guard {count}{'' if len(guarded) == len(ends) else '; what is not guarded is open to everyone'}")
    for connection, ids in sorted(claims.items(), key=str):
        if ids:
            console.print(Text(f"claimed link ids of {connection}: {', '.join(sorted(ids))}"))


def _claims(session: Session, connection: str | None) -> Iterator[str]:
    for claim in LinkIdClaimLifecycle(session, TELL).existing(connection):
        yield claim.id
