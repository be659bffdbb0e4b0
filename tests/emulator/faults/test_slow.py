import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

PUT = "set-deployment-es-resource-remote-clusters"


@pytest.fixture
def meanwhile(control):
    """Sends a request in a thread, and returns when the emulator has begun with it."""
    with ThreadPoolExecutor() as pool:

        def send(request, *arguments, **more):
            future = pool.submit(request, *arguments, **more)
            soon(lambda: any(entry["operation"] for entry in control.get("/requests").json()["requests"]))
            return future

        yield send


def soon(question):
    """Ask until the answer is yes."""
    deadline = time.monotonic() + 5
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def quickest(client, path):
    """Seconds of the quickest of some answers: the machine may be busy for one of them."""
    return min(client.get(path).elapsed.total_seconds() for _ in range(5))


@pytest.mark.parametrize(("more", "least_s"), [({}, 0.1), ({"delay_ms": 50}, 0.05)])
def test_takes_its_time(inject, http, more, least_s):
    """The usual answer, later; 100 ms unless the fault says another time; the next request is as quick as ever."""
    inject("list-deployments", "slow", **more)
    start = time.monotonic()

    assert http.get("/deployments").status_code == 200
    assert time.monotonic() - start >= least_s
    assert quickest(http, "/deployments") < 0.05


def test_others_go_on(inject, meanwhile, http, client, deployments, remotes_path, ref):
    """A slow write is done after the quick one that came later, and replaces it: nobody waits for nobody."""
    path, us, metrics = remotes_path(deployments["logs-eu"]), deployments["logs-us"], deployments["metrics-us"]
    inject(PUT, "slow", delay_ms=500)
    slow = meanwhile(client("hosted").put, path, json={"resources": [ref(us)]})

    assert http.put(path, json={"resources": [ref(metrics)]}).status_code == 202
    assert not slow.done()
    assert [entry["alias"] for entry in http.get(path).json()["resources"]] == ["metrics-us"]
    assert slow.result().status_code == 202
    assert [entry["alias"] for entry in http.get(path).json()["resources"]] == ["logs-us"]


def test_a_client_that_leaves(inject, http, deployments, remotes_path, ref):
    """The write is done all the same: a time-out says nothing."""
    path = remotes_path(deployments["logs-eu"])
    inject(PUT, "slow", delay_ms=150)
    with pytest.raises(httpx.ReadTimeout):
        http.put(path, json={"resources": [ref(deployments["logs-us"])]}, timeout=0.05)

    assert http.get(path).json() == {"resources": []}
    soon(lambda: http.get(path).json()["resources"])


def test_reset_meanwhile(inject, meanwhile, client, control, deployments, remotes_path, ref):
    """A straggler of the old world does nothing in the new one."""
    inject(PUT, "slow")
    slow = meanwhile(client("hosted").put, remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments["logs-us"])]})
    control.post("/reset")
    fresh = control.get("/state").json()
    with pytest.raises(httpx.RemoteProtocolError):
        slow.result()

    assert control.get("/state").json() == fresh


def test_latency(control, http, client):
    """Every answer of every cloud takes so long, refusals too; the control API does not."""
    assert control.get("/latency").json() == {"ms": 0}
    assert control.put("/latency", json={"ms": 50}).json() == {"ms": 50} == control.get("/latency").json()
    replies = [http.get("/deployments"), http.get("/nothing"), client("enterprise", "wrong").get("/deployments")]

    assert [reply.status_code for reply in replies] == [200, 404, 401]
    assert all(reply.elapsed.total_seconds() >= 0.05 for reply in replies)
    assert quickest(control, "/health") < 0.05


def test_latency_is_not_a_queue(control, meanwhile, http, client, deployments, remotes_path, ref):
    """The work is done at once, only the answer takes its time: what is written can be read before the writer knows it."""
    path = remotes_path(deployments["logs-eu"])
    control.put("/latency", json={"ms": 500})
    writing = meanwhile(client("hosted").put, path, json={"resources": [ref(deployments["logs-us"])]})
    control.put("/latency", json={"ms": 0})

    assert [entry["alias"] for entry in http.get(path).json()["resources"]] == ["logs-us"]
    assert not writing.done()
    assert [entry["status"] for entry in control.get("/requests").json()["requests"]] == [None, 200]
    assert writing.result().status_code == 202


def test_reset_ends_latency(control):
    """A fresh world is quick."""
    control.put("/latency", json={"ms": 50})
    control.post("/reset")

    assert control.get("/latency").json() == {"ms": 0}


@pytest.mark.parametrize("body", [{}, {"ms": -1}, {"ms": 0.5}, {"ms": "50"}, {"ms": 60_001}, {"s": 1}])
def test_wrong_latency(control, body):
    """Whole milliseconds, up to a minute; the old latency stays."""
    assert control.put("/latency", json=body).status_code == 400
    assert control.get("/latency").json() == {"ms": 0}
