"""Trust relationships among ECE environments, as a topology declares them: every member knows every other one."""

from collections.abc import Iterable
from itertools import permutations

from pulumi import Input, ResourceOptions

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.trust import trust_relationships
from crosslink_core.links.topology import KEY, Environments
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.error import CrosslinkError
from pulumi_crosslink.settings import of_program
from pulumi_crosslink.trust_relationship import TrustRelationship

Key = tuple[str, str]
"""The id of the environment that has a relationship, and of the one that it is with."""


def relationships(wanted: Iterable[Environments], opts: ResourceOptions) -> dict[Key, Input[str]]:
    """Declare them, `<environment>--knows--<environment>`, and return their ids; raise :exc:`CrosslinkError` for what is no environment."""
    found: dict[Key, Input[str]] = {}
    for number, one in enumerate(wanted):
        for name in one.members:
            _check(f"{KEY}.trustRelationships[{number}].members", name)
        for here, there in permutations(one.members, 2):
            key = _id(_itself(here)), _id(_itself(there))
            if key not in found:
                made = TrustRelationship(
                    f"{here}--knows--{there}",
                    connection=here,
                    installation_id=key[1],
                    public_ca_cert=_itself(there).public_ca_cert or "",
                    opts=opts,
                )
                found[key] = made.trust_relationship_id
    return found


def _check(path: str, name: str) -> None:
    try:
        platform = of_program().connections[name].platform
    except ConnectionsError as error:
        msg = f"{path}: {error}"
        raise CrosslinkError(msg) from None
    if platform is not Platform.ECE:
        msg = f"{path}: connection {name} is no ECE environment; only environments have trust relationships"
        raise CrosslinkError(msg)


def _itself(connection: str) -> Relationship:
    """What an environment says of itself: the id and the certificate that others need."""
    found = next((one for one in trust_relationships.first(of_program().connections, connection).values() if one.local), None)
    if found is None:
        msg = f"connection {connection}: the environment does not say its own id and certificate, which others need to trust it"
        raise CrosslinkError(msg)
    return found


def _id(one: Relationship) -> str:
    return one.installation_id or one.account_ids[0]
