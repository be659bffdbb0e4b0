"""The first way: a ``pulumi`` that is already on PATH, with the official language host."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from ways import UnusableError, cli, venv


def find(say: Callable[[str], None]) -> str | None:
    """Return the sentence about the first usable CLI on PATH, or None; say why those before it do not do."""
    minimum = ".".join(map(str, cli.MINIMUM[:2]))
    for pulumi in _candidates():
        try:
            shown = cli.version(pulumi)
            _official_host(pulumi)
        except UnusableError as why:
            say(f"pulumi on PATH ({pulumi}): {why}; {minimum} or newer, with pulumi-language-python, is needed; looking further")
        else:
            return f"pulumi {shown} on PATH ({pulumi}) is used; nothing to install"
    return None


def _candidates() -> list[Path]:
    """Every ``pulumi`` on PATH and in the virtual environment, once each, without those that this program installed."""
    ours = venv.placed()
    found: dict[Path, Path] = {}
    for folder in [*os.get_exec_path(), str(venv.BIN)]:
        pulumi = Path(folder, "pulumi")
        if folder and pulumi not in ours and pulumi.is_file() and os.access(pulumi, os.X_OK):
            found.setdefault(pulumi.resolve(), pulumi)
    return list(found.values())


def _official_host(pulumi: Path) -> None:
    """Look where the engine will: on PATH, then beside the real file."""
    ours = venv.placed()
    elsewhere = os.pathsep.join(folder for folder in os.get_exec_path() if Path(folder, venv.HOST) not in ours)
    host = shutil.which(venv.HOST, path=elsewhere) or shutil.which(venv.HOST, path=str(pulumi.resolve().parent))
    if not host:
        raise UnusableError(f"there is no {venv.HOST} on PATH or beside it")
    if venv.is_ours(Path(host)):
        raise UnusableError(f"its {venv.HOST} belongs to another virtual environment of crosslink")
