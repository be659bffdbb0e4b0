"""The language host's children: programs, policy packs and plugins.

Every child has pipes of its own, and no child outlives its call, a `Cancel`, the host, or the engine: the engine waits up to 5 s for everyone
who holds the host's output.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc

GRACE_S = 1.0
"""Between SIGTERM and SIGKILL; together with everything else it must stay below the engine's 5 s."""
POLL_S = 0.1
"""How soon a cancelled call, or a child whose pipes outlive it, is noticed."""


class Children:
    """The processes this host has started, each the leader of a group of its own, so that what they start ends with them."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._over = False
        self._lock = threading.Lock()

    def run(self, command: list[str], variables: dict[str, str], folder: str, call: Any) -> Iterator[tuple[str, Any]]:
        """Yield ("stdout" or "stderr", bytes) as the command writes, and last ("exitcode", int)."""
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        with self._lock:  # or one could start unseen while `end_all` looks which there are
            if self._over:
                call.abort(grpc.StatusCode.CANCELLED, "the operation was cancelled")
            child = subprocess.Popen(command, env=os.environ | variables, cwd=folder or None, stdin=none, stdout=pipe, stderr=pipe, process_group=0)
            self._running.add(child)
        with child:  # closes the pipes, after the end below
            try:
                yield from self._read(child, call)
                while call.is_active():
                    with contextlib.suppress(subprocess.TimeoutExpired):  # it closed its pipes and works on
                        child.wait(POLL_S)
                        break
                self.end(child)
                yield "exitcode", child.wait()
            finally:  # also when the caller drops this generator half-way
                self.end(child)

    def end(self, child: subprocess.Popen[bytes]) -> None:
        """SIGTERM to the child's group, SIGKILL to what is left of it a second later.

        Not SIGINT: a program that waits for a dead engine does not heed it.
        """
        if child not in self._running:
            return  # ended before; its number may be somebody else's by now
        until = time.monotonic() + GRACE_S
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says the latter of zombies
            os.killpg(child.pid, signal.SIGTERM)
            while time.monotonic() < until:
                child.poll()  # unreaped it would count as alive
                os.killpg(child.pid, 0)
                time.sleep(0.01)
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        self._running.discard(child)

    def end_all(self) -> None:
        """End every child, all at once, and refuse new ones."""
        with self._lock:
            self._over, left = True, list(self._running)
        if left:
            with futures.ThreadPoolExecutor(len(left)) as enders:
                enders.map(self.end, left)

    def _read(self, child: subprocess.Popen[bytes], call: Any) -> Iterator[tuple[str, Any]]:
        with selectors.DefaultSelector() as pipes:
            for name in ("stdout", "stderr"):
                pipes.register(getattr(child, name), selectors.EVENT_READ, name)
            while pipes.get_map() and call.is_active():
                ready = pipes.select(POLL_S)
                for key, _ in ready:
                    if chunk := os.read(key.fd, 1 << 16):
                        yield key.data, chunk
                    else:
                        pipes.unregister(key.fileobj)
                if not ready and child.poll() is not None:
                    return  # something that it left running holds its pipes
