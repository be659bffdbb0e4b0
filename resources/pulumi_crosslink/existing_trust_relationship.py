"""The trust relationships that exist, for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, RunError

from crosslink_core.lifecycle.trust.trust_relationships import Relationships, from_wire
from crosslink_core.model import CrosslinkError
from pulumi_crosslink.settings import of_program


@dataclass(frozen=True, kw_only=True)
class ExistingTrustRelationship:
    """A trust relationship of an ECE environment that exists, whoever made it."""

    trust_relationship_id: str
    """The service's id: what `ExternalTrust` takes."""
    name: str
    """Its name in the console; another one may have the same."""
    installation_id: str | None
    """The id of the environment that it is with; of the local one that of the environment itself: what others need to know."""
    account_ids: Sequence[str]
    """The accounts of that environment."""
    public_ca_cert: str | None
    """The certificate of that environment's authority, in PEM."""
    trust_by_default: bool
    """Whether new deployments trust it by themselves."""
    local: bool
    """Whether it is the environment itself, with the id and the certificate that others need."""
    connection: str
    """The name of the connection that was asked."""


def get_trust_relationships(*, connection: str | None = None, local: bool | None = None) -> list[ExistingTrustRelationship]:
    """List the trust relationships of an ECE environment, its own alone (`local=True`) or those with others; raise :exc:`pulumi.RunError` for no such list."""
    try:
        session = of_program()
        name = session.connections.name(connection)
        found = [(from_wire(relationship, name), relationship.local) for relationship in session.shared(Relationships).first(name).values()]
    except CrosslinkError as error:
        raise RunError(str(error)) from None
    return [ExistingTrustRelationship(**state.model_dump(exclude={"valid_to"}), local=is_local) for state, is_local in found if local in {None, is_local}]


def get_trust_relationships_output(*, connection: Input[str | None] = None, local: Input[bool | None] = None) -> Output[list[ExistingTrustRelationship]]:
    """List them where what is asked for is an output of another resource."""
    return Output.all(connection, local).apply(lambda known: get_trust_relationships(connection=known[0], local=known[1]))
