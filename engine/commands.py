"""Long commands: their progress, their log, and their end with us."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

LINE_EVERY_S = 10
"""How often progress is a plain line where there is no terminal."""


class UnusableError(Exception):
    """A CLI or a source of it does not work on this machine; the text says why, in half a sentence."""


def say(line: str) -> None:
    """Tell the user something, beside the outcome."""
    print(line, file=sys.stderr, flush=True)


def run(command: list[str], log: Path, heard: Callable[[str], object] = lambda _: None, **more: Any) -> None:
    """Run a command, pass on its output line by line and log it; raise :exc:`UnusableError` with its last line if it fails.

    After an exception, Ctrl-C above all, the command is ended with all that it has started.
    """
    last, pipe = "", subprocess.PIPE
    with log.open("a") as kept:
        with _uninterrupted() as interrupted:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace", process_group=0, **more
            )
        with child:
            try:
                if interrupted:
                    raise KeyboardInterrupt
                for line in child.stdout or ():
                    kept.write(line)
                    last = line.strip() or last
                    heard(line.strip())
            except BaseException:  # whatever it is, no command may outlive us
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGTERM)
                raise
    if child.returncode:
        raise UnusableError(f"{last or f'exit code {child.returncode}'} (all of it: {log})")


@contextmanager
def _uninterrupted() -> Iterator[list[int]]:
    """Hold Ctrl-C and SIGTERM back while a command is being started, when nobody knows yet which process to end; list those that came."""
    caught: list[int] = []
    before = {number: signal.signal(number, lambda number, _: caught.append(number)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress(what: str, unit: str, total: int | None = None) -> Iterator[Callable[..., object]]:
    """Show a long step while it lasts: a bar on a terminal, else a line now and then.  Gives what counts on."""
    from rich import progress as rich  # here, because most runs show nothing
    from rich.console import Console

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.TextColumn(f"{{task.completed}} {unit}"), rich.TimeElapsedColumn())
    bar, over = rich.Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()), threading.Event()
    task = bar.add_task(what, total=total)

    def lines() -> None:
        while bar.disable and not over.wait(LINE_EVERY_S):
            say(f"{what}: {bar.tasks[0].completed:.0f}{f' of {total}' if total else ''} {unit}, {bar.tasks[0].elapsed or 0:.0f} s")

    threading.Thread(target=lines, daemon=True).start()
    try:
        with bar:
            yield lambda: bar.advance(task)
    finally:
        over.set()
