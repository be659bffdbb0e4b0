"""Trust relationships: what they may hold, and their changes.  Source: Elastic Cloud API 3.8.0; ids as in real environments."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crosslink_emulator.errors.trust_relationship import (
    LocalTrustRelationshipError,
    TrustRelationshipConflictError,
    TrustRelationshipInvalidError,
    TrustRelationshipNotFoundError,
)
from crosslink_emulator.world import Problem, identifier
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import certificate_problem
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.trust import TrustRelationship

SCOPE_ID = re.compile(r"[a-z0-9]{1,32}", re.ASCII)
"""Ids of accounts and environments: documented for ``scope_id`` of direct trust.  GUESS: here as well."""


def relationship_problems(
    name: str | None, account_ids: Iterable[str], installation_id: str | None, public_ca_cert: str | None, now: datetime
) -> Iterator[Problem]:
    """Yield what is wrong with what a relationship is to say; None is not said.  GUESS: that each of these is refused."""
    if name is not None and not name.strip():
        yield "name", "is empty"
    for index, account_id in enumerate(account_ids):
        if SCOPE_ID.fullmatch(account_id) is None:
            yield f"account_ids[{index}]", "an account id is up to 32 lowercase letters and digits"
    if installation_id is not None and SCOPE_ID.fullmatch(installation_id) is None:
        yield "installation_id", "an environment id is up to 32 lowercase letters and digits"
    problem = None if public_ca_cert is None else certificate_problem(public_ca_cert, now)
    if problem is not None:
        yield "public_ca_cert", problem


LOCAL_NAME = "local"
"""GUESS: what the environment's own relationship is called."""

LOCAL_TRUSTED_BY_DEFAULT = True
"""GUESS: what the environment's own relationship says about trust by default: its own deployments trust each other."""


def local_relationship(world: World, cloud: Cloud) -> TrustRelationship:
    """Return the environment itself.

    GUESS: it has both ids, of which the only account's equals the environment's, and during a rotation the active certificate alone.
    """
    authority = world.authority(cloud)
    return TrustRelationship(
        id=identifier("trust relationship", cloud.organization, "local"),
        name=LOCAL_NAME,
        public_ca_cert=authority.pem(authority.active),
        trust_by_default=LOCAL_TRUSTED_BY_DEFAULT,
        account_ids=(cloud.organization,),
        installation_id=cloud.organization,
        local=True,
        created=authority.created,
        last_modified=authority.last_modified,
        revision=authority.revision,
    )


def relationships(world: World, cloud: Cloud) -> tuple[TrustRelationship, ...]:
    """Return all: the local one, then the others, oldest first."""
    return (local_relationship(world, cloud), *cloud.trust_relationships.values())


def create(world: World, cloud: Cloud, content: dict[str, Any]) -> TrustRelationship:
    """Make a relationship, even if another one says the same."""
    _check(world, content)
    world.tick()
    made = TrustRelationship(**content, id=world.new_id("trust relationship"), created=world.clock, last_modified=world.clock)
    _put(world, cloud, made.id, made)
    return made


def update(world: World, cloud: Cloud, relationship_id: str, changes: dict[str, Any]) -> TrustRelationship:
    """Change what is given.  GUESS: what is absent stays, and even an empty change counts as a write."""
    there = _own(world, cloud, relationship_id)
    _check(world, changes)
    world.tick()
    changed = there.model_copy(update=changes | {"last_modified": world.clock, "revision": there.revision + 1})
    _put(world, cloud, relationship_id, changed)
    return changed


def delete(world: World, cloud: Cloud, relationship_id: str, version: int | None) -> None:
    """Delete a relationship, unless it has another version than the client thinks.  GUESS: also one that a deployment's trust still names."""
    there = _own(world, cloud, relationship_id)
    if version not in (None, there.revision):
        raise TrustRelationshipConflictError(relationship_id, int(version or 0), there.revision)
    world.tick()
    _put(world, cloud, relationship_id, None)


def _own(world: World, cloud: Cloud, relationship_id: str) -> TrustRelationship:
    """Find a relationship that may be written."""
    if relationship_id == local_relationship(world, cloud).id:
        raise LocalTrustRelationshipError(relationship_id)
    found = cloud.trust_relationships.get(relationship_id)
    if found is None:
        raise TrustRelationshipNotFoundError(relationship_id)
    return found


def _check(world: World, content: dict[str, Any]) -> None:
    accounts, installation_id = content.get("account_ids", ()), content.get("installation_id")
    for field, problem in relationship_problems(content.get("name"), accounts, installation_id, content.get("public_ca_cert"), world.clock):
        raise TrustRelationshipInvalidError(field, problem)


def _put(world: World, cloud: Cloud, relationship_id: str, wanted: TrustRelationship | None) -> None:
    """Put a relationship, or nothing, in its place and save; how things were is kept for readings that lag."""
    world.past.remember("trust relationship", cloud.name, relationship_id, now=cloud.trust_relationships.get(relationship_id))
    world.past.remember("trust relationships", cloud.name, now=relationships(world, cloud))
    if wanted is None:
        del cloud.trust_relationships[relationship_id]
    else:
        cloud.trust_relationships[relationship_id] = wanted
    world.changed()
