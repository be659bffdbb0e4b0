"""What must fit together in an estate, beyond the form of each property."""

from collections.abc import Iterator

from crosslink_emulator.estate.birth import content, ruleset_id
from crosslink_emulator.estate.cluster_estate_rule import cluster_problems
from crosslink_emulator.estate.estate import CloudEntry, DeploymentEntry, Estate, TrafficFilterEntry
from crosslink_emulator.estate.trust_birth import relationship_id
from crosslink_emulator.estate.trust_estate_rule import authority_problems, list_problems, relationship_problems
from crosslink_emulator.world import Problem
from crosslink_emulator.world.filters import content_problems
from crosslink_emulator.world.state.link_id import link_id_problems


def filter_problems(path: str, cloud: CloudEntry, name: str, entry: TrafficFilterEntry) -> Iterator[Problem]:
    """Yield what is wrong with a ruleset."""
    regions = {deployment.region for deployment in cloud.deployments.values()}
    for field, problem in content_problems(cloud.platform, regions, content(name, entry)):
        yield f"{path}.{field}", problem
    seen: set[str] = set()
    for index, association in enumerate(entry.deployments):
        place = f"{path}.deployments[{index}]"
        deployment = cloud.deployments.get(association.deployment)
        if deployment is None:
            yield place, f"this cloud has no deployment {association.deployment}"
        elif deployment.system:
            yield place, "a system deployment has no traffic filters"
        elif deployment.region != entry.region:
            yield place, f"{association.deployment} is in region {deployment.region}"
        if association.deployment in seen:
            yield place, f"{association.deployment} is already there"
        seen.add(association.deployment)


def claim_problems(path: str, cloud: CloudEntry) -> Iterator[Problem]:
    """Yield what is wrong with the form of claims."""
    for index, claim in enumerate(cloud.claimed_link_ids):
        for field, problem in link_id_problems(cloud.platform, claim):
            yield f"{path}.claimed_link_ids[{index}].{field}", problem


def problems(estate: Estate) -> Iterator[Problem]:
    """Yield everything that no real estate could have."""
    seen: dict[str, str] = {}
    for name, cloud in estate.clouds.items():
        path = f"clouds.{name}"
        yield from _taken(seen, f"organization {cloud.organization}", f"{path}.organization")
        yield from _cloud(path, cloud)
        relationship_ids = {relationship_id(name, own, relationship) for own, relationship in cloud.trust_relationships.items()}
        for deployment_name, deployment in cloud.deployments.items():
            place = f"{path}.deployments.{deployment_name}"
            yield from _taken(seen, f"id {deployment.id}", f"{place}.id")
            if not deployment.system:
                yield from _taken(seen, f"id {deployment.resource_id}", f"{place}.resource_id")
            yield from _deployment(place, cloud, deployment)
            yield from _remotes(place, cloud, deployment_name, deployment)
            for field, problem in list_problems(cloud.platform, relationship_ids, deployment):
                yield f"{place}.{field}", problem
        for filter_name, traffic_filter in cloud.traffic_filters.items():
            place = f"{path}.traffic_filters.{filter_name}"
            yield from _taken(seen, f"id {ruleset_id(name, filter_name, traffic_filter)}", f"{place}.id")
            yield from filter_problems(place, cloud, filter_name, traffic_filter)
        for relationship_name, relationship in cloud.trust_relationships.items():
            place = f"{path}.trust_relationships.{relationship_name}"
            yield from _taken(seen, f"id {relationship_id(name, relationship_name, relationship)}", f"{place}.id")
            yield from relationship_problems(place, estate, name, relationship)
        yield from claim_problems(path, cloud)
        for index, claim in enumerate(cloud.claimed_link_ids):
            yield from _taken(seen, f"endpoint {' '.join(claim.endpoint)}", f"{path}.claimed_link_ids[{index}]")
    for name in estate.clusters:
        yield from _taken(seen, f"id {name}", f"clusters.{name}")
    yield from authority_problems(estate)
    yield from cluster_problems(estate)


def _taken(seen: dict[str, str], what: str, path: str) -> Iterator[Problem]:
    """Ids are unique over all clouds; a resource id that equals a deployment id would hide a mix-up of the two."""
    if what in seen:
        yield path, f"{what.partition(' ')[2]} is also {seen[what]}"
    seen.setdefault(what, path)


def _cloud(path: str, cloud: CloudEntry) -> Iterator[Problem]:
    if cloud.platform == "ech" and cloud.domain is not None:
        yield f"{path}.domain", "only an ECE environment has a domain of its own"
    for name, key in cloud.read_only_keys.items():
        if key in cloud.api_keys.values():
            yield f"{path}.read_only_keys.{name}", "this key may also write"


def _deployment(path: str, cloud: CloudEntry, deployment: DeploymentEntry) -> Iterator[Problem]:
    if not deployment.system:
        return
    if cloud.platform != "ece":
        yield f"{path}.system", "only ECE has system deployments"
    if deployment.id != deployment.resource_id:
        yield f"{path}.resource_id", "in a system deployment it equals the deployment's id"
    if deployment.ref_id not in (None, "elasticsearch"):
        yield f"{path}.ref_id", "in a system deployment it is elasticsearch"


def _remotes(path: str, cloud: CloudEntry, own_name: str, deployment: DeploymentEntry) -> Iterator[Problem]:
    if deployment.system and deployment.remotes:
        yield f"{path}.remotes", "a system deployment has no remotes"
    aliases: set[str] = set()
    for index, remote in enumerate(deployment.remotes):
        place = f"{path}.remotes[{index}]"
        if remote.alias in aliases:
            yield f"{place}.alias", f"{remote.alias} is already an alias here"
        aliases.add(remote.alias)
        target = cloud.deployments.get(remote.deployment)
        if target is None:
            yield f"{place}.deployment", f"this cloud has no deployment {remote.deployment}"
        elif remote.deployment == own_name:
            yield f"{place}.deployment", "a deployment is not its own remote"
        elif target.system:
            yield f"{place}.deployment", "a system deployment is nobody's remote"
