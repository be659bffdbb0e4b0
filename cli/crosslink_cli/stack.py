"""The selected stack's configuration and state, asked from Pulumi: it alone can decrypt what is secret in them."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from crosslink_core.model import CrosslinkError

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi marks what is not plain in a state (its `resource.SigKey`)."""

PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


def folder() -> Path:
    """Return the folder that relative paths of the configuration count from: where Pulumi runs the program, wherever in the project the command runs."""
    here = Path.cwd()
    found = next((file for above in (here, *here.parents) for file in (above / name for name in PROJECT_FILES) if file.is_file()), None)
    if found is None:
        return here
    try:
        project = yaml.safe_load(found.read_text())
    except (OSError, ValueError, yaml.YAMLError):  # Pulumi says what is wrong with it
        return found.parent
    main = found.parent / str((project.get("main") if isinstance(project, Mapping) else None) or ".")
    return main if main.is_dir() else main.parent


def configuration(stack: str | None = None) -> Mapping[str, Any]:
    """Return the configuration of a stack, the selected one for None; values that are objects are parsed."""
    configured = _pulumi(["config", "--json", "--show-secrets"], stack, "configuration")
    return {key: value.get("objectValue", value.get("value")) for key, value in configured.items()}


def resources(stack: str | None = None, *, secrets: bool = False) -> Sequence[Mapping[str, Any]]:
    """Return the resources in the state of a stack, those that wait for deletion left out; secrets stay encrypted unless asked for."""
    state = _pulumi(["stack", "export", *(["--show-secrets"] if secrets else [])], stack, "state")
    return [resource for resource in (state.get("deployment") or {}).get("resources") or () if not resource.get("delete")]


def is_marked(value: Any) -> bool:
    """Whether a value of a state is secret, or otherwise not plain."""
    return isinstance(value, Mapping) and SIGNATURE in value


def _pulumi(words: Sequence[str], stack: str | None, what: str) -> Mapping[str, Any]:
    try:
        run = subprocess.run(["pulumi", *words, "--non-interactive", *(["--stack", stack] if stack else [])], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CrosslinkError("there is no pulumi on PATH: install Pulumi, or use the one that `make up` brings: `. .local/env`") from None
    if run.returncode:
        error = " ".join(run.stderr.removeprefix("error: ").split())
        raise CrosslinkError(f"Pulumi cannot read the stack's {what}: {error}")
    parsed: Mapping[str, Any] = json.loads(run.stdout)
    return parsed
