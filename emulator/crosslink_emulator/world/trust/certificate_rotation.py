"""Replacing a certificate authority's certificate, which the service does and clients see."""

from datetime import timedelta

from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, RotationError, Step, authority_name
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.world import World
from crosslink_emulator.world.trust.trust_relationship_life import local_relationship, relationships


def rotate(world: World, cloud: Cloud, region: str | None, step: Step) -> CertificateAuthority:
    """Take one step with the authority of a region or of an environment; how things were is kept for readings that lag."""
    if region is None and cloud.platform == "ech":
        raise RotationError(f"region: is needed, one of {', '.join(sorted(cloud.regions))}")
    if region is not None and region not in cloud.regions:
        raise RotationError(f"region: no deployment of this cloud is in {region}")
    name = authority_name(cloud, region or "")
    before = world.certificate_authorities[name]
    after = before.rotated(step, world.clock + timedelta(seconds=1))  # a step that is refused takes no time
    world.tick()
    world.past.remember("certificate authority", name, now=before)
    if cloud.platform == "ece":
        local = local_relationship(world, cloud)
        world.past.remember("trust relationship", cloud.name, local.id, now=local)
        world.past.remember("trust relationships", cloud.name, now=relationships(world, cloud))
    world.certificate_authorities[name] = after
    world.changed()
    return after
