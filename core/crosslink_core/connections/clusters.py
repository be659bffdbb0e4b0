"""The configured clusters, and the clients of Elasticsearch's own REST API."""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.transport import LOOPBACK, Transport
from crosslink_core.connections.cluster import CLUSTERS, Cluster, ConfiguredCluster, cluster_variable, configured_cluster
from crosslink_core.connections.server import ConnectionsError, check_names, fold, shown
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.deployment import MAIN, Deployment, Platform

PORTS: Final[Mapping[Platform | None, str]] = {Platform.ECE: ":9243"}
"""Where a deployment's Elasticsearch listens at its endpoint: 443 on ECH; ECE's proxies have 9243."""


class Clusters:
    """The configured clusters; clients are made when first asked for and shared by all threads."""

    def __init__(self, configuration: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Read the value of `crosslink:clusters`; raise :exc:`ConnectionsError` where it is malformed."""
        if not isinstance(configuration, Mapping) or not all(isinstance(name, str) and name for name in configuration):
            raise ConnectionsError(f"{CLUSTERS} must be an object of clusters by name, such as {{logs-eu: {{username: elastic, password: {{secure: …}}}}}}")
        check_names(CLUSTERS, list(configuration), lambda name: cluster_variable(name, "password"))
        self._environment = environment
        self._configured = {name: configured_cluster(name, given or {}, environment) for name, given in configuration.items()}
        self._names = {fold(name): name for name in configuration}
        self._owners: dict[str, str] = {}
        self._transports: dict[tuple[str, str | None], Transport] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._configured)

    def __getitem__(self, name: str) -> Cluster:
        """Return the settings of a cluster."""
        return self._configured[name].cluster

    def find(self, name: str) -> ConfiguredCluster | None:
        """Return a cluster of the configuration, or of the environment alone, or None."""
        with self._lock:
            if name in self._configured:
                return self._configured[name]
            if self._names.get(fold(name)) not in {None, name}:  # its variables are another cluster's
                return None
            found = configured_cluster(name, {}, self._environment)
            if not found.variables:
                return None
            self._configured[name], self._names[fold(name)] = found, name
            return found

    def named(self, name: str, end: Deployment) -> Deployment:
        """Return an end of a topology with the name of the cluster whose credentials it uses, if a cluster has the end's name."""
        return end if self.find(name) is None else end.model_copy(update={"cluster": name})

    def configured(self, name: str) -> ConfiguredCluster:
        """Return a configured cluster; raise :exc:`ConnectionsError` for an unknown name."""
        found = self.find(name)
        if found is None:
            known = ", ".join(self) or "none"
            raise ConnectionsError(f"cluster {shown(name)} is not configured (configured: {known}); add it to {CLUSTERS}, or correct the name")
        return found

    def of(self, end: End) -> ConfiguredCluster | None:
        """Return the cluster that an end names, or that has its name; raise :exc:`ConnectionsError` for a name that is not configured."""
        if end.cluster is not None:
            return self.configured(end.cluster)
        found = self.find(end.name) if end.name else None
        if found is not None and self._owners.setdefault(found.name, end.deployment_id) != end.deployment_id:
            raise ConnectionsError(
                f"deployments {end.deployment_id} and {self._owners[found.name]} are both called {end.name}, and {found.key} belongs to only one: "
                "set `cluster` of each"
            )
        return found

    def elasticsearch(self, end: End, cloud: Callable[[], Cloud | None]) -> Elasticsearch:
        """Return the client of an end's Elasticsearch; `cloud` gives the ECE control plane that sees it, if there is one."""
        found = self.of(end)
        if found is not None:
            return Elasticsearch(self._transport(found, end).send)
        assert isinstance(end, Deployment)  # noqa: S101 — for mypy: a cluster names itself
        proxy = cloud()
        if proxy is not None:
            return proxy.elasticsearch(end.deployment_id, end.ref_id or MAIN)
        name = end.cluster or end.name or end.deployment_id
        raise ConnectionsError(
            f"deployment {end.label} has no credentials for its Elasticsearch: set {CLUSTERS}.{name}.username and .password (as a secret) or the variables "
            f"{cluster_variable(name, 'username')} and {cluster_variable(name, 'password')}"
            + ("" if end.name else f", and `cluster` of the deployment to {name}")
            + "; the API key of a hosted organization gives no access to Elasticsearch itself"
        )

    def warnings(self) -> Iterator[str]:
        """Yield a warning for each dangerous setting."""
        for name, cluster in ((name, known.cluster) for name, known in self._configured.items()):
            if cluster.insecure:
                yield f"cluster {name} is insecure: its server's certificate is not checked; set {CLUSTERS}.{name}.caFile instead"
            address = urlsplit(cluster.url or "")
            if address.scheme == "http" and address.hostname not in LOOPBACK:
                yield f"cluster {name} sends its password unencrypted to {cluster.url}; use https"

    def close(self) -> None:
        """Close all clients."""
        for transport in self._transports.values():
            transport.close()

    def _transport(self, found: ConfiguredCluster, end: End) -> Transport:
        url = f"https://{end.endpoint}{PORTS.get(end.platform, '')}" if isinstance(end, Deployment) and end.endpoint else None
        with self._lock:
            key = found.name, url
            if key not in self._transports:
                self._transports[key] = found.transport(url)
            return self._transports[key]
