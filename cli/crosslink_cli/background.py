"""An emulator in the background: its pid and port, log and state lie in a folder of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

from crosslink_emulator import EmulatorError

PID: Final = "emulator.pid"
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
        raise EmulatorError(f"{error.filename}: {error.strerror}; choose another folder, or correct this one") from None


@_folder_errors()
def start(folder: Path, port: int, estate: Path | None = None) -> str:
    """Start an emulator, or find that it runs already; return a line that says so, raise :exc:`EmulatorError` if it cannot."""
    running, before, log = *_recorded(folder), folder / "emulator.log"
    if running and before != port:
        raise EmulatorError(f"the emulator of {folder} runs already, on port {before}; stop it first")
    if running:
        return f"emulator: already running on http://127.0.0.1:{port}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PID).write_text("")  # before anything starts: whether it can be written
    words = ["emulate", "--port", str(port), "--state", str(folder / "emulator.json"), *(["--estate", str(estate)] if estate else [])]
    command = [sys.executable, "-c", "from crosslink_cli import main; main()", *words]
    with log.open("wb") as output:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    (folder / PID).write_text(f"{child.pid} {port}\n")  # at once: whoever interrupts the wait below can still stop it
    deadline = time.monotonic() + START_S
    while f"http://127.0.0.1:{port}/" not in log.read_text():  # it prints its clouds when it listens
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            (folder / PID).unlink()
            lines = log.read_text().strip().splitlines() or ["it printed nothing"]
            raise EmulatorError(f"the emulator did not start (log: {log}): {lines[-1].removeprefix('error: ')}")
        time.sleep(LOOK_S)
    return f"emulator: running on http://127.0.0.1:{port} (log: {log})"


@_folder_errors()
def stop(folder: Path) -> str:
    """Stop the folder's emulator, whether it runs or not; return a line that says what was there."""
    running, _ = _recorded(folder)
    (folder / PID).unlink(missing_ok=True)
    if running is None:
        return "emulator: was not running"
    with suppress(psutil.NoSuchProcess):
        running.terminate()
        try:
            running.wait(STOP_S)
        except psutil.TimeoutExpired:
            running.kill()
            running.wait(STOP_S)
    return "emulator: stopped"


def _recorded(folder: Path) -> tuple[psutil.Process | None, int]:
    """Return the process and the port that the folder remembers; None where it does not run, or where its pid is another program's by now."""
    with suppress(OSError, ValueError, psutil.Error):
        pid, port = (int(word) for word in (folder / PID).read_text().split())
        process = psutil.Process(pid)
        words = process.cmdline()
        if process.status() != psutil.STATUS_ZOMBIE and "emulate" in words and "crosslink_cli" in " ".join(words):
            return process, port
    return None, 0
