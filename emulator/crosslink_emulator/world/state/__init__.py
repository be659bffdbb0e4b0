"""The state of an emulator: all clouds and named clusters, as the state file holds them."""

from collections.abc import Hashable
from datetime import timedelta
from pathlib import Path
from typing import Any

from crosslink_emulator.errors.refusal import DeploymentNotFoundError, PathNotFoundError, ResourceNotFoundError, UnauthorizedError
from crosslink_emulator.world import identifier
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, authority_name, complete
from crosslink_emulator.world.state.cloud import Cloud, End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.fault import Faults
from crosslink_emulator.world.state.persistence import State, load_state, save_state
from crosslink_emulator.world.state.request_log import RequestLog


class Past:
    """What the last write replaced, by the thing that was written; a reset forgets it."""

    def __init__(self) -> None:
        self._before: dict[Hashable, Any] = {}

    def remember(self, *thing: Hashable, now: Any) -> None:
        """Keep what is there, right before a write; the value must be one that no write changes."""
        self._before[thing] = now

    def before(self, *thing: Hashable, now: Any) -> Any:
        """Return the thing as it was before the last write to it by this process; without one, as it is."""
        return self._before.get(thing, now)


class World:
    """State and faults; one thread changes it, so nothing is locked."""

    def __init__(self, estate: State, state_file: Path | None = None) -> None:
        self.estate = estate
        """What it begins with, and again after a reset."""
        self.state_file = state_file
        self.reset(save=False)
        if state_file is not None and state_file.exists():
            self._restore(load_state(state_file))
        self.changed()

    def reset(self, estate: State | None = None, *, save: bool = True) -> None:
        """Begin again, with the same estate or another; faults, latency, delays of plans and logged requests are gone too."""
        self.estate = estate or self.estate
        self.faults = Faults()
        self.latency_ms = 0
        self.plan_polls = 0
        self.past = Past()
        self.requests = RequestLog()
        self._restore(self.estate.model_copy(deep=True))
        if save:
            self.changed()

    def state(self) -> State:
        """Return everything that outlives the process."""
        return State(
            clock=self.clock,
            ids_given=self.ids_given,
            clouds=self.clouds,
            certificate_authorities=self.certificate_authorities,
            clusters=self.clusters,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the state as the state file holds it."""
        return self.state().model_dump(mode="json")

    def changed(self) -> None:
        """Write the state file, if there is one; call it after every change."""
        if self.state_file is not None:
            save_state(self.state_file, self.state())

    def cloud(self, name: str) -> Cloud:
        """Return a cloud by its name in the URL."""
        if name not in self.clouds:
            raise PathNotFoundError(f"This emulator has no cloud [{name}]; it has {', '.join(self.clouds)}")
        return self.clouds[name]

    def deployment(self, cloud: Cloud, deployment_id: str) -> Deployment:
        """Find a deployment; the hosted service answers 403, not 404, when it belongs to another organization (terraform-provider-ec relies on it)."""
        found = cloud.find(deployment_id)
        if found is not None:
            return found
        if cloud.platform == "ech" and any(other.platform == "ech" and other.find(deployment_id) for other in self.clouds.values()):
            raise UnauthorizedError
        raise DeploymentNotFoundError(deployment_id)

    def elasticsearch(self, cloud: Cloud, deployment_id: str, ref_id: str) -> Deployment:
        """Find the deployment and check that the ref id is the one of its Elasticsearch."""
        found = self.deployment(cloud, deployment_id)
        if not found.has_resource(ref_id):
            raise ResourceNotFoundError(deployment_id, ref_id)
        return found

    def cluster(self, identity: str) -> End | None:
        """Find an Elasticsearch, wherever it is: a named cluster by its name, a deployment's by its resource id."""
        if identity in self.clusters:
            return End(None, self.clusters[identity])
        everywhere = (End(cloud, deployment) for cloud in self.clouds.values() for deployment in cloud.deployments.values())
        return next((found for found in everywhere if found.elasticsearch.identity == identity), None)

    def holds(self, end: End) -> bool:
        """Whether an end is one of this world: after a reset those of before are not."""
        cloud, one = end
        return self.clusters.get(one.name) is one if cloud is None else self.clouds.get(cloud.name) is cloud

    def authority_of(self, end: End) -> CertificateAuthority:
        """Return the authority that signs for the nodes of an end."""
        cloud, one = end
        if isinstance(one, Cluster):
            return self.certificate_authorities[one.authority]
        assert cloud is not None  # noqa: S101 - each deployment is in a cloud
        assert isinstance(one, Deployment)  # noqa: S101 - there is no third kind
        return self.authority(cloud, one.region)

    def authority(self, cloud: Cloud, region: str = "") -> CertificateAuthority:
        """Return the authority of a cloud in a region; an environment has one, whatever the region."""
        return self.certificate_authorities[authority_name(cloud, region)]

    def complete_authorities(self) -> None:
        """Add the authorities that the deployments of now need; the caller saves."""
        complete(self.certificate_authorities, self.clouds.values(), self.clock)

    def new_id(self, kind: str) -> str:
        """Return an id that no other thing of any cloud has: the same one at the same place of every run."""
        self.ids_given += 1
        return identifier(kind, self.ids_given)

    def touch(self, deployment: Deployment) -> None:
        """Count a change of the deployment's document, a second later than the last change of anything."""
        self.tick()
        deployment.last_modified = self.clock
        deployment.revision += 1

    def tick(self) -> None:
        """Let a second pass: nothing changes at the moment of another change."""
        self.clock += timedelta(seconds=1)

    def _restore(self, state: State) -> None:
        self.clock = state.clock
        self.ids_given = state.ids_given
        self.clouds = state.clouds
        self.certificate_authorities = state.certificate_authorities
        self.clusters = state.clusters
        self.complete_authorities()
