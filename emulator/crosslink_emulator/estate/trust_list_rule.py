"""What is wrong with the trust that somebody describes for a new deployment, in an estate or in the console."""

from collections.abc import Collection, Iterator

from crosslink_emulator.estate.estate import DeploymentEntry
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.trust_check import LONG_AGO, Problem, Surroundings, trust_problems


def list_problems(platform: str, relationship_ids: Collection[str], entry: DeploymentEntry) -> Iterator[Problem]:
    """Yield what is wrong; uids may be any, and what is there from the beginning may have expired since."""
    if entry.trust is None:
        return
    short = isinstance(entry.trust, tuple)
    trust = Trust(accounts=entry.trust) if isinstance(entry.trust, tuple) else entry.trust
    for field, problem in trust_problems(trust, Surroundings(platform, relationship_ids, trust, LONG_AGO)):
        yield field.replace("trust.accounts[", "trust[", 1) if short else field, problem
