"""The second way: Pulumi's own installer script, into the cache."""

import contextlib
import os
import queue
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from ways import UnusableError, cache, cli, steps

NAME = "Pulumi's installer"
OWN_HOST = False
PATIENCE_S = 5.0
"""For the script, all in all: a machine without access must not be held up."""


def url() -> str:
    """Return where the script is; ``CROSSLINK_PULUMI_INSTALLER`` names another place, such as a company's mirror."""
    return os.environ.get("CROSSLINK_PULUMI_INSTALLER") or "https://get.pulumi.com"


def kept() -> Path:
    """Return its folder in the cache."""
    return cache.folder("official")


def get(say: Callable[[str], None]) -> None:
    """Fetch and run the script; raise :exc:`UnusableError` if that does not work."""
    text = _script()
    cache.make(kept(), lambda part: _install(text, part), say)


def _script() -> bytes:
    """Fetch it in a thread, because no timeout of Python's covers looking up the name and trying every address."""
    answer: queue.Queue[bytes | OSError] = queue.Queue()

    def fetch() -> None:
        try:
            with urllib.request.urlopen(url(), timeout=PATIENCE_S) as reply:  # noqa: S310 - a fixed address, or the user's own
                answer.put(reply.read())
        except (OSError, ValueError) as error:
            answer.put(OSError(str(error)))

    threading.Thread(target=fetch, daemon=True).start()
    try:
        text = answer.get(timeout=PATIENCE_S)
    except queue.Empty:
        raise UnusableError(f"{url()} does not answer within {PATIENCE_S:.0f} s") from None
    if isinstance(text, OSError):
        raise UnusableError(f"{url()} cannot be reached: {text}")
    if not text.startswith(b"#!"):
        raise UnusableError(f"{url()} answered something that is no script")
    return text


def _install(text: bytes, part: Path) -> None:
    work = part / "work"
    work.mkdir()
    script = work / "install.sh"
    script.write_bytes(text)
    command = ["sh", str(script), "--version", cli.wanted(), "--no-edit-path", "--install-root", str(work / "root")]
    env = os.environ | {"TMPDIR": str(work)}  # it downloads there, where its size can be seen
    with steps.shown(f"downloading Pulumi {cli.wanted()}", "MB") as step, _weighed(work, step):
        steps.run(command, log=cache.root() / "installer.log", heard=lambda _: None, env=env)
    for file in sorted((work / "root" / "bin").glob("pulumi*")):
        file.rename(part / file.name)
    shutil.rmtree(work)


@contextlib.contextmanager
def _weighed(folder: Path, step: steps.Step) -> Iterator[None]:
    """While it lasts, the step shows the size of a folder."""
    over = threading.Event()

    def weigh() -> None:
        while not over.wait(0.5):
            with contextlib.suppress(FileNotFoundError):  # moved away meanwhile
                step.done = sum(os.lstat(file).st_size for file in folder.rglob("*")) >> 20

    threading.Thread(target=weigh, daemon=True).start()
    try:
        yield
    finally:
        over.set()
