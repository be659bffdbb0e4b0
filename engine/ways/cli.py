"""Which Pulumi CLI is wanted, and which version a given one is."""

import os
import re
import subprocess
from pathlib import Path

from ways import UnusableError

ENGINE = Path(__file__).resolve().parent.parent
"""The folder of the Go module, of the language host and of ``install``."""
MINIMUM = (3, 254, 0)
"""The oldest CLI that crosslink works with."""


def wanted() -> str:
    """Return the version that is fetched or built, without its "v"; go.mod alone says it."""
    return _go_mod(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)")


def wanted_go() -> str:
    """Return the oldest Go that go.mod allows."""
    return _go_mod(r"^go (\S+)")


def numbers(text: str) -> tuple[int, ...]:
    """Return the first dotted version in a text as comparable numbers: "v3.259.0-alpha.1" is (3, 259, 0)."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def version(pulumi: Path) -> str:
    """Ask a CLI for its version; raise :exc:`UnusableError` when it does not run or is too old."""
    quiet = os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        asked = subprocess.run([pulumi, "version"], capture_output=True, text=True, timeout=20, env=quiet, check=True)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise UnusableError(f"does not run ({_reason(error)})") from error
    found = numbers(asked.stdout)
    if not found:
        raise UnusableError("does not tell its version")
    shown = ".".join(map(str, found))
    if found < MINIMUM:
        raise UnusableError(f"{shown} is too old")
    return shown


def _go_mod(pattern: str) -> str:
    found = re.search(pattern, (ENGINE / "go.mod").read_text(), re.MULTILINE)
    if not found:
        raise UnusableError(f"engine/go.mod has no {pattern}")
    return found[1]


def _reason(error: Exception) -> str:
    match error:
        case subprocess.CalledProcessError(returncode=code):
            return f"exit code {code}"
        case subprocess.TimeoutExpired():
            return "no answer"
        case OSError(strerror=str() as text):
            return text
        case _:
            return type(error).__name__
