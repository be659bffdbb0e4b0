import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

import crosslink_emulator
from crosslink_emulator import EmulatorError, EstateError, PortTakenError, running, serve, server

SERVE = "import sys; from pathlib import Path; from crosslink_emulator import serve; serve(port=int(sys.argv[1]), state=Path(sys.argv[2]))"
PLAIN = {"verify": False, "trust_env": False}


@pytest.fixture
def process(tmp_path):
    """Starts ``serve`` in a process of its own; returns it and the URL of each cloud that it printed."""
    started = []

    def start():
        environment = os.environ | {"PYTHONPATH": str(Path(crosslink_emulator.__file__).parents[1]), "PYTHONWARNINGS": "error"}
        command = [sys.executable, "-c", SERVE, "0", str(tmp_path / "emulator.json")]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        started.append(child)
        return child, dict(child.stdout.readline().split() for _ in range(4))

    yield start
    for child in started:
        child.kill()
        child.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_told_to_stop(process, deployments, number):
    """One line per cloud when it listens; a signal ends it quietly, and the next one continues its state."""
    first, urls = process()
    path = f"/api/v1/deployments/{deployments['logs-eu'].id}/elasticsearch/_main/remote-clusters"
    body = {"resources": [{"alias": "us", "deployment_id": deployments["logs-us"].id, "elasticsearch_ref_id": "main-elasticsearch"}]}
    with httpx.Client(headers={"authorization": "ApiKey emulated-hosted-key"}, **PLAIN) as http:
        assert http.put(urls["hosted"] + path, json=body).status_code == 202
        first.send_signal(number)
        output = first.communicate(timeout=20)
        _, again = process()
        read = http.get(again["hosted"] + path).json()["resources"]

    assert list(urls) == ["hosted", "partner", "enterprise", "laboratory"]
    assert (first.returncode, *output) == (0, "", "")
    assert [entry["alias"] for entry in read] == ["us"]


def test_port_taken(emulator, tmp_path):
    """Said before anything else is looked at, with what to do."""
    port = httpx.URL(emulator.url).port
    with pytest.raises(PortTakenError) as error:
        serve(tmp_path / "no-estate.yaml", port)

    assert error.value.port == port
    assert str(error.value) == f"port {port} of 127.0.0.1 is in use: stop what listens there (perhaps another emulator), or choose another port"


def test_port_out_of_reach(monkeypatch):
    """Another reason than a taken port is told as it is."""
    monkeypatch.setattr(server, "ADDRESS", "192.0.2.1")
    with pytest.raises(EmulatorError, match=r"^port 0 of 192\.0\.2\.1: "):
        serve(port=0)


def test_failed_start_frees_the_port(tmp_path):
    """An estate that is wrong leaves nothing open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for _ in range(2):
        with pytest.raises(EstateError):
            serve(tmp_path / "no-estate.yaml", port)


def test_loopback_only(emulator):
    """It listens on 127.0.0.1 and says so."""
    assert httpx.URL(emulator.url).host == "127.0.0.1"
    assert emulator.cloud_url("hosted") == f"{emulator.url}/clouds/hosted"
    with pytest.raises(KeyError):
        emulator.cloud_url("nowhere")


def test_two_at_once(emulator, tmp_path):
    """Emulators share nothing, and one can be made from plain data or from a file."""
    deployment = {"id": "1" * 32, "resource_id": "2" * 32, "region": "aws-eu-west-1", "version": "9.1.5", "created": "2025-01-01"}
    cloud = {"platform": "ech", "organization": "1", "api_keys": {"admin": "k"}, "deployments": {"one": deployment}}
    estate = {"clouds": {"tiny": cloud}}
    file = tmp_path / "estate.yaml"
    file.write_text(json.dumps(estate))
    with running(estate) as plain, running(file) as read:
        assert plain.url != read.url != emulator.url
        assert list(plain.world.clouds) == list(read.world.clouds) == ["tiny"]


def test_client_that_dies(emulator, http, deployments, remotes_path, caplog):
    """Half a request changes nothing and makes no noise."""
    path = f"/clouds/hosted/api/v1{remotes_path(deployments['logs-eu'])}"
    with socket.create_connection(("127.0.0.1", httpx.URL(emulator.url).port)) as connection:
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: ApiKey emulated-hosted-key\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
        connection.sendall(head.encode() + b'{"resources":')
    assert http.get("/deployments").status_code == 200

    assert [entry["status"] for entry in emulator.world.requests.to_json()] == [None, 200]
    assert caplog.text == ""


def test_mistakes_of_ours(emulator, http, error_of, monkeypatch, caplog):
    """A bug in the emulator is the service's 500 to the client and a traceback to us."""
    monkeypatch.setattr(emulator.world, "deployment", None)

    assert error_of(http.get("/deployments/x")) == (500, "internal.server.error")
    deadline = time.monotonic() + 5
    while "TypeError" not in caplog.text and time.monotonic() < deadline:  # uvicorn logs it after the reply
        time.sleep(0.01)
    assert "TypeError" in caplog.text
