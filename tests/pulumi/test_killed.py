"""Whatever is killed in the middle of an up of 20 links, the next up converges: nothing is doubled, nothing foreign is lost."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest

SET = "set-deployment-es-resource-remote-clusters"
NAMES = [f"logs-{n}" for n in range(6)]
IDS = {name: f"dddd010{n}" * 4 for n, name in enumerate(NAMES)}
FOREIGN = {"alias": "foreign", "deployment": "logs-5", "skip_unavailable": False}


def estate():
    """Six deployments, each of the first five with an entry that somebody else made."""
    deployments = {
        name: {"id": id_, "resource_id": id_.replace("d", "e"), "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
        for name, id_ in IDS.items()
    }
    for name in NAMES[:5]:
        deployments[name]["remotes"] = [FOREIGN]
    return {"clouds": {"hosted": {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}}}


@pytest.fixture
def mesh(stack, live):
    """20 links among five deployments, on an emulator that takes its time for writes."""
    live.control("POST", "reset", estate())
    live.control("POST", "faults", {"operation": SET, "kind": "slow", "delay_ms": 300, "count": 1000})
    stack.configure({"deployments": {name: {"connection": "hosted", "id": IDS[name]} for name in NAMES[:5]}, "meshes": [{"members": NAMES[:5]}]})
    return stack


def interrupted(stack, live, kill):
    """Start an up, and kill when the first write has been seen."""
    process = stack.start("up", "--yes", "--skip-preview", **({"PULUMI_SKIP_CHECKPOINTS": "true"} if kill is skip else {}))
    deadline = time.monotonic() + 60
    while not live.requests(SET) and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(stack, process)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def engine(_stack, process):
    os.kill(process.pid, signal.SIGKILL)


def skip(_stack, process):
    os.kill(process.pid, signal.SIGKILL)


def plugin(stack, _process):
    for pid, words in stack.processes().items():
        if "pulumi.dynamic" in words and "/bin/sh" not in words:
            os.kill(pid, signal.SIGKILL)


def converged(stack, live):
    """Every link and every foreign entry once, and a state that knows them all."""
    for name in NAMES[:5]:
        aliases = [remote["alias"] for remote in live.remotes("hosted", IDS[name])]
        assert sorted(aliases) == sorted(["foreign", *(other for other in NAMES[:5] if other != name)])
    assert sum(item["type"].endswith("RemoteCluster") for item in stack.state()) == 20
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize("kill", [engine, skip, plugin], ids=["engine", "engine without checkpoints", "plugin"])
def test_killed(mesh, live, kill):
    """The engine or the plugin is killed: after the recovery that Pulumi itself asks for, the next up finishes the work."""
    code, _ = interrupted(mesh, live, kill)
    if kill is not plugin:
        locked = mesh.run("up", "--yes", "--skip-preview", expect=1)
        mesh.run("cancel", "--yes")
        assert "pulumi cancel" in locked
    said = mesh.up()
    mesh.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")

    assert code != 0
    assert "Traceback" not in said
    converged(mesh, live)


def free_port():
    """A port below those that the system gives to connections: none may take it while the emulator is down."""
    for port in range(20000 + os.getpid() % 5000, 32000):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError


def test_killed_emulator(mesh, live, tmp_path):
    """The control plane dies and comes back: the up ends with an error, or waits it out; the next one finishes the work."""
    folder, port = tmp_path / "emulator", free_port()
    (tmp_path / "estate.yaml").write_text(json.dumps(estate()))

    def crosslink(*words):
        subprocess.run([f"{sys.prefix}/bin/crosslink", *map(str, words)], check=True, capture_output=True)

    crosslink("emulate", "--detach", folder, "--port", port, "--estate", tmp_path / "estate.yaml")
    try:
        live.url = f"http://127.0.0.1:{port}"
        mesh.connections["hosted"]["endpoint"] = f"{live.url}/clouds/hosted"
        mesh.configure(mesh.topology)
        live.control("POST", "faults", {"operation": SET, "kind": "slow", "delay_ms": 300, "count": 1000})

        def kill(_stack, _process):
            os.kill(int((folder / "emulator.pid").read_text().split()[0]), signal.SIGKILL)
            time.sleep(0.2)
            crosslink("emulate", "--detach", folder, "--port", port)

        interrupted(mesh, live, kill)
        mesh.up()
        converged(mesh, live)
    finally:
        crosslink("emulate", "--stop", folder)
