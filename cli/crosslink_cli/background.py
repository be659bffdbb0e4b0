"""An emulator in the background: its pid, log and state lie in one folder."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from crosslink_emulator import EmulatorError, PortTakenError

START_S: Final = 20.0
"""How long a start may take on a loaded machine, in seconds."""

STOP_S: Final = 5.0
LOOK_S: Final = 0.05
"""The pause between two looks, in seconds."""


def start(folder: Path, port: int, estate: Path | None = None) -> str:
    """Start an emulator, or find that it runs already; return a line that says so, raise :exc:`EmulatorError` if it cannot."""
    if _pid(folder) is not None and _answers(port):
        return f"emulator: already running on http://127.0.0.1:{port}"
    if _answers(port):
        raise PortTakenError(port)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "emulator.log"
    words = ["emulate", "--port", str(port), "--state", str(folder / "emulator.json"), *(["--estate", str(estate)] if estate else [])]
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", "from crosslink_cli.main import main; main()", *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_S
    while not _answers(port):
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            lines = log.read_text().strip().splitlines() or ["it said nothing"]
            raise EmulatorError(f"the emulator did not start (log: {log}): {lines[-1].removeprefix('error: ')}")
        time.sleep(LOOK_S)
    (folder / "emulator.pid").write_text(f"{child.pid} {port}\n")
    return f"emulator: running on http://127.0.0.1:{port} (log: {log})"


def stop(folder: Path) -> str:
    """Stop the folder's emulator, whether it lives or not; return a line that says what was there."""
    pid = _pid(folder)
    (folder / "emulator.pid").unlink(missing_ok=True)
    if pid is None:
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


def _pid(folder: Path) -> int | None:
    """The emulator's pid, or None where it is dead, or the number has gone to another process since."""
    try:
        pid, port = (int(word) for word in (folder / "emulator.pid").read_text().split())
    except (OSError, ValueError):
        return None
    return pid if _lives(pid) and (_answers(port) or _is_emulator(pid)) else None


def _is_emulator(pid: int) -> bool:
    """Whether a process that does not answer is ours all the same (Linux; elsewhere it is left alone)."""
    with suppress(OSError):
        return b"crosslink_cli" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _lives(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # ours, if this process started it: a dead child would count as living
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _answers(port: int) -> bool:
    """Whether an emulator answers on a port."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/_emulator/health", timeout=1) as reply:
            return bool(json.load(reply).get("status") == "ok")
    except (OSError, ValueError, AttributeError, HTTPException):
        return False
