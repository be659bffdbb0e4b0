"""The members of a topology as ends of links: their facts, looked up at once."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory, UnknownDeploymentError
from crosslink_core.links.topology import KEY, Member, Topology
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.deployment import Deployment

AT_ONCE: Final = 16
"""How many clusters are asked at the same time."""


def members(session: Session, wanted: Topology) -> dict[str, End]:
    """Return the facts of every member by its name in the topology: a single search per connection, and all clusters at the same time.

    A cluster that does not answer has its configured facts.  Raises :exc:`CrosslinkError` with the member's path.
    """
    for name, member in wanted.deployments.items():
        if member.id:
            try:
                session.connections.name(member.connection)
            except ConnectionsError as error:
                more = "; or leave out id, if cluster is a cluster without a control plane" if member.cluster else ""
                raise CrosslinkError(f"{KEY}.deployments.{name}.connection: {error}{more}") from None
    answers = session.shared(DeploymentDirectory).answers((member.connection, member.id) for member in wanted.deployments.values() if member.id)
    found = partial(_found, session, answers)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip(wanted.deployments, threads.map(found, wanted.deployments, wanted.deployments.values()), strict=True))


def _found(session: Session, answers: Mapping[str, Deployment | Exception], name: str, member: Member) -> End:
    answer = answers.get(member.id or "")
    if isinstance(answer, Deployment):
        end = member.with_facts(answer)
        return end if end.cluster else session.connections.clusters.named(name, end)
    if answer is not None:
        where = f"{KEY}.deployments.{name}.id: " if isinstance(answer, UnknownDeploymentError) else ""
        raise CrosslinkError(f"{where}{answer}") from None
    try:
        return as_known(session, member.place)
    except CrosslinkError as error:
        raise CrosslinkError(f"{KEY}.deployments.{name}.cluster: {error}") from None
