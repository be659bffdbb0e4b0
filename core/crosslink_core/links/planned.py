"""What links want, as values: see :mod:`crosslink_core.links.plan`, which makes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosslink_core.links import Mechanism, Route, Security, Side
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster


@dataclass(frozen=True)
class LinkRequest:
    """One link as it is asked for."""

    name: str
    local: End | None
    """None: its facts are not known before the update."""
    remote: End | None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    """What the resource that connects takes, by the names of its inputs; values may be known later."""
    security: str = Security.CERTIFICATE
    side: Side | None = None
    """The end whose objects are made; None: both."""
    later: frozenset[str] = frozenset()
    """The facts of the remote that are known later."""


@dataclass(frozen=True)
class Environment:
    """An ECE environment, as others must know it."""

    connection: str
    id: str
    certificate: str
    """Of its authority, in PEM."""


@dataclass(frozen=True, eq=False)
class PlannedObject:
    """One object that links want."""

    noun: str
    role: str
    """`local-trust`: what it is to its link; the last part of its name there."""
    holder: End | Environment | None
    """Where it is; None: an end that is not known yet."""
    others: tuple[End, ...]
    """The ends that it is about."""
    inputs: Mapping[str, object]
    shared: bool
    """Whether several links may share it, so that it belongs to all of a topology."""
    links: tuple[str, ...]
    """The names of the links that need it."""
    needs: tuple["PlannedObject", ...] = ()
    """What must be there first."""


@dataclass(frozen=True)
class PlannedLink:
    """One link with its route."""

    request: LinkRequest
    route: Route | None
    """None: an end is not known yet, or there is no route."""
    problem: CrosslinkError | None = None

    @property
    def mechanism(self) -> str:
        """How the local cluster reaches the remote one."""
        return self.route.mechanism if self.route else Mechanism.REMOTE_CLUSTER

    @property
    def steps(self) -> Iterator[tuple[Side, str]]:
        """The side and the noun of each object, in order, of the sides that are asked for."""
        every = self.route.steps if self.route else ((Side.LOCAL, Mechanism.REMOTE_CLUSTER),)
        return ((side, noun) for side, noun in every if self.request.side in {None, side})


@dataclass(frozen=True)
class Installation:
    """What a cluster without a control plane has to hold of the other ends of its links."""

    cluster: Cluster
    peers: tuple[tuple[End, bool], ...]
    """Each other end, and whether that end opens the connection."""
    operated: tuple[tuple[Any, Cluster], ...]
    """The alias and remote of each link that the operator of Kubernetes makes."""
    links: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All that some links want."""

    links: Mapping[str, PlannedLink]
    objects: tuple[PlannedObject, ...]
    installations: tuple[Installation, ...]
    problems: tuple[tuple[str, CrosslinkError], ...]
    """The links that cannot be made, each with the reason; of these the objects may be missing."""

    def of(self, link: str) -> list[PlannedObject]:
        """Return the objects that belong to one link alone."""
        return [wanted for wanted in self.objects if not wanted.shared and link in wanted.links]


def link_name(local: str, alias: str) -> str:
    """Return what a link of a topology is called."""
    return f"{local}--{alias}"


def trust_name(holder: str, scope: str) -> str:
    """Return what a trust entry is called that all links of a deployment share."""
    return f"{holder}--trusts--{scope}"
