"""Runs long commands: shows how far they are, keeps what they say, and ends them with us."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ways import UnusableError

LINE_EVERY_S = 10
"""Without a terminal, a plain line this often."""


class Step:
    """How far one long step is; set ``done`` (and ``total`` once it is known) as it goes."""

    def __init__(self, what: str, unit: str) -> None:
        self.what, self.unit = what, unit
        self.done = 0
        self.total: int | None = None
        self.began_s = time.monotonic()

    def __str__(self) -> str:
        of = f" of {self.total}" if self.total else ""
        return f"{self.what}: {self.done}{of} {self.unit}, {time.monotonic() - self.began_s:.0f} s"


@contextmanager
def shown(what: str, unit: str) -> Iterator[Step]:
    """Show a step while it lasts: a live bar on a terminal, else a plain line now and then."""
    step, over = Step(what, unit), threading.Event()
    show = _bar if sys.stderr.isatty() else _lines
    shower = threading.Thread(target=show, args=(step, over), daemon=True)
    shower.start()
    try:
        yield step
    finally:
        over.set()
        shower.join()


def run(command: list[str], *, log: Path, heard: Callable[[str], None], folder: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run a command, pass on its output line by line and log it; raise :exc:`UnusableError` with its last line if it fails."""
    last, pipe, none = "", subprocess.PIPE, subprocess.DEVNULL
    with (
        log.open("a") as kept,
        subprocess.Popen(
            command, cwd=folder, env=env, stdin=none, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace", process_group=0
        ) as child,
    ):
        try:
            for line in child.stdout or ():
                kept.write(line)
                last = line.strip() or last
                heard(line.strip())
        except BaseException:  # Ctrl-C above all: neither the command nor what it has started may work on behind our back
            os.killpg(child.pid, signal.SIGTERM)
            raise
    if child.returncode:
        raise UnusableError(f"{last or f'exit code {child.returncode}'} (all of it: {log})")


def _lines(step: Step, over: threading.Event) -> None:
    while not over.wait(LINE_EVERY_S):
        print(step, file=sys.stderr, flush=True)


def _bar(step: Step, over: threading.Event) -> None:
    from rich import progress  # here, because most runs show nothing and should not pay for it
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TextColumn("{task.completed} {task.fields[unit]}"),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(step.what, total=None, unit=step.unit)
        while not over.wait(0.2):
            bar.update(task, completed=step.done, total=step.total)
