import contextlib
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def test_nothing_works(machine):
    """One error line names what was tried, why it failed, and what to do."""
    done = machine.install()
    error = done.stderr.splitlines()[-1]

    assert (done.returncode, done.stdout) == (1, "")
    assert error.startswith("error: no Pulumi CLI: none usable on PATH; Pulumi's installer: http://127.0.0.1:1 cannot be reached: ")
    assert error.endswith(
        "Connection refused>; a build from Go modules: no go on PATH. Install Pulumi 3.254 or newer, "
        "or allow its installer (http://127.0.0.1:1), or install Go 1.25.11 or newer; then run this again."
    )


def test_again(machine):
    """A second run finds everything in place: one line, no build, no network."""
    machine.go()
    machine.install()
    before = {name: (machine.bin / name).stat().st_mtime_ns for name in machine.BUILT}
    done = machine.install()

    assert (done.stdout, done.stderr) == (f"pulumi 3.259.0 is in {machine.bin}\n", "")
    assert before == {name: (machine.bin / name).stat().st_mtime_ns for name in machine.BUILT}
    assert machine.builds() == 1


def test_no_virtual_environment(machine):
    """The machine's own Python is left alone."""
    python = Path(sys.base_prefix, "bin", "python3")
    done = subprocess.run([python, machine.engine / "install"], env=machine.env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "error: this is not a virtual environment's Python; run .venv/bin/python engine/install\n")


def test_unwritable_cache(machine):
    """A cache that cannot be made is one line, not a traceback."""
    machine.go()
    machine.cache.parent.write_text("in the way")
    done = machine.install()

    error = done.stderr.splitlines()[-1]

    assert done.returncode == 1
    assert (error.startswith(f"error: {machine.cache}"), error.endswith(": Not a directory")) == (True, True)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(machine, gone, sign):
    """Ctrl-C is quiet, ends the build with all that it started, and leaves no half cache."""
    machine.go(before="sleep 60 & echo $! > pid; wait")
    pid = machine.engine / "pid"
    process = subprocess.Popen(machine.command(), env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not pid.exists() or not pid.read_text():
        assert process.poll() is None
    process.send_signal(sign)
    out, errors = process.communicate(timeout=10)

    assert (process.returncode, out) == (130, "")
    assert errors.splitlines()[-1] == "building Pulumi 3.259.0 from Go modules, once: some minutes"
    assert [*machine.cache.glob("pulumi*/")] == []
    assert gone([int(pid.read_text())]) == []


def test_progress_on_a_terminal(machine):
    """On a terminal a bar shows how far the build is."""
    machine.go(before="echo one; sleep 0.7")
    above, below = pty.openpty()
    process = subprocess.Popen(machine.command(), env=machine.env | {"TERM": "xterm", "COLUMNS": "100"}, stdout=subprocess.PIPE, stderr=below)
    os.close(below)
    shown = b""
    with contextlib.suppress(OSError):  # Linux's way of saying that the other side has closed
        while chunk := os.read(above, 4096):
            shown += chunk
    os.close(above)
    process.communicate(timeout=10)

    assert process.returncode == 0
    assert b" packages" in shown
