"""Running the emulator: for people until they stop it, for tests in a thread."""

import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from crosslink_emulator.app import build_app
from crosslink_emulator.errors import EmulatorError, PortTakenError
from crosslink_emulator.errors.reply import DroppableProtocol
from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.state import World

ADDRESS = "127.0.0.1"
"""Never another one: whoever reaches the emulator controls it."""

START_TIMEOUT_S = 30


@dataclass(frozen=True)
class Running:
    """An emulator that listens."""

    url: str
    world: World

    def cloud_url(self, name: str) -> str:
        """Return what a connection to this cloud takes as its endpoint."""
        return f"{self.url}/clouds/{self.world.clouds[name].name}"


def serve(estate: Path | None = None, port: int = 8350, state: Path | None = None) -> None:
    """Serve until SIGINT or SIGTERM; a state file that exists is continued, and the estate then counts only for a reset."""
    with _listen(port) as listener:
        world = World(read_estate(estate), state)
        emulator = Running(_url(listener), world)
        server = _Server(world, lambda: _announce(emulator))
        handlers = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
        # uvicorn raises the signal that ended it once more when it is done: with these handlers that is not an error
        try:
            server.run(sockets=[listener])
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


@contextmanager
def running(estate: Path | dict[str, Any] | None = None) -> Iterator[Running]:
    """Serve in a thread on a free port, for tests."""
    with _listen(0) as listener:
        world = World(read_estate(estate))
        ready = threading.Event()
        server = _Server(world, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="crosslink-emulator", daemon=True)
        thread.start()
        if not ready.wait(START_TIMEOUT_S):
            raise TimeoutError(f"the emulator did not listen within {START_TIMEOUT_S} s")
        try:
            yield Running(_url(listener), world)
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """uvicorn, quiet, with a word when it listens."""

    def __init__(self, world: World, listening: Callable[[], object]) -> None:
        super().__init__(
            uvicorn.Config(
                build_app(world),
                http=DroppableProtocol,
                ws="none",
                lifespan="off",
                log_config=None,  # logging belongs to the process that runs us
                log_level="warning",
                access_log=False,
                proxy_headers=False,  # they would change the client's address, by which connections are found
                server_header=False,
                timeout_keep_alive=120,  # longer than clients keep idle connections: a close that crosses a request looks like a fault
                timeout_graceful_shutdown=2,
            )
        )
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._listening()


def _listen(port: int) -> socket.socket:
    """Take the port before anything else is done."""
    listener = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # asyncio sets TCP_NODELAY only where the protocol is named: 40 ms per reply
    try:
        if sys.platform != "win32":  # there it would let two processes have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen(2048)  # before another emulator can take it: binding alone is no claim on Linux
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port) from error
        raise EmulatorError(f"port {port} of {ADDRESS}: {error.strerror}") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def _announce(emulator: Running) -> None:
    for name in emulator.world.clouds:
        print(f"{name:<12} {emulator.cloud_url(name)}", flush=True)
