"""How many frames of crosslink lie between the engine's call and the request: who reads a traceback, or follows a call, reads each of them."""

import sys

import httpx
import pytest

from pulumi_crosslink.remote_cluster import RemoteClusterProvider

OURS = tuple(f"/{room}/" for room in ("crosslink_core", "pulumi_crosslink"))
EU, US = ({"deployment_id": f"dddd010{n}" * 4, "connection": "hosted"} for n in (1, 2))

CHECK = [
    "one_line.<locals>.wrapped",
    "Provider.check",
    "RemoteClusterProvider.look_up",
    "Provider.look_up",
    "fill",
    "DeploymentDirectory.answers",
    "Lookup.answers",
    "Session.coalesce",
    "Lookup._ask_for",
    "DeploymentDirectory._ask",
    "Deployments.all",
    "Deployments.search",
    "Transport.send",
    "Transport._exchange",
]
CREATE = [
    "one_line.<locals>.wrapped",
    "SlotProvider.create",
    "RemoteLifecycle.create",
    "RemoteClusterLifecycle._change",
    "change",
    "Session.coalesce",
    "_serve",
    "RemoteClusters.get",
    "Transport.send",
    "Transport._exchange",
]


@pytest.fixture
def frames(monkeypatch):
    """Call something; return its result, and the frames of ours that were active at its first request, outermost first."""
    seen, request = [], httpx.Client.request

    def watched(client, *args, **more):
        frame, names = sys._getframe(1), []
        while frame is not None:
            if any(room in frame.f_code.co_filename for room in OURS):
                names.append(frame.f_code.co_qualname)
            frame = frame.f_back
        seen.append(names[::-1])
        return request(client, *args, **more)

    monkeypatch.setattr(httpx.Client, "request", watched)

    def call(method, *args):
        seen.clear()
        return method(*args), seen[0]

    return call


def test_frames_of_a_remote_cluster(configured, frames):
    """From check and create of a remote cluster to its first request: each frame has a task of its own."""
    provider = configured(RemoteClusterProvider)
    checked, check = frames(provider.check, {}, {"local": EU, "remote": US, "alias": "us", "__provider": "x"})
    made, create = frames(provider.create, checked.inputs)

    assert made.id.endswith("/us")
    assert check == CHECK
    assert create == CREATE
