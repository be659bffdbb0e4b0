"""Puts a CLI and what must lie beside it into the virtual environment's ``bin``, and takes it away again.

Hard links, or copies where the cache lies on another file system.  Symbolic links would do, but for one thing: the engine looks for the
language host beside its *real* file and, when it finds another one on PATH, warns about that in every command.
Source: ``sdk/go/common/workspace/plugins.go`` (``getPluginInfoAndPath``).
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from ways.cli import ENGINE

BIN = Path(sys.prefix).resolve() / "bin"
"""Resolved: a host that is installed through a link must not depend on that link."""
HOST = "pulumi-language-python"
RECORD = BIN.parent / "crosslink-engine.txt"
"""The names of the files in ``BIN`` that came from here: only these are ever taken away."""
MARK = b"# Installed by crosslink's engine/install from engine/language_host.py: change it there.\n"


def placed() -> set[Path]:
    """Return the files that an earlier run put into ``BIN``."""
    with contextlib.suppress(FileNotFoundError):
        return {BIN / name for name in RECORD.read_text().splitlines()}
    return set()


def place(folder: Path, *, own_host: bool) -> None:
    """Put every file of a folder of the cache into ``BIN``, with the project's own language host if asked."""
    wanted = {BIN / file.name: file for file in folder.glob("pulumi*")}
    hosts = {BIN / HOST} if own_host else set()
    _record(placed() | set(wanted) | hosts)  # before, so that an interrupted run is known to the next one
    for target, file in wanted.items():
        have, want = _look(target), _look(file)
        if have != want:
            _swap(target, file)
    if own_host:
        text = b"".join([_shebang(str(BIN / "python")), MARK, (ENGINE / "language_host.py").read_bytes()])
        _write(BIN / HOST, text)
    clear(keep=set(wanted) | hosts)


def clear(keep: set[Path] | None = None) -> None:
    """Take away what earlier runs put into ``BIN``, except what is to stay."""
    keep = keep or set()
    for file in placed() - keep:
        file.unlink(missing_ok=True)
    _record(keep)


def is_ours(host: Path) -> bool:
    """Whether a language host is a copy of the project's own, here or in another virtual environment."""
    with contextlib.suppress(OSError):
        return MARK in host.read_bytes()[:2000]
    return False


def _record(files: set[Path]) -> None:
    text = "".join(f"{file.name}\n" for file in sorted(files)).encode()
    if text:
        _write(RECORD, text, mode=0o644)
    else:
        RECORD.unlink(missing_ok=True)


def _look(file: Path) -> tuple[int, int, int] | None:
    """What tells a file from another without reading 100 MB: a hard link has it, and so has a copy."""
    with contextlib.suppress(FileNotFoundError):
        seen = file.stat()
        return seen.st_size, seen.st_mtime_ns, seen.st_mode
    return None


def _swap(target: Path, file: Path) -> None:
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            os.link(file, new)
        except OSError:
            shutil.copy2(file, new)
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)


def _write(target: Path, text: bytes, mode: int = 0o755) -> None:
    if target.is_file() and target.read_bytes() == text and target.stat().st_mode & 0o777 == mode:
        return
    new = target.with_name(f".{target.name}.{os.getpid()}")
    new.write_bytes(text)
    new.chmod(mode)
    os.replace(new, target)


def _shebang(python: str) -> bytes:
    """The first line; the kernel takes no blanks and, on Linux, no more than 127 bytes, so the shell may have to help as pip has it do."""
    if " " not in python and len(python) < 120:
        return f"#!{python}\n".encode()
    return f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n".encode()
