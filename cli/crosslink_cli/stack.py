"""The selected stack's configuration, asked from Pulumi: it alone can decrypt what is secret in it."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from crosslink_core.model.error import CrosslinkError


def configuration(stack: str | None = None) -> Mapping[str, Any]:
    """Return the configuration of a stack, the selected one for None; values that are objects are parsed."""
    words = ["pulumi", "config", "--json", "--show-secrets", "--non-interactive", *(["--stack", stack] if stack else [])]
    try:
        run = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        msg = "there is no pulumi on PATH: install Pulumi, or use the one that `make up` brings: `. .local/env`"
        raise CrosslinkError(msg) from None
    if run.returncode:
        said = " ".join(run.stderr.removeprefix("error: ").split())
        msg = f"Pulumi cannot read the stack's configuration: {said}"
        raise CrosslinkError(msg)
    return {key: one.get("objectValue", one.get("value")) for key, one in json.loads(run.stdout).items()}
