"""What a remote list may contain.  A write replaces the whole list; there is no lock and no version.

Source: real replies quoted in terraform-provider-ec issues 357 and 540; the documentation on system and on old deployments.
"""

import re
from collections.abc import Sequence

from crosslink_emulator.errors.refusal import ClusterRequestFailedError, CrossClusterDisabledError, InvalidRequestError, RemoteNotFoundError, SystemOwnedError
from crosslink_emulator.world.remotes import SettingError
from crosslink_emulator.world.remotes.elasticsearch_settings import relist, settings_of
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment, Remote

ALIAS = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""The documented letters.  GUESS: the service answers 400 to others; it once passed an empty alias on to Elasticsearch."""

REPEATED_ALIAS_PROBLEM = "the alias is already used in this list"
"""GUESS: refused, with 400 ``root.invalid_json_request``; a key given twice to Elasticsearch could only fail or lose one."""

SELF_REFERENCE_PROBLEM = "a deployment cannot be its own remote"
"""GUESS: refused, with 400 ``root.invalid_json_request``."""


REMOTES_TOUCH_DEPLOYMENT = True
"""GUESS: writing the remote list counts as a change of the deployment (``last_modified``, ``x-cloud-resource-version``); clients then re-read more."""


def set_remotes(world: World, cloud: Cloud, local: Deployment, wanted: Sequence[Remote]) -> None:
    """Replace the remote list of a deployment; raise the first thing that is wrong with it."""
    _check(cloud, local, wanted)
    previous, settings = local.model_copy(), settings_of(cloud, local)
    try:
        relist(cloud, local, wanted)
    except SettingError as error:
        raise ClusterRequestFailedError(str(error)) from error
    world.past.remember("remotes", local.id, now=previous.remotes)
    world.past.remember("deployment", local.id, now=previous)
    world.past.remember("settings", local.id, now=settings)
    if REMOTES_TOUCH_DEPLOYMENT:
        world.touch(local)
    world.changed()


def _check(cloud: Cloud, local: Deployment, wanted: Sequence[Remote]) -> None:
    """Raise the first thing that is wrong with the list; a stopped cluster comes last, because the request to it does."""
    if local.system:
        raise SystemOwnedError(local.id)
    if not local.cross_cluster:
        raise CrossClusterDisabledError(local.id)
    aliases: set[str] = set()
    for index, remote in enumerate(wanted):
        _check_alias(f"resources[{index}].alias", remote.alias, aliases)
        _check_target(f"resources[{index}].deployment_id", cloud, local, remote)
    if local.status != "started":
        raise ClusterRequestFailedError


def _check_alias(field: str, alias: str, aliases: set[str]) -> None:
    if ALIAS.fullmatch(alias) is None:
        raise InvalidRequestError(field, "only letters, digits, dashes and underscores are allowed")
    if alias in aliases:
        raise InvalidRequestError(field, REPEATED_ALIAS_PROBLEM)
    aliases.add(alias)


def _check_target(field: str, cloud: Cloud, local: Deployment, remote: Remote) -> None:
    """Raise for a target that cannot be one; ``_main`` stands for a ref id in paths only."""
    target = cloud.find(remote.deployment_id)
    if target is None or target.ref_id != remote.elasticsearch_ref_id:
        raise RemoteNotFoundError(remote.deployment_id, remote.elasticsearch_ref_id)
    if target.id == local.id:
        raise InvalidRequestError(field, SELF_REFERENCE_PROBLEM)
    if target.system:
        raise SystemOwnedError(target.id)
