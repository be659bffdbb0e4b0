"""A cluster with its own REST API, as the environment and the stack's configuration describe it."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from crosslink_core.api.transport import Transport
from crosslink_core.connections.certificate_file import authorities, names
from crosslink_core.connections.server import URL, ConnectionsError, Server, check_port, fold, read, variables
from crosslink_core.model.deployments import cluster as model
from crosslink_core.model.deployments.cluster import Kubernetes, NodeName, not_hosted
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.identifier import Address

CLUSTERS: Final = "crosslink:clusters"


def _listed(given: Any) -> Any:
    """Split a string with commas: an environment variable cannot hold a list."""
    return [item.strip() for item in given.split(",") if item.strip()] if isinstance(given, str) else given


class Cluster(Server):
    """The configuration of a cluster."""

    url: str | None = Field(default=None, pattern=URL)
    """The base URL; a deployment's is its endpoint unless given."""
    username: str | None = None
    password: SecretStr | None = None
    platform: Annotated[Platform, BeforeValidator(not_hosted)] = Platform.SELF
    """`self` or `eck`; a deployment's platform is that of its control plane."""
    transport_address: Annotated[tuple[Address, ...], BeforeValidator(_listed)] = ()
    """Hosts and ports at which others reach its transport layer: a string, several with commas, or a list."""
    transport_ca_file: str | None = None
    """A file with the certificates of the authorities that sign for its transport layer, in PEM: the current authority, and the next."""
    node_certificate_file: str | None = None
    """A file with the certificates of some of its nodes, in PEM: the names by which others trust the nodes are read from it."""
    node_names: Annotated[tuple[NodeName, ...], BeforeValidator(_listed)] = ()
    """The same names (`subjectAltName.otherName.commonName`), given directly."""
    kubernetes: Kubernetes | None = None
    """Where it is on Kubernetes."""

    @field_validator("url")
    @classmethod
    def _has_a_port(cls, value: str | None) -> str | None:
        return check_port(value)

    @field_validator("username")
    @classmethod
    def _no_colon(cls, value: str | None) -> str | None:
        """HTTP Basic separates user and password at the first colon."""
        if value is not None and (not value.isprintable() or ":" in value or not value):
            raise ValueError("must be the name of a user: printable characters without a colon")
        return value

    @field_validator("password")
    @classmethod
    def _one_line(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not (value.get_secret_value() and value.get_secret_value().isprintable()):
            raise ValueError("must be printable characters: was a line break copied with it?")
        return value

    @model_validator(mode="after")
    def _of_its_platform(self) -> Self:
        if (self.platform is Platform.ECK) != (self.kubernetes is not None):
            raise ValueError(
                "is of platform eck, which needs kubernetes: {name: …, namespace: …}, where its Elasticsearch object is"
                if self.kubernetes is None
                else "has kubernetes, which needs platform: eck"
            )
        return self


@dataclass(frozen=True)
class ConfiguredCluster:
    """A cluster, and which of its settings come from which variable."""

    name: str
    cluster: Cluster
    variables: Mapping[str, str]

    @property
    def key(self) -> str:
        """Where it is configured."""
        return f"{CLUSTERS}.{self.name}"

    def end(self) -> model.Cluster:
        """Return it as an end of links, with its configured facts; raise :exc:`ConnectionsError` for a file that is not a certificate file."""
        cluster, held = self.cluster, self.authorities()  # always read: a wrong path must be an error before anything is declared
        names_of_nodes = cluster.node_names or names(f"{self.key}.nodeCertificateFile", cluster.node_certificate_file, held)
        return model.Cluster(
            cluster=self.name,
            platform=cluster.platform,
            transport_addresses=cluster.transport_address,
            node_names=names_of_nodes,
            kubernetes=cluster.kubernetes,
        )

    def authorities(self) -> tuple[str, ...]:
        """Return the certificates of the authorities of its transport layer, in PEM; none where no file is configured."""
        return authorities(f"{self.key}.transportCaFile", self.cluster.transport_ca_file)

    def transport(self, url: str | None) -> Transport:
        """Return the client's transport, with this URL where none is configured; raise :exc:`ConnectionsError` when the URL or a credential is missing."""
        cluster = self.cluster
        url = cluster.url or url
        for setting, value in (("username", cluster.username), ("password", cluster.password), ("url", url)):
            if value is None:
                secret = " (as a secret)" if setting == "password" else ""
                raise ConnectionsError(
                    f"cluster {self.name} has no {setting}: set {self.key}.{setting}{secret} or the variable {cluster_variable(self.name, setting)}"
                )
        username, password = cluster.username, cluster.password
        assert url is not None and password is not None  # noqa: S101, PT018 — for mypy: checked above
        source = f"the variable {self.variables['password']}" if "password" in self.variables else f"{self.key}.password"

        def authorization() -> str:
            return f"Basic {b64encode(f'{username}:{password.get_secret_value()}'.encode()).decode()}"

        try:
            verify = cluster.verify(self.key)
            return Transport(self.name, url.rstrip("/"), authorization, credential=source, verify=verify, kind="cluster", word="user or password")
        except ValueError as error:
            raise ConnectionsError(
                f"cluster {self.name}: {url} cannot be used ({error}); correct {self.key}.url, or the variables that name proxies or certificates"
            ) from None


def configured_cluster(name: str, given: Any, environment: Mapping[str, str]) -> ConfiguredCluster:
    """Read a cluster: the environment first, then the configuration; raise :exc:`ConnectionsError` where it is malformed."""
    if not isinstance(given, Mapping):
        raise ConnectionsError(f"{CLUSTERS}.{name} must be an object, such as {{username: elastic, password: {{secure: …}}}}")
    words = variables(Cluster, partial(cluster_variable, name), environment)
    return ConfiguredCluster(name, read(Cluster, f"{CLUSTERS}.{name}", given, words, environment), words)


def cluster_variable(name: str, setting: str) -> str:
    """Return the environment variable of a setting: `logs-eu`, `password` → `CROSSLINK_CLUSTERS__LOGS_EU__PASSWORD`."""
    return f"CROSSLINK_CLUSTERS__{fold(name)}__{setting.upper()}"
