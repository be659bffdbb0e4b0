"""``~/.cache/crosslink``: what was fetched or built, one folder per recipe and platform, whole or not at all."""

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ways import cli

CONTENTS = "contents.txt"
"""Says what a folder holds, each file with its size; written last."""


def root() -> Path:
    """Return the cache's folder; ``XDG_CACHE_HOME`` moves it."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "crosslink"


def folder(recipe: str, *files: Path) -> Path:
    """Return the folder for a recipe; it is another one when the recipe, one of its files, the version or the platform changes."""
    digest = hashlib.sha256(recipe.encode())
    for file in files:
        digest.update(file.read_bytes())
    return root() / f"pulumi-{cli.wanted()}-{platform.system().lower()}-{platform.machine()}-{digest.hexdigest()[:8]}"


def whole(kept: Path) -> bool:
    """Whether everything that was put there is still there in its full size; running it would take longer than all the rest."""
    with contextlib.suppress(FileNotFoundError):
        return (kept / CONTENTS).read_text() == _contents(kept)
    return False


def make(kept: Path, fill: Callable[[Path], None], say: Callable[[str], None]) -> None:
    """Let ``fill`` make the folder's contents beside it and move them in at once; several runs wait for each other."""
    root().mkdir(parents=True, exist_ok=True)
    with _alone(kept, say):
        if whole(kept):
            return  # somebody else was quicker
        for left in root().glob(f"{kept.name}.part-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
        part = Path(tempfile.mkdtemp(prefix=f"{kept.name}.part-", dir=root()))
        try:
            fill(part)
            cli.version(part / "pulumi")  # whatever does not run must not be kept
            (part / CONTENTS).write_text(_contents(part))
            shutil.rmtree(kept, ignore_errors=True)  # a half or broken one
            part.chmod(0o755)
            part.rename(kept)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _contents(kept: Path) -> str:
    return "".join(f"{file.stat().st_size} {file.name}\n" for file in sorted(kept.glob("pulumi*")))


@contextlib.contextmanager
def _alone(kept: Path, say: Callable[[str], None]) -> Iterator[None]:
    """A lock that the kernel frees when its holder dies."""
    with (root() / f"{kept.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another installation is at work; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
