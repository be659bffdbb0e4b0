"""What must fit together in an estate's certificate authorities and trust relationships."""

from collections.abc import Collection, Iterator
from datetime import date

from crosslink_emulator.estate.estate import AuthorityEntry, DeploymentEntry, Estate, TrustRelationshipEntry
from crosslink_emulator.world import Problem
from crosslink_emulator.world.state.certificate import LONG_AGO, certificate_problem
from crosslink_emulator.world.state.certificate_authority import VALIDITY
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
