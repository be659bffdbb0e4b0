"""The proof of a remote cluster: whether the service says that its entry is connected."""

from collections.abc import Callable
from functools import partial

from crosslink_core.api.retry import PASSING
from crosslink_core.connections import Connections
from crosslink_core.coordination.waiting import wait_for
from crosslink_core.lifecycle.base import Tell, changed_meanwhile, tell_unconnected
from crosslink_core.lifecycle.remotes import remote_list
from crosslink_core.lifecycle.remotes.remote_list import Entries
from crosslink_core.lifecycle.trust import trust_reason
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState

BELIEVE_S = 3.0
"""GUESS: how long the service may take to fill in trust and compatibility of a new entry, in seconds; a no before that may be none."""


def proved(connections: Connections, tell: Tell, spec: RemoteCluster, entries: Entries, look: Callable[[], Entries]) -> RemoteClusterState:
    """Wait for the connection and return what there is, as long as it can come by itself: missing trust and unsuitable versions stay as they are.

    `entries` is the list as it has just been written, and `look` reads it again.  Raises :exc:`NotConnectedError` where the
    connection does not come and must, or where the entry is another one's by then.
    """
    wanted = remote_list.to_wire(spec)
    wait = partial(wait_for, look, partial(remote_list.connected, wanted=wanted), bear=PASSING)
    tell.status(f"waiting for {spec.alias} to connect")
    last = wait(first=entries, timeout_s=min(BELIEVE_S, spec.connect_timeout_s))
    if not remote_list.hopeless(last, wanted=wanted):
        last = wait(first=last, timeout_s=max(0, spec.connect_timeout_s - BELIEVE_S))
    found = remote_list.find(last, spec.alias)
    if found is None or not remote_list.alike(found, wanted):
        raise changed_meanwhile(spec.id)
    state = remote_list.state(spec, found.info)
    if not state.connected:
        if not (state.trusted and state.trusted_back) and found.info is not None:
            state = state.model_copy(update={"reason": f"{state.reason}: {trust_reason.judge(connections, spec).text}"})
        tell_unconnected(tell, spec.id, state.reason, required=spec.require_connected)
    return state
