"""The ends of a link: what the program says of them, and what it looks up."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pulumi import Output, log
from pydantic import ValidationError

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory, UnknownDeploymentError
from crosslink_core.lifecycle.deployments.facts import facts_of_cluster
from crosslink_core.links.planned import PlannedObject
from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End as Facts
from crosslink_core.model.deployments.cluster import Cluster as ClusterFacts
from crosslink_core.model.deployments.deployment import Deployment as DeploymentFacts
from crosslink_core.model.problem import problems
from pulumi_crosslink import settings
from pulumi_crosslink.cluster import Cluster
from pulumi_crosslink.deployment import End, facts_of, props_of

LATER: Final = (
    "what an output of another resource brings is known too late to choose the route to a cluster or from one, and the trust: set the cluster, its platform, "
    "kubernetes and node_names, and the id of a deployment to plain values, or declare a RemoteConnection and the trust it needs"
)

REQUIRED: Final = ("platform", "organization", "resource_id", "endpoint")
"""What the program must say of an end that no connection here sees."""


def resolve(local: End, remote: End) -> tuple[Facts | None, Facts | None]:
    """Return the facts of both ends, None for one whose id is not known yet: one search for the deployments that have no facts.

    Raise :exc:`CrosslinkError` for one that is unknown, or of which too little is known.
    """
    given = [_given(side, end) for side, end in (("local", local), ("remote", remote))]
    if None in given and any(isinstance(end, ClusterFacts | Cluster) for end in (*given, local, remote)):
        raise CrosslinkError(LATER)
    deployments = [facts for facts in given if isinstance(facts, DeploymentFacts)]
    for facts in deployments:
        _check(facts)
    unknown = [facts for facts in deployments if not facts.known]
    try:
        found = settings.of_program().shared(DeploymentDirectory).find((facts.connection, facts.deployment_id) for facts in unknown) if unknown else {}
    except CrosslinkError as error:
        raise CrosslinkError("; or ".join((str(error), *_missing(unknown)))) from None
    here, there = (_completed(facts, found) for facts in given)
    return here, there


def inputs_of(end: End, facts: Facts | None) -> Any:
    """Return an end as an input of a resource: its facts, and the outputs that the program gives of a cluster."""
    if facts is None:
        return end
    later = {name: value for name, value in props_of(end).items() if isinstance(value, Output)} if isinstance(end, Cluster) else {}
    return props_of(facts) | later


def refuse_unseen(wanted: PlannedObject) -> None:
    """Raise :exc:`NoTrustError` for an object that a link would make on a deployment which no connection here sees."""
    end = wanted.holder
    if wanted.shared and isinstance(end, DeploymentFacts) and end.connection is None and not _is_seen(end):
        side, other = ("local", "remote") if wanted.role.startswith("local") else ("remote", "local")
        raise NoTrustError(f"no connection here sees the {side} end {end.label}: name the one that does, or say side={other!r} where another team owns it")


def _is_seen(end: DeploymentFacts) -> bool:
    """Whether a connection here sees an end; one that cannot be asked right now may."""
    try:
        answer = settings.of_program().shared(DeploymentDirectory).answers([(end.connection, end.deployment_id)])[end.deployment_id]
    except ConnectionsError:
        return False
    return not isinstance(answer, UnknownDeploymentError)


def _given(side: str, end: End) -> Facts | None:
    try:
        return facts_of(end)
    except ValidationError as error:
        more = '; or, as Cluster("…"), the name of a cluster' if isinstance(end, str) else ""
        raise CrosslinkError(f"{'; '.join(f'{side}.{problem}' for problem in problems(error))}{more}") from None


def _completed(given: Facts | None, found: Mapping[str, DeploymentFacts]) -> Facts | None:
    """What the program says itself wins over what is looked up."""
    if isinstance(given, ClusterFacts):
        facts = facts_of_cluster(settings.of_program(), given.model_dump(mode="json", exclude_unset=True), as_known)
        return ClusterFacts.model_validate(facts)
    if given is None or given.id not in found:
        return given
    return found[given.id].model_copy(update=given.model_dump(exclude_none=True))


def _check(end: DeploymentFacts) -> None:
    """Check what the program says of an end itself: it becomes an address, and an entry that lets a cluster in."""
    if end.endpoint is not None and (":" in end.endpoint or "/" in end.endpoint):
        host = urlsplit(end.endpoint if "//" in end.endpoint else f"//{end.endpoint}").hostname
        raise CrosslinkError(f"the endpoint of {end.label} is a host without scheme, port and path: write {host!r}")
    if end.connection is None and end.resource_id == end.deployment_id:
        log.warn(f"the resource_id of {end.label} is set to its deployment id; trust needs the id of its Elasticsearch resource, which usually differs")


def _missing(unknown: list[DeploymentFacts]) -> Iterator[str]:
    """An end that is described, but not enough, was meant to be one that no connection sees."""
    for end in unknown:
        missing = [fact for fact in REQUIRED if getattr(end, fact) is None]
        if end.connection is None and len(missing) < len(REQUIRED):
            yield f"set {' and '.join(missing)} of {end.label} too, if no connection here sees it"
