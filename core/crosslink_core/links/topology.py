"""The declared topology: which deployment may use which, as in the stack's configuration `crosslink:topology`.

Reading it needs no network: form, names and doubles are judged here, facts by the policies and the service.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.alias_generators import to_camel

from crosslink_core.links.route_table import security_models
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment, DeploymentId
from crosslink_core.model.problem import Problem, digits, in_configuration, problems
from crosslink_core.model.remotes import Alias, ConnectTimeout, Purpose
from crosslink_core.model.remotes.remote_connection import Mode

KEY: Final = "crosslink:topology"


class TopologyError(CrosslinkError):
    """The topology is malformed; names every place, as a path below `crosslink:topology`."""

    def __init__(self, found: list[Problem]) -> None:
        self.problems = found
        super().__init__("; ".join(f"{KEY}.{problem}" if problem.path else f"{KEY} {problem}" for problem in found))


class Declared(BaseModel):
    """Base of every part of the configuration: camelCase keys, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Member(Declared):
    """An end of the topology: a deployment by its connection and id, or a cluster by its name under `crosslink:clusters`."""

    id: DeploymentId | None = None
    cluster: Annotated[str, Field(min_length=1)] | None = None
    """Beside an id: the name of the deployment's credentials, unless that is its name here."""
    connection: str | None = None
    organization: Annotated[str, BeforeValidator(digits), Field(min_length=1)] | None = None
    """The id of its organization, where the connection's key cannot see it: a link to another organization needs it."""
    renamed_from: Alias | None = None
    """The name it had in this topology before: its links keep their resources."""

    @model_validator(mode="after")
    def _is_an_end(self) -> Self:
        if self.id is None and self.cluster is None:
            raise ValueError("needs an id, or as cluster the name of a self-managed one or one on Kubernetes")
        if self.id is None and (self.connection or self.organization):
            raise ValueError("is a cluster, which has no connection and no organization; give the id of a deployment, or leave them out")
        return self

    @property
    def place(self) -> str:
        """What identifies it among members: its id, or the cluster's name."""
        return self.id or self.cluster or ""

    def with_facts(self, found: Deployment) -> Deployment:
        """Return the facts that were looked up, with those given here."""
        said = {"organization": self.organization, "cluster": self.cluster}
        return found.model_copy(update={name: value for name, value in said.items() if value is not None})


def _known_model(security: str) -> str:
    if security not in security_models():
        raise ValueError(f"must be {' or '.join(map(repr, security_models()))}")
    return security


class LinkOptions(Declared):
    """What all ways to declare links have in common."""

    purpose: Purpose = Purpose.SEARCH
    security: Annotated[str, AfterValidator(_known_model)] | None = None
    """None: chosen by crosslink."""
    skip_unavailable: bool | None = None
    """None: false where the link replicates, else true."""
    require_connected: bool | None = None
    """None: a connection that cannot be proved is a warning."""
    connect_timeout_s: ConnectTimeout | None = None
    """In seconds; None: as long as the resource waits by default."""
    mode: Mode | None = None
    """None: proxy, the only mode that Elastic Cloud supports."""


class Pairs(LinkOptions):
    """From one local deployment to one or more remotes."""

    local: str
    remote: Annotated[tuple[str, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given), Field(min_length=1)]
    alias: Annotated[Alias, BeforeValidator(digits)] | None = None
    """None: the remote's name."""


class Hub(LinkOptions):
    """One deployment that reaches many."""

    local: str
    remotes: Annotated[tuple[str, ...], Field(min_length=1)]


def _each_once(members: tuple[str, ...]) -> tuple[str, ...]:
    if twice := sorted({name for name in members if members.count(name) > 1}):
        raise ValueError(f"names {', '.join(twice)} more than once; name each member once")
    return members


class Mesh(LinkOptions):
    """Every member reaches every other one."""

    members: Annotated[tuple[str, ...], Field(min_length=2)]

    each_once = field_validator("members")(_each_once)


class Environments(Declared):
    """ECE environments that know each other: every member gets a trust relationship with every other one."""

    members: Annotated[tuple[str, ...], Field(min_length=2)]
    """Names of connections."""

    each_once = field_validator("members")(_each_once)


class Topology(Declared):
    """All of it: names for deployments, and the links among them."""

    deployments: Annotated[Mapping[Alias, Member], Field(min_length=1)]
    """Names are aliases by default, so they have an alias's letters."""
    links: tuple[Pairs, ...] = ()
    hubs: tuple[Hub, ...] = ()
    meshes: tuple[Mesh, ...] = ()
    trust_relationships: tuple[Environments, ...] = ()
    """Between ECE environments, which links from one to the other need first; one that somebody made already need not be declared."""


def read(configuration: Any) -> Topology:
    """Read the value of `crosslink:topology`; raise :exc:`TopologyError` for a malformed one."""
    if not isinstance(configuration, Mapping):
        raise TopologyError([Problem("", "must be an object with the keys deployments, links, hubs and meshes")])
    try:
        return Topology.model_validate(configuration)
    except ValidationError as error:
        raise TopologyError([in_configuration(problem, configuration) for problem in problems(error)]) from None
