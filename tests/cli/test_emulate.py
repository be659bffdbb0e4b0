import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest


@pytest.fixture
def running(crosslink, tmp_path, port):
    """An emulator in the background."""
    crosslink("emulate", "--detach", tmp_path, "--port", port)
    yield int((tmp_path / "emulator.pid").read_text().split()[0])
    crosslink("emulate", "--stop", tmp_path)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_background(crosslink, tmp_path, port, running):
    """It answers when the command returns; a second start finds it; a stop ends it, a second stop finds nothing."""
    again = crosslink("emulate", "--detach", tmp_path, "--port", port)
    with urlopen(f"http://127.0.0.1:{port}/_emulator/health") as reply:
        status = reply.status
    stopped = crosslink("emulate", "--stop", tmp_path)
    twice = crosslink("emulate", "--stop", tmp_path)

    assert "already running" in again
    assert status == 200
    assert "stopped" in stopped
    assert not alive(running)
    assert "was not running" in twice


def test_stop_of_a_dead_one(crosslink, tmp_path, running):
    """A pid file whose process is gone stops nothing."""
    os.kill(running, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while alive(running) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert "was not running" in crosslink("emulate", "--stop", tmp_path)


def test_stop_spares_a_stranger(crosslink, tmp_path, port):
    """A pid that another program has by now is left alone."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (tmp_path / "emulator.pid").write_text(f"{stranger.pid} {port}\n")
        said = crosslink("emulate", "--stop", tmp_path)
        spared = stranger.poll() is None
        stranger.kill()

    assert "was not running" in said
    assert spared


@pytest.mark.parametrize("words", [["--detach", "here"], []], ids=["background", "foreground"])
def test_port_taken(crosslink, port, words):
    """A port that another program has is one line that says so."""
    with socket.create_server(("127.0.0.1", port)):
        said = crosslink("emulate", "--port", port, *words, expect=1)

    assert said.startswith("error: ")
    assert str(port) in said
    assert said.count("\n") == 1


def test_port_taken_by_another_emulator(crosslink, tmp_path, port, running):
    """An emulator of another folder is not taken for ours."""
    said = crosslink("emulate", "--port", port, "--detach", tmp_path / "other", expect=1)

    assert str(port) in said


def test_bad_estate(crosslink, tmp_path, port):
    """A malformed estate is named with the file and the path in it, in the background too."""
    (tmp_path / "estate.yaml").write_text("clouds: {hosted: {platform: moon}}")
    said = crosslink("emulate", "--port", port, "--estate", "estate.yaml", expect=1)
    background = crosslink("emulate", "--port", port, "--estate", "estate.yaml", "--detach", "here", expect=1)

    assert "estate.yaml" in said
    assert "platform" in said
    assert "platform" in background
