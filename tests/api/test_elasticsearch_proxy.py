"""A cluster at its own address and through the proxy operation, on the emulator: the same answers."""

import httpx
import pytest

from crosslink_core.api import Operation
from crosslink_core.api import error as errors
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.proxy import through_proxy
from crosslink_core.connections import Connections
from crosslink_core.model.deployments.deployment import Deployment

LINK = {"cluster.remote.us.mode": "proxy", "cluster.remote.us.proxy_address": "a.example:9400", "cluster.remote.us.skip_unavailable": "false"}
ORDERS = "dddd0302" * 4


@pytest.fixture(params=["direct", "proxy"])
def elasticsearch(request, emulator, connections):
    """The cluster of one deployment, by either way."""
    orders = emulator.world.clouds["enterprise"].deployments["orders"]
    if request.param == "proxy":
        yield connections.cloud("enterprise").elasticsearch(ORDERS, "_main")
        return
    cluster = {"url": f"{emulator.url}/clusters/{orders.resource_id}", "username": "crosslink", "password": "emulated-orders-password", "insecure": True}
    made = Connections({}, {}, clusters={"orders": cluster})
    yield made.elasticsearch(Deployment(deployment_id=ORDERS, cluster="orders"))
    made.close()


def test_life(elasticsearch, emulator):
    """What is written is read back, seen by the nodes, and removed."""
    nothing = elasticsearch.settings.remotes()
    written = elasticsearch.settings.put(LINK)
    found, one, other, infos = (
        elasticsearch.settings.remotes(),
        elasticsearch.settings.remotes("us"),
        elasticsearch.settings.remotes("eu"),
        elasticsearch.remotes(),
    )
    elasticsearch.settings.put({"cluster.remote.us.*": None})

    assert written
    assert nothing == other == elasticsearch.settings.remotes()
    assert found == one
    assert found.of("us") == {"mode": "proxy", "proxy_address": "a.example:9400", "skip_unavailable": "false"}
    assert (infos["us"].connected, infos["us"].skip_unavailable, infos["us"].proxy_address) == (False, False, "a.example:9400")
    assert elasticsearch.info().cluster_name == emulator.world.clouds["enterprise"].deployments["orders"].resource_id


def test_refused(elasticsearch):
    """A setting that Elasticsearch refuses is told in its words, and nothing is written."""
    with pytest.raises(errors.RefusedError, match=r"illegal_argument_exception: .*\[cluster\.remote\.us\.nonsense\], not recognized"):
        elasticsearch.settings.put(LINK | {"cluster.remote.us.nonsense": "1"})

    assert elasticsearch.settings.remotes().of("us") == {}


def test_the_header_and_the_path(server, transport):
    """The proxy operation wants its own header, and everything behind its own path; other requests have neither."""
    server.answers_with(200, {})
    Elasticsearch(through_proxy(transport.send, "d" * 32, "main")).settings.remotes()
    Elasticsearch(transport.send).settings.remotes()
    (behind, headers, _), (_, plain, _) = server.requests

    assert behind.startswith(f"GET /api/v1/deployments/{'d' * 32}/elasticsearch/main/proxy/_cluster/settings?")
    assert headers["x-management-request"] == "true"
    assert "x-management-request" not in plain


def test_gone(connections):
    """A deployment that is not there is not found."""
    with pytest.raises(errors.NotFoundError, match=r"deployments\.deployment_not_found"):
        connections.cloud("enterprise").elasticsearch("d" * 32, "_main").remotes()


def test_headers_of_an_operation(server, transport):
    """An operation's own headers are sent with it."""
    server.answers_with(200, {})
    transport.send(Operation("any", "GET", "/", 200, again=True, headers=(("X-Any", "1"),)), dict)

    assert server.requests[0][1]["x-any"] == "1"


def test_a_cluster_is_called_one(server):
    """An error about a cluster begins with its name, and says which credential to correct."""
    server.answers_with(401, {"error": {"type": "security_exception", "reason": "missing authentication credentials"}, "status": 401})
    made = Connections({}, {}, clusters={"onprem": {"url": server.url, "username": "u", "password": "p-w", "insecure": True}})

    with pytest.raises(errors.UnauthenticatedError) as caught:
        made.elasticsearch(Deployment(deployment_id=ORDERS, cluster="onprem")).info()

    made.close()
    assert str(caught.value).startswith("cluster onprem: info answered 401 security_exception: missing")
    assert "correct the user or password in crosslink:clusters.onprem.password" in str(caught.value)
    assert httpx.BasicAuth("u", "p-w")._auth_header == f"{server.requests[0][1]['authorization']}"
