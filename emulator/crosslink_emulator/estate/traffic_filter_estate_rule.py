"""What must fit together in an estate's traffic filters: what the API would refuse cannot be there from the beginning."""

from collections.abc import Iterator

from crosslink_emulator.estate.birth import content
from crosslink_emulator.estate.estate import CloudEntry, TrafficFilterEntry
from crosslink_emulator.world.filters.traffic_filter_check import content_problems
from crosslink_emulator.world.state.link_id import link_id_problems

Problem = tuple[str, str]
"""Property path and what is wrong there."""


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
