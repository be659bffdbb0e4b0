"""The folder that `--policy-pack` takes: two files, copied from `template/` with the virtual environment filled in."""

import json
import os
from pathlib import Path
from string import Template
from typing import Final

from crosslink_core.model import CrosslinkError

TEMPLATE: Final = Path(__file__).with_name("template")
FILES: Final = ("PulumiPolicy.yaml", "__main__.py")
MARK: Final = "Written by `crosslink policies`"
"""Marks files of ours, which are overwritten; others are left alone."""


class FolderError(CrosslinkError):
    """The pack's folder cannot be written."""


def write(folder: Path, virtualenv: Path) -> list[Path]:
    """Write the pack's folder; return the files that were not yet as they should be.

    All files are read before the first is written: either the whole folder is ours, or nothing in it is touched.
    """
    wanted = {folder / name: text for name, text in contents(folder, virtualenv).items()}
    try:
        stale = [path for path, text in wanted.items() if _renew(path, text)]
        folder.mkdir(parents=True, exist_ok=True)
        for path in stale:
            path.write_text(wanted[path], encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{folder}: the policy pack cannot be written there ({getattr(error, 'strerror', None) or error}); choose another folder"
        raise FolderError(msg) from None
    return stale


def contents(folder: Path, virtualenv: Path) -> dict[str, str]:
    """Return the files' texts.  The path to the virtual environment is relative to the folder, so that both can move together."""
    return {name: Template((TEMPLATE / name).read_text(encoding="utf-8")).substitute(virtualenv=_relative(virtualenv, folder)) for name in FILES}


def _relative(virtualenv: Path, folder: Path) -> str:
    try:
        path = Path(os.path.relpath(virtualenv.absolute(), folder.absolute()))
    except ValueError:  # Windows: on another drive
        path = virtualenv.absolute()
    return json.dumps(path.as_posix(), ensure_ascii=False)  # a JSON string is a YAML string, whatever characters it has


def _renew(path: Path, text: str) -> bool:
    """Whether a file has to be written; raise :exc:`FolderError` where it is someone else's."""
    if not path.exists():
        return True
    found = path.read_text(encoding="utf-8")
    if found != text and MARK not in found:
        msg = f"{path} exists and was not written by crosslink; choose another folder, or remove the file"
        raise FolderError(msg)
    return found != text
