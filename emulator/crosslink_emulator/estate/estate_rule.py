"""Checks an estate for what contradicts itself, beyond the form of each property."""

from collections.abc import Collection, Iterator
from datetime import date

from crosslink_emulator.estate.cloud import content, relationship_id, ruleset_id
from crosslink_emulator.estate.cluster_estate_rule import cluster_problems
from crosslink_emulator.estate.estate import AuthorityEntry, CloudEntry, DeploymentEntry, Estate, TrafficFilterEntry, TrustRelationshipEntry
from crosslink_emulator.world import Problem
from crosslink_emulator.world.filters import content_problems
from crosslink_emulator.world.state.certificate import LONG_AGO, certificate_problem
from crosslink_emulator.world.state.certificate_authority import VALIDITY
from crosslink_emulator.world.state.traffic_filter_rule import link_id_problems
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import Surroundings, trust_problems


def list_problems(platform: str, relationship_ids: Collection[str], entry: DeploymentEntry) -> Iterator[Problem]:
    """Yield what is wrong; uids may be any, and what is there from the beginning may have expired since."""
    if entry.trust is None:
        return
    short = isinstance(entry.trust, tuple)
    trust = Trust(accounts=entry.trust) if isinstance(entry.trust, tuple) else entry.trust
    for field, problem in trust_problems(trust, Surroundings(platform, relationship_ids, trust, LONG_AGO)):
        yield field.replace("trust.accounts[", "trust[", 1) if short else field, problem


FIRST_DAY = date(1950, 1, 1)
"""No certificate is valid before it.  Source: RFC 5280, 4.1.2.5."""


def authority_problems(estate: Estate) -> Iterator[Problem]:
    """Yield what is wrong with the authorities of regions and of environments."""
    regions = {deployment.region for cloud in estate.clouds.values() if cloud.platform == "ech" for deployment in cloud.deployments.values()}
    for region, entry in estate.certificate_authorities.items():
        path = f"certificate_authorities.{region}"
        if region not in regions:
            yield path, "no hosted deployment is in this region"
        yield from _validity(path, entry)
    for name, cloud in estate.clouds.items():
        if cloud.certificate_authority is None:
            continue
        path = f"clouds.{name}.certificate_authority"
        if cloud.platform == "ech":
            yield path, "hosted organizations share one authority per region: certificate_authorities"
        yield from _validity(path, cloud.certificate_authority)


def relationship_problems(path: str, estate: Estate, own_name: str, entry: TrustRelationshipEntry) -> Iterator[Problem]:
    """Yield what is wrong with a relationship."""
    if estate.clouds[own_name].platform != "ece":
        yield path, "only an ECE environment has trust relationships"
    if entry.environment is not None:
        other = estate.clouds.get(entry.environment)
        if other is None or other.platform != "ece" or entry.environment == own_name:
            yield f"{path}.environment", f"{entry.environment} is no other ECE environment of this estate"
    elif entry.public_ca_cert is None:
        yield f"{path}.public_ca_cert", "is missing, unless environment names another ECE environment of this estate"
    if entry.public_ca_cert is not None:
        problem = certificate_problem(entry.public_ca_cert, LONG_AGO)
        if problem is not None:
            yield f"{path}.public_ca_cert", problem


def _validity(path: str, entry: AuthorityEntry) -> Iterator[Problem]:
    if entry.valid_from is not None and not FIRST_DAY <= entry.valid_from <= date.max - VALIDITY:
        yield f"{path}.valid_from", "is no day that certificates know"
    elif entry.valid_to is not None and entry.valid_to < FIRST_DAY + VALIDITY:
        yield f"{path}.valid_to", "is no day that certificates know"
    elif entry.valid_from is not None and entry.valid_to is not None and entry.valid_to <= entry.valid_from:
        yield f"{path}.valid_to", "is not after valid_from"


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
