"""From an estate's entries to the state that an emulator begins with."""

from datetime import UTC, date, datetime, time, timedelta

from crosslink_emulator.estate.birth import new_cloud
from crosslink_emulator.estate.cluster_birth import new_cluster
from crosslink_emulator.estate.estate import Estate
from crosslink_emulator.estate.trust_birth import new_authorities, new_relationships
from crosslink_emulator.world.state.certificate_authority import complete
from crosslink_emulator.world.state.persistence import State


def new_state(estate: Estate) -> State:
    """Return the state that an estate describes; its clock is a day after the youngest deployment was made."""
    clouds = {name: new_cloud(name, entry) for name, entry in estate.clouds.items()}
    youngest = max((deployment.created for cloud in clouds.values() for deployment in cloud.deployments.values()), default=date.min)
    clock = datetime.combine(youngest, time(), UTC) + timedelta(days=1)
    authorities = new_authorities(estate, clock)
    complete(authorities, clouds.values(), clock)
    for name, relationships in new_relationships(estate, authorities, clock).items():
        clouds[name].trust_relationships = relationships
    clusters = {name: new_cluster(name, entry, authorities) for name, entry in estate.clusters.items()}
    return State(clock=clock, clouds=clouds, certificate_authorities=authorities, clusters=clusters)
