import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

GET, PUT, INFO = "cluster-get-settings", "cluster-put-settings", "cluster-remote-info"
PATHS = {GET: "/_cluster/settings", PUT: "/_cluster/settings", INFO: "/_remote/info"}
CHANGE = {"persistent": {"cluster.max_shards_per_node": 5}}


@pytest.fixture
def executor():
    """Runs a request beside the test."""
    with ThreadPoolExecutor() as executor:
        yield executor


def soon(condition):
    """Wait until something is so."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("429", "es_rejected_execution_exception"),
        ("500", "internal server error"),
        ("502", "<h1>502 Bad Gateway</h1>"),
        ("503", "unavailable"),
        ("504", "<h1>504"),
    ],
)
def test_errors(eu, inject, settings, kind, word):
    """A fault answers in the words of Elasticsearch or of what stands before it, not in those of the control plane, and nothing is done."""
    inject(PUT, kind, retry_after_s=7) if kind == "429" else inject(PUT, kind)
    reply = eu.put("/_cluster/settings", json=CHANGE)

    assert (reply.status_code, word in reply.text, "root." in reply.text) == (int(kind), True, False)
    assert reply.headers.get("retry-after") == ("7" if kind == "429" else None)
    assert settings(eu) == {}


@pytest.mark.parametrize(("kind", "written"), [("drop-before", {}), ("drop-after", {"cluster.max_shards_per_node": "5"})])
def test_dropped(eu, inject, settings, kind, written):
    """A connection without an answer says nothing about the work."""
    inject(PUT, kind)
    with pytest.raises(httpx.RemoteProtocolError):
        eu.put("/_cluster/settings", json=CHANGE)

    assert settings(eu) == written


def test_slow(eu, inject, settings):
    """The work begins later, and is done although the client has left."""
    inject(PUT, "slow", delay_ms=300)
    with pytest.raises(httpx.ReadTimeout):
        eu.put("/_cluster/settings", json=CHANGE, timeout=0.05)

    assert settings(eu) == {}
    soon(lambda: settings(eu) == {"cluster.max_shards_per_node": "5"})


def test_reset_meanwhile(elasticsearch, inject, control, executor):
    """A straggler of the old world does nothing in the new one."""
    inject(PUT, "slow", delay_ms=300)
    slow = executor.submit(elasticsearch("logs-eu").put, "/_cluster/settings", json=CHANGE)
    soon(lambda: not control.get("/faults").json()["faults"])
    control.post("/reset")
    fresh = control.get("/state").json()
    with pytest.raises(httpx.RemoteProtocolError):
        slow.result()

    assert control.get("/state").json() == fresh


def test_for_one_deployment(eu, elasticsearch, inject, deployments):
    """A fault can be meant for one deployment, whose control-plane id it names."""
    inject(INFO, "503", deployment_id=deployments["logs-us"].id)

    assert [http.get("/_remote/info").status_code for http in (eu, elasticsearch("logs-us"), elasticsearch("logs-us"))] == [200, 503, 200]


@pytest.mark.parametrize(("user", "password"), [("elastic", "wrong"), ("plain", "secret")])
def test_strangers_use_none_up(eu, elasticsearch, deployments, inject, user, password):
    """Who is not known, or may not, is refused first."""
    deployments["logs-eu"].users["plain"] = deployments["logs-eu"].users["elastic"]
    inject(INFO, "503")

    assert elasticsearch("logs-eu", user, password).get("/_remote/info").status_code in (401, 403)
    assert eu.get("/_remote/info").status_code == 503


@pytest.mark.parametrize("operation", [GET, PUT, INFO])
def test_another_writer(eu, inject, put, settings, operation):
    """Somebody else writes right after our request, whose answer shows nothing of it."""
    put(eu, persistent={"cluster.remote.a.seeds": "nowhere.example:1"})
    inject(operation, "another-writer", settings={"cluster.remote.a.*": None, "cluster.remote.b.seeds": ["nowhere.example:2"]})
    answer = {GET: eu.get, INFO: eu.get, PUT: eu.put}[operation](PATHS[operation], **({"json": CHANGE} if operation == PUT else {}))

    assert (answer.status_code, "nowhere.example:2" in answer.text) == (200, False)
    assert {key: value for key, value in settings(eu).items() if "remote" in key} == {"cluster.remote.b.seeds": ["nowhere.example:2"]}


def test_he_is_refused_like_everyone(eu, inject, settings):
    """A mistake in a test does not become a test without its fault."""
    inject(GET, "another-writer", settings={"cluster.remote.a.colour": "red"})
    reply = eu.get("/_cluster/settings")

    assert reply.status_code == 500
    assert "persistent setting [cluster.remote.a.colour], not recognized" in reply.text
    assert settings(eu) == {}


def test_lag(eu, inject, put, settings):
    """A reading shows the settings before the last write, whoever wrote."""
    put(eu, persistent={"cluster.remote.a.seeds": "nowhere.example:1"})
    inject(GET, "lag")
    inject(INFO, "lag")
    lagging = (settings(eu), eu.get("/_remote/info").json())

    assert lagging == ({}, {})
    assert (settings(eu), [*eu.get("/_remote/info").json()]) == ({"cluster.remote.a.seeds": "nowhere.example:1"}, ["a"])


def test_lag_behind_the_list(http, eu, inject, settings, deployments, remotes_path, ref):
    """A write of the remote list is a write of settings."""
    http.put(remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments["logs-us"])]})
    inject(GET, "lag")

    assert settings(eu) == {}
    assert len(settings(eu)) == 4


@pytest.mark.parametrize(("operation", "field"), [("get-deployment-es-resource-remote-clusters", {"settings": {"a": "b"}}), (GET, {"remove": ["a"]})])
def test_who_writes_what(control, operation, field):
    """Another writer writes what the request is about."""
    reply = control.post("/faults", json={"operation": operation, "kind": "another-writer"} | field)

    assert reply.status_code == 400
    assert f"{next(iter(field))} is not for {operation}" in reply.text
