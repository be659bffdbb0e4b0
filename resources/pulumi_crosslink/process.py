"""The plugin's process: one serves all resources of an operation, and the first `configure` sets it up.

Pulumi's stock process has four threads, stays behind when the engine is killed, prints tracebacks and cannot speak to
the engine's log.  Each remedy reaches into private parts, so each stands alone and leaves stock behaviour if it fails.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Final, cast

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from crosslink_core.connections.session import Session
from pulumi_crosslink.settings import read

THREADS: Final = 64
"""As many calls at once as `PULUMI_PARALLEL=64` sends."""

WATCH_S: Final = 0.5
"""How often the plugin looks whether the engine is still there, in seconds."""

_lock = threading.Lock()
_prepared = False
_session: Session | None = None


def prepare() -> None:
    """Widen and guard the process if it is Pulumi's plugin; called by every provider's `configure`, works once."""
    global _prepared
    with _lock:
        if not _prepared and is_plugin():
            widen(threading.current_thread())
            sys.tracebacklimit = 0  # an error is one line; in the *program* this would make the SDK hang
            _watch(sys.argv[-1])
            set_on_retry_hooks([_tell_retry])
        _prepared = True


def session(get: Callable[[str], str | None]) -> Session:
    """Return the process's session, made at the first call; all providers of a process have one configuration."""
    global _session
    with _lock:
        if _session is None:
            _session = read(get)
            for warning in _session.connections.warnings():
                warn(warning)
        return _session


def is_plugin() -> bool:
    """Whether this process was started as Pulumi's plugin for dynamic resources."""
    main = getattr(sys.modules.get("__main__"), "__spec__", None)
    return main is not None and main.name.startswith("pulumi.dynamic") and len(sys.argv) > 1


def widen(worker: threading.Thread) -> bool:
    """Let the pool that a worker thread belongs to grow to 64 threads; answer whether it could be done.

    A worker's first argument is a weak reference to its pool (CPython, `concurrent.futures.thread`).
    """
    with suppress(AttributeError, IndexError, TypeError):
        pool = worker._args[0]()  # type: ignore[attr-defined]  # private, see above
        if isinstance(pool, ThreadPoolExecutor):
            pool._max_workers = max(pool._max_workers, THREADS)
            for _ in range(pool._work_queue.qsize()):
                pool.submit(int)  # what was queued before starts no thread of its own
            return True
    return False


def _watch(engine: str) -> None:
    """End this process when the engine is gone.  Its parent is a shell that outlives the engine, so the engine's port is asked."""
    host, _, port = engine.rpartition(":")

    def watch() -> None:
        while True:
            time.sleep(WATCH_S)
            try:
                socket.create_connection((host, int(port)), timeout=WATCH_S).close()
            except ConnectionRefusedError:
                os._exit(0)  # calls may still be in grpc's threads, with nobody left to answer
            except (OSError, ValueError):  # not reachable for another reason, or not an address: stay
                continue

    threading.Thread(target=watch, daemon=True, name="watch the engine").start()


def say(message: str) -> None:
    """Tell the user something worth knowing, below the operation's diagnostics."""
    _log(message, engine_pb2.INFO)


def warn(message: str) -> None:
    """Warn the user."""
    _log(message, engine_pb2.WARNING)


@cache
def say_once(message: str) -> None:
    """Tell what the engine may ask for more than once: a refresh compares what the update compares again."""
    say(message)


@cache
def warn_once(message: str) -> None:
    """Warn of what several resources have in common."""
    warn(message)


def status(message: str) -> None:
    """Show what is waited for, until the next message takes its place."""
    _log(message, engine_pb2.INFO, ephemeral=True)


def _log(message: str, severity: "engine_pb2.LogSeverity.ValueType", *, ephemeral: bool = False) -> None:
    engine = _engine()
    if engine is None:
        print(message, file=sys.stderr)
        return
    with suppress(grpc.RpcError):  # a message that cannot be shown must not fail a resource
        engine.Log(engine_pb2.LogRequest(severity=severity, message=message, urn="", streamId=0, ephemeral=ephemeral))


def _tell_retry(details: RetryDetails) -> None:
    """A request that is sent again is no news, but a long pause is worth a line."""
    status(f"trying again in {details.wait_for:.1f} s: {details.caused_by}")


@cache
def _engine() -> engine_pb2_grpc.EngineStub | None:
    """The engine's log; the plugin's last argument is the engine's address, flags of the engine come before it."""
    return engine_pb2_grpc.EngineStub(cast(grpc.Channel, grpc.insecure_channel(sys.argv[-1]))) if is_plugin() else None
