"""A deployment's trust: what it may hold, and its default.  Source: the texts of ``DirectTrustRelationship`` in Elastic Cloud API 3.8.0.

GUESS: that each of these is refused, and refused at once; the specification states the rules, and of answers only "the deployment request had errors".
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from crosslink_emulator.errors.deployment_update import TrustInvalidError
from crosslink_emulator.world import Problem
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import LONG_AGO, certificate_problem
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import DirectTrust, ExternalTrust, Trust, default_trust, is_old
from crosslink_emulator.world.trust.trust_relationship import SCOPE_ID

RESOURCE_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
"""Of an Elasticsearch.  GUESS: that other forms are refused; that the id exists cannot be checked, it may be another environment's."""

NAMESPACE_SCOPE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.es\.local", re.ASCII)
"""The scope of nodes in Kubernetes, ``<namespace>.es.local``.

The documentation's pages on trust with ECK have it, although the specification says "lowercase letters and digits, at most 32".
GUESS: that the API takes it as the console does, for type ``generic`` alone, and however long the namespace is.
"""

KEPT_MAY_EXPIRE = True
"""GUESS: a certificate that the deployment trusts already may be sent again after its time is over, or nobody could add an entry beside it."""


@dataclass(frozen=True)
class Surroundings:
    """What trust is judged by."""

    platform: str
    relationship_ids: Collection[str]
    """Of the ECE environment.  GUESS: without the local one, which says nothing that ``accounts`` does not."""
    there: Trust
    """The trust that is to be replaced."""
    now: datetime


def trust_problems(wanted: Trust, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with the three lists."""
    for index, account in enumerate(wanted.accounts):
        where = f"trust.accounts[{index}]"
        if SCOPE_ID.fullmatch(account.account_id) is None:
            yield f"{where}.account_id", "an account id is up to 32 lowercase letters and digits"
        yield from _allowlist(where, account.trust_allowlist)
    for index, external in enumerate(wanted.external):
        where = f"trust.external[{index}]"
        if around.platform != "ece":
            yield where, "only ECE has trust relationships; a hosted deployment trusts another environment with an entry of direct"
        elif external.trust_relationship_id not in around.relationship_ids:
            yield f"{where}.trust_relationship_id", f"there is no trust relationship {external.trust_relationship_id} with another environment"
        yield from _allowlist(where, external.trust_allowlist)
    known = {entry.uid for entry in around.there.direct}
    seen: set[str | None] = set()
    for index, direct in enumerate(wanted.direct):
        where = f"trust.direct[{index}]"
        if direct.uid is not None and direct.uid not in known - seen:
            yield f"{where}.uid", f"{direct.uid} is {'used twice' if direct.uid in seen else 'no entry of this deployment; leave it out for a new one'}"
        seen.add(direct.uid)
        yield from _direct(where, direct)
        yield from _certificates(where, direct, around)


def _direct(where: str, entry: DirectTrust) -> Iterator[Problem]:
    if not entry.name.strip():
        yield f"{where}.name", "is empty"
    yield from _allowlist(where, entry.trust_allowlist)
    if entry.scope_id is not None and SCOPE_ID.fullmatch(entry.scope_id) is None and not _namespace(entry):
        yield f"{where}.scope_id", "is up to 32 lowercase letters and digits"
    for index, name in enumerate(entry.additional_node_names):
        if not name.strip() or "*" in name:
            yield f"{where}.additional_node_names[{index}]", "is a whole name, without wildcards"
    yield from _proxy(where, entry) if entry.type == "proxy" else _scope(where, entry)


def _namespace(entry: DirectTrust) -> bool:
    return entry.type == "generic" and NAMESPACE_SCOPE.fullmatch(entry.scope_id or "") is not None


def _scope(where: str, entry: DirectTrust) -> Iterator[Problem]:
    if entry.scope_id is not None:
        return
    if entry.trust_all:
        yield f"{where}.scope_id", "is needed where trust_all is true"
    if entry.trust_allowlist:
        yield f"{where}.scope_id", "is needed where trust_allowlist has entries"
    if not entry.additional_node_names:
        yield f"{where}.additional_node_names", "are needed where there is no scope_id"


def _proxy(where: str, entry: DirectTrust) -> Iterator[Problem]:
    for field in ("trust_all", "trust_allowlist", "scope_id", "additional_node_names"):
        if getattr(entry, field):
            yield f"{where}.{field}", "is not for type proxy"


def _allowlist(where: str, ids: tuple[str, ...]) -> Iterator[Problem]:
    for index, id_ in enumerate(ids):
        if RESOURCE_ID.fullmatch(id_) is None:
            yield f"{where}.trust_allowlist[{index}]", "the id of an Elasticsearch resource is 32 hexadecimal digits"


def _certificates(where: str, entry: DirectTrust, around: Surroundings) -> Iterator[Problem]:
    if not entry.certificates:
        yield f"{where}.certificates", "at least one is needed"
    kept = {pem for direct in around.there.direct for pem in direct.certificates} if KEPT_MAY_EXPIRE else set()
    for index, pem in enumerate(entry.certificates):
        problem = certificate_problem(pem, LONG_AGO if pem in kept else around.now)
        if problem is not None:
            yield f"{where}.certificates[{index}].pem", problem


def check_trust(world: World, cloud: Cloud, deployment: Deployment, wanted: Trust) -> None:
    """Raise the first thing that is wrong with the lists."""
    around = Surroundings(cloud.platform, cloud.trust_relationships, deployment.trust, world.clock)
    for field, problem in trust_problems(wanted, around):
        raise TrustInvalidError(field, problem)


def with_ids(world: World, wanted: Trust) -> Trust:
    """Return the lists with an id for each entry of ``direct`` that has none: it is a new one."""
    direct = [entry if entry.uid else entry.model_copy(update={"uid": world.new_id("direct trust")}) for entry in wanted.direct]
    return wanted.model_copy(update={"direct": tuple(direct)})


def write_trust(world: World, cloud: Cloud, deployment: Deployment, wanted: Trust) -> None:
    """Replace the three lists without a plan, as a change of the deployment's document: what somebody else does, or a test."""
    check_trust(world, cloud, deployment, wanted)
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    deployment.trust = with_ids(world, wanted)
    world.touch(deployment)
    world.changed()


RELATIONSHIPS_COUNT = True
"""GUESS: ``trust_by_default`` of a relationship puts an entry about it into the trust of deployments made from then on; existing ones stay as they are."""


def trust_by_default(cloud: Cloud, resource_id: str, created: date) -> Trust:
    """Return the lists: one's own account, and the environments that are trusted by default; old deployments trust themselves alone."""
    own = default_trust(cloud.organization, resource_id, created)
    if is_old(created) or not RELATIONSHIPS_COUNT:
        return own
    others = [
        ExternalTrust(trust_relationship_id=relationship.id, trust_all=True)
        for relationship in cloud.trust_relationships.values()
        if relationship.trust_by_default
    ]
    return own.model_copy(update={"external": tuple(others)})
