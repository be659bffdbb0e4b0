"""The ends of a link: what the program says of them, and what it looks up."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from pulumi import RunError, log
from pydantic import ValidationError

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.deployments.deployment import UnknownDeploymentError
from crosslink_core.links.route import Connection, Route
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.deployments.end import End as Facts
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import problems
from pulumi_crosslink.cluster import Cluster as EndCluster
from pulumi_crosslink.deployment import End, facts_of
from pulumi_crosslink.facts import facts_of_cluster
from pulumi_crosslink.settings import of_program

UNREACHED: Final = "cluster {label} has no address of its transport layer: set crosslink:clusters.{cluster}.transportAddress, such as es.example:9300"

LATER: Final = (
    "what an output of another resource brings is known too late to choose the route to a cluster or from one, and the trust: say the cluster, its platform, "
    "kubernetes and node_names, and the id of a deployment as plain values, or declare a RemoteConnection and the trust it needs"
)

SAID: Final = ("platform", "organization", "resource_id", "endpoint")
"""What must be said of an end that no connection here sees."""


def resolve(name: str, local: End, remote: End) -> list[Facts | End]:
    """Return the ends with their facts, where the program knows their ids: one search for those that have none yet.

    Raise :exc:`pulumi.RunError` for one that is unknown, or of which too little is said.
    """
    ends = local, remote
    facts = [_said(f"{name}: local", local), _said(f"{name}: remote", remote)]
    if None in facts and any(isinstance(one, Cluster | EndCluster) for one in (*facts, *ends)):
        raise RunError(f"{name}: {LATER}")
    known = [one for one in facts if isinstance(one, Deployment)]
    for one in known:
        _judge(name, one)
    wanted = [one for one in known if not one.known]
    try:
        found = of_program().directory.find((one.connection, one.deployment_id) for one in wanted) if wanted else {}
    except CrosslinkError as error:
        raise RunError(f"{name}: {'; or '.join((str(error), *_unsaid(wanted)))}") from None
    return [_completed(name, end, one, found) for end, one in zip(ends, facts, strict=True)]


def _said(where: str, end: End) -> Facts | None:
    try:
        return facts_of(end)
    except ValidationError as error:
        more = '; or, as Cluster("…"), the name of a cluster' if isinstance(end, str) else ""
        raise RunError(f"{'; '.join(f'{where}.{one}' for one in problems(error))}{more}") from None


def _completed(name: str, end: End, facts: Facts | None, found: Mapping[str, Deployment]) -> Facts | End:
    if facts is None:
        return end
    return _cluster(name, facts) if isinstance(facts, Cluster) else _merged(facts, found.get(facts.id))


def _cluster(name: str, given: Cluster) -> Cluster:
    try:
        return Cluster.model_validate(facts_of_cluster(of_program().connections, given.model_dump(mode="json", exclude_unset=True), as_known))
    except CrosslinkError as error:
        raise RunError(f"{name}: {error}") from None


def refuse_unreached(name: str, remote: Facts, row: Route) -> None:
    """Raise :exc:`pulumi.RunError` for a remote cluster that nobody says how to reach: the engine would repeat all its facts, and after the trust was made."""
    if isinstance(remote, Cluster) and row.connection is Connection.REMOTE_CONNECTION and not remote.transport_addresses:
        raise RunError(f"{name}: {UNREACHED.format(label=remote.label, cluster=remote.cluster)}")


def refuse_unproved(name: str, row: Route, require_connected: object) -> None:
    """Raise :exc:`pulumi.RunError` for a link that must be connected and that the operator of Kubernetes makes: nobody here would see it."""
    if row.connection is Connection.OPERATOR and require_connected is True:
        raise RunError(f"{name}: the operator of Kubernetes makes this link, and whether it is connected is not seen here: leave require_connected out")


def is_seen(end: Deployment) -> bool:
    """Whether a connection here sees an end; one that cannot be asked right now may."""
    try:
        answer = of_program().directory.answers([(end.connection, end.deployment_id)])[end.deployment_id]
    except ConnectionsError:
        return False
    return not isinstance(answer, UnknownDeploymentError)


def _judge(name: str, end: Deployment) -> None:
    """Judge what is said by hand: it becomes an address, and an entry that lets a cluster in."""
    if end.endpoint is not None and (":" in end.endpoint or "/" in end.endpoint):
        host = urlsplit(end.endpoint if "//" in end.endpoint else f"//{end.endpoint}").hostname
        msg = f"{name}: the endpoint of {end.label} is a host without scheme, port and path: write {host!r}"
        raise RunError(msg)
    if end.connection is None and end.resource_id == end.deployment_id:
        log.warn(
            f"{name}: the resource_id of {end.label} is said to be its deployment id; trust needs the id of its Elasticsearch resource, which usually differs"
        )


def _unsaid(wanted: list[Deployment]) -> Iterator[str]:
    """An end that is described by hand, but not enough, was meant to be one that no connection sees."""
    for one in wanted:
        lacks = [fact for fact in SAID if getattr(one, fact) is None]
        if one.connection is None and len(lacks) < len(SAID):
            yield f"say {' and '.join(lacks)} of {one.label} too, if no connection here sees it"


def _merged(given: Deployment, found: Deployment | None) -> Deployment:
    """What the program says itself wins over what was looked up."""
    return given if found is None else found.model_copy(update=given.model_dump(exclude_none=True))
