"""Runs long commands: shows how far they are, keeps what they say, and ends them with us."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

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
    with log.open("a") as kept, ExitStack() as on_the_way_out:
        with _uninterrupted():
            child = on_the_way_out.enter_context(
                subprocess.Popen(command, cwd=folder, env=env, stdin=none, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace", process_group=0)
            )
            on_the_way_out.push(partial(_end, child.pid))
        for line in child.stdout or ():
            kept.write(line)
            last = line.strip() or last
            heard(line.strip())
    if child.returncode:
        raise UnusableError(f"{last or f'exit code {child.returncode}'} (all of it: {log})")


def _end(pid: int, kind: type[BaseException] | None, *_: object) -> None:
    """End a command and what it has started after an exception, Ctrl-C above all: neither may work on behind our back."""
    if kind is not None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGTERM)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back for a moment: while a command is being started nobody knows yet which process would have to be ended."""
    caught: list[int] = []

    def catch(number: int, _frame: FrameType | None) -> None:
        caught.append(number)

    before = {number: signal.signal(number, catch) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if caught:
        raise KeyboardInterrupt


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
