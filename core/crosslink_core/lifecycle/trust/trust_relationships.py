"""What the environment behind a connection has of trust relationships."""

from collections.abc import Iterable, Mapping

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.base import RefusedLinkError
from crosslink_core.lifecycle.listing import Listing
from crosslink_core.model.deployments.deployment import Platform

ById = Mapping[str, Relationship]


class Relationships(Listing[Relationship]):
    """The relationships of each connection with their certificates, the local one too; raises :exc:`RefusedLinkError` for a connection that has none."""

    def _list(self, connection: str | None) -> Iterable[Relationship]:
        if why := unsuitable(self._session, connection):
            raise RefusedLinkError(why)
        return self._session.cloud(connection).trust_relationships.all(include_certificate=True)


def unsuitable(session: Session, connection: str | None) -> str | None:
    """Say why a connection has no trust relationships; None where it may; raise :exc:`~crosslink_core.connections.ConnectionsError` for an unknown one."""
    if session.connections[connection].platform is Platform.ECE:
        return None
    return (
        f"connection {session.connections.name(connection)} is Elastic Cloud Hosted, which has no trust relationships: they are between ECE environments; "
        "name an ECE connection, or declare an AccountTrust or a DirectTrust"
    )
