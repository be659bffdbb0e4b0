"""An emulator in the background: its pid, log and state lie in one folder."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.request import ProxyHandler, build_opener

from crosslink_emulator import EmulatorError, PortTakenError

PID: Final = "emulator.pid"
DIRECT: Final = build_opener(ProxyHandler({}))
"""Past the environment's proxy, which could not reach this machine."""

START_S: Final = 20.0
"""How long a start may take on a loaded machine, in seconds."""

STOP_S: Final = 5.0
LOOK_S: Final = 0.05
"""The pause between two looks, in seconds."""


@contextmanager
def _folder_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EmulatorError(f"{error.filename}: {error.strerror}; choose another folder, or mend this one") from None


@_folder_errors()
def start(folder: Path, port: int, estate: Path | None = None) -> str:
    """Start an emulator, or find that it runs already; return a line that says so, raise :exc:`EmulatorError` if it cannot."""
    pid, before = _recorded(folder)
    if _is_ours(pid, before):
        if before != port:
            raise EmulatorError(f"the emulator of {folder} runs already, on port {before}; stop it first")
        return f"emulator: already running on http://127.0.0.1:{port}"
    if _serving(port) is not None:
        raise PortTakenError(port)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "emulator.log"
    (folder / PID).write_text("")  # before anything starts: whether it can be written
    words = ["emulate", "--port", str(port), "--state", str(folder / "emulator.json"), *(["--estate", str(estate)] if estate else [])]
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", "from crosslink_cli import main; main()", *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    (folder / PID).write_text(f"{child.pid} {port}\n")  # at once: whoever interrupts the wait below can still stop it
    deadline = time.monotonic() + START_S
    while _serving(port) != child.pid:
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            (folder / PID).unlink()
            lines = log.read_text().strip().splitlines() or ["it said nothing"]
            raise EmulatorError(f"the emulator did not start (log: {log}): {lines[-1].removeprefix('error: ')}")
        time.sleep(LOOK_S)
    return f"emulator: running on http://127.0.0.1:{port} (log: {log})"


@_folder_errors()
def stop(folder: Path) -> str:
    """Stop the folder's emulator, whether it lives or not; return a line that says what was there."""
    pid, port = _recorded(folder)
    (folder / PID).unlink(missing_ok=True)
    if not _is_ours(pid, port):
        return "emulator: was not running"
    for word in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, word)
        deadline = time.monotonic() + STOP_S
        while _lives(pid) and time.monotonic() < deadline:
            time.sleep(LOOK_S)
        if not _lives(pid):
            break
    return "emulator: stopped"


def _recorded(folder: Path) -> tuple[int, int]:
    """The pid and port that the folder remembers; 0 where it remembers none."""
    try:
        pid, port = (int(word) for word in (folder / PID).read_text().split())
    except (OSError, ValueError):
        return 0, 0
    return (pid, port) if pid > 1 else (0, 0)  # what is not a process of somebody's names all of them


def _is_ours(pid: int, port: int) -> bool:
    """Whether the process lives and is the emulator that we started: a number may have gone to a stranger since."""
    if not pid or not _lives(pid):
        return False
    if _serving(port) == pid:
        return True
    with suppress(OSError):  # one that starts, or hangs, does not answer (Linux; elsewhere it is left alone)
        return b"crosslink_cli" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _lives(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # ours, if this process started it: a dead child would count as living
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):  # gone, or somebody else's by now
        return False
    return True


def _serving(port: int) -> int | None:
    """The pid of the emulator that answers on a port; None where none does."""
    try:
        with DIRECT.open(f"http://127.0.0.1:{port}/_emulator/health", timeout=1) as reply:
            return int(json.load(reply)["pid"])
    except (OSError, ValueError, LookupError, TypeError, HTTPException):
        return None
