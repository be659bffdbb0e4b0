import json
import os

import pytest

TINY = {
    "clouds": {
        "tiny": {
            "platform": "ech",
            "organization": "3000000003",
            "api_keys": {"admin": "emulated-tiny-key"},
            "deployments": {"one": {"id": "1" * 32, "resource_id": "2" * 32, "region": "aws-eu-west-1", "version": "9.1.5", "created": "2025-01-01"}},
        }
    }
}


def test_health(control):
    """Says that it listens, and for whom."""
    assert control.get("/health").json() == {"status": "ok", "clouds": ["hosted", "partner", "enterprise", "laboratory"], "pid": os.getpid()}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"host": "evil.example"}, id="rebinding"),
        pytest.param({"host": "127.0.0.1.evil.example:8350"}, id="rebinding, disguised"),
        pytest.param({"host": "evil.example#127.0.0.1"}, id="rebinding, malformed"),
        pytest.param({"host": "[::1"}, id="half an address"),
        pytest.param({"origin": "https://evil.example"}, id="another site's page"),
        pytest.param({"origin": "null"}, id="a page without an origin"),
    ],
)
def test_only_this_machine(emulator, control, deployments, headers, method):
    """No web page may control the emulator; a refused reset resets nothing."""
    deployments["logs-eu"].status = "stopped"
    reply = control.request(method, "/state" if method == "GET" else "/reset", headers=headers)

    assert reply.status_code == 403
    assert "loopback" in reply.json()["error"]
    assert emulator.world.clouds["hosted"].deployments["logs-eu"].status == "stopped"


@pytest.mark.parametrize("host", ["localhost", "localhost:8350", "127.0.0.1:1", "[::1]:8350"])
def test_this_machine_by_any_name(control, host):
    """Loopback has several names."""
    assert control.get("/health", headers={"host": host}).status_code == 200


def test_reset(emulator, http, control, deployments, remotes_path, ref):
    """Everything is as loaded: lists, clock, faults, log and numbering."""
    control.post("/faults", json={"operation": "list-deployments", "kind": "503"})
    fresh = control.get("/state").json()
    http.put(remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments["logs-us"])]})

    assert control.get("/state").json() != fresh
    assert control.post("/reset").json() == {"status": "ok"}
    assert control.get("/state").json() == fresh
    assert control.get("/faults").json() == {"faults": []}
    assert control.get("/requests").json() == {"requests": []}
    assert http.get("/deployments").headers["x-request-id"] == "emulated-00000001"


def test_reset_with_another_estate(emulator, control, client):
    """The body is an estate as JSON."""
    loaded = emulator.world.estate
    try:
        assert control.post("/reset", json=TINY).json() == {"status": "ok"}
        assert control.get("/health").json()["clouds"] == ["tiny"]
        assert [entry["name"] for entry in client("tiny").get("/deployments").json()["deployments"]] == ["one"]
    finally:
        emulator.world.reset(loaded)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", json.dumps({"clouds": {}}).encode()])
def test_reset_with_nonsense(control, content):
    """The old world stays, and one line says what is wrong."""
    before = control.get("/state").json()
    reply = control.post("/reset", content=content)

    assert reply.status_code == 400
    assert reply.json()["error"].startswith("estate: ")
    assert "\n" not in reply.json()["error"]
    assert control.get("/state").json() == before


def test_requests(http, control, deployments):
    """Each request to a cloud, in order, with its operation; nothing of the control API and no credential."""
    http.get("/deployments")
    http.post("/deployments/_search", json={})
    http.get(f"/deployments/{deployments['logs-eu'].id}?show_settings=true")
    http.get("/deployments", headers={"authorization": "ApiKey FAKE_SECRET"})
    http.get("/nothing?key=FAKE_SECRET")
    log = control.get("/requests")
    entries = log.json()["requests"]

    assert [(entry["operation"], entry["status"]) for entry in entries] == [
        ("list-deployments", 200),
        ("search-deployments", 200),
        ("get-deployment", 200),
        ("list-deployments", 401),
        (None, 404),
    ]
    path = f"/clouds/hosted/api/v1/deployments/{deployments['logs-eu'].id}"
    third = {"sequence": 3, "cloud": "hosted", "operation": "get-deployment", "method": "GET", "path": path, "status": 200, "request_id": "emulated-00000003"}
    assert entries[2] == third
    assert "FAKE_SECRET" not in log.text
    assert "emulated-hosted-key" not in log.text


def test_forget_requests(http, control):
    """Counting goes on, so an id is never given twice."""
    http.get("/deployments")

    assert control.delete("/requests").status_code == 204
    assert control.get("/requests").json() == {"requests": []}
    assert http.get("/deployments").headers["x-request-id"] == "emulated-00000002"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/reset", 405), ("GET", "/../docs", 404)])
def test_unknown_control(control, method, path, status):
    """The control API has no other paths; there are no generated pages."""
    reply = control.request(method, path)

    assert reply.status_code == status
    assert reply.json().keys() == {"error"}
