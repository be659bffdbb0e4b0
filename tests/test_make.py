"""`make up` and `make down` as a stranger runs them, in a copy of what git tracks beside this folder's set-up."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EARLIER = ROOT / "tests" / "data" / "fac51e0"


@pytest.fixture
def clone(tmp_path):
    """A copy of the tracked files, whose .venv is this one."""
    tmp_path = tmp_path / "a folder with spaces"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, files.stdout.split("\0")):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def make(clone):
    """Run make in the copy, on a port of its own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "CROSSLINK_", "MAKE", "EC_"))}

    def run(target, expect=0, port=port):
        words = ["make", "-o", ".venv/installed", target, f"PORT={port}"]  # the set-up is shared: never made anew from here
        done = subprocess.run(words, cwd=clone, env=inherited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
        assert done.returncode == expect, done.stdout
        return done.stdout

    run.port = port
    yield run
    run("down")


def crosslink(folder, *words):
    """Run it below the folder as the README says, after `. .local/env`."""
    script = f"cd docs && . ../.local/env && crosslink {' '.join(words)}"
    return subprocess.run(["bash", "-c", script], cwd=folder, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout


def promised(folder):
    """The lines that `make up` ends with by the README, as far as `…`; the folder and the time are this run's."""
    block = (folder / "README.md").read_text().split("What `make up` ends with:\n\n```\n")[1].split("\n```")[0]
    return [line.split("…")[0].split("(local: ")[0].rstrip() for line in block.splitlines() if not line.startswith("Duration: ")]


def contents(folder):
    return {path.name for path in folder.iterdir()} - {"__pycache__"}


def test_up_and_down(make, clone):
    """`make up` links and says so, a second one changes nothing; `make down` leaves nothing, and may be said twice."""
    before = contents(clone)
    stack = (clone / "stacks/Pulumi.local.yaml").read_text()
    first, second = make("up"), make("up")
    shown = crosslink(clone, "show", "--files", "warehouse--logs-eu")
    down, again = make("down"), make("down")

    assert [line for line in promised(clone) if line not in first] == []
    assert first.count("connected: yes") == 14
    assert "connected: no" not in first
    assert "39 unchanged" in second
    assert "already running" in second
    assert "- '*.node.eeee0101eeee0101eeee0101eeee0101.cluster.1000000001.account'" in shown
    assert "stopped" in down
    assert "was not running" in again
    assert contents(clone) == before
    assert (clone / "stacks/Pulumi.local.yaml").read_text() == stack


def test_down_with_a_dead_emulator(make, clone):
    """`make down` cleans up after an emulator that was killed."""
    make("up")
    os.kill(int((clone / ".local/emulator.pid").read_text().split()[0]), 9)
    make("down")

    assert not (clone / ".local").exists()


def test_port_taken(make, clone):
    """A port that another program has is one line, and nothing was changed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = make("up", expect=2, port=taken.getsockname()[1])

    assert "error: " in said
    assert "Traceback" not in said
    assert "Updating" not in said


def test_down_spares_your_own_stacks(make, clone):
    """`make down` does not remove a state that it did not make."""
    theirs = clone / ".local/state/.pulumi/stacks/crosslink/production.json"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("{}")
    said = make("down", expect=2)
    spared = theirs.exists()
    theirs.unlink()

    assert "stacks of your own" in said
    assert spared


def test_another_port(make, clone):
    """`make up` on another port while one runs is refused: two emulators would share one state."""
    make("up")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        other = one.getsockname()[1]
    said = make("up", expect=2, port=other)

    assert "runs already, on port" in said


def test_help(make):
    """`make help` names every target that people use."""
    said = make("help")

    assert all(f"make {target}" in said for target in ("up", "down", "test", "check", "docs", "constraints", "help"))


def test_a_stack_of_an_earlier_version(make, clone):
    """The stack that `make up` made at commit fac51e0 has no change, by its state alone and compared with what there is.

    Do not change its state: those of users are such states.
    """
    (clone / ".local").mkdir()
    shutil.copy2(EARLIER / "emulator.json", clone / ".local" / "emulator.json")
    make("env")
    run = ". .local/env && crosslink emulate --detach .local --port $PORT && pulumi stack select --create local && pulumi stack import --file $STATE"
    previews = "pulumi preview --expect-no-changes && pulumi preview --refresh --expect-no-changes"
    environment = os.environ | {"PORT": str(make.port), "STATE": str(EARLIER / "stack.json")}
    done = subprocess.run(["bash", "-c", f"{run} && {previews}"], cwd=clone, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("39 unchanged") == 2
