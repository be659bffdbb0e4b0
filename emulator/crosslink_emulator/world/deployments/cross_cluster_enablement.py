"""Giving a deployment from before February 2021 its cross-cluster features.  Source: the documentation ("Enable CCR")."""

from crosslink_emulator.errors.refusal import ClusterRequestFailedError, SystemOwnedError
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.deployment import Deployment

SYSTEM_IS_REFUSED = True
"""GUESS: a system deployment, which can be neither end of a link, cannot be given the features."""

STOPPED_IS_REFUSED = True
"""GUESS: a cluster that does not run cannot be given new certificates."""


def enable(world: World, deployment: Deployment, *, validate_only: bool) -> None:
    """Enable the features, for good.

    GUESS: where they are there already, nothing changes and nothing is wrong; and trust stays what it was, itself alone, until somebody writes it.
    """
    if deployment.system and SYSTEM_IS_REFUSED:
        raise SystemOwnedError(deployment.id)
    if deployment.cross_cluster:
        return
    if deployment.status != "started" and STOPPED_IS_REFUSED:
        raise ClusterRequestFailedError
    if validate_only:
        return
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    deployment.cross_cluster_enabled = True
    world.touch(deployment)
    world.changed()
