"""`crosslink policies DIR`: write the folder that `pulumi preview --policy-pack` takes."""

import os
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from crosslink_core.model import CrosslinkError
from crosslink_policies.folder import write


class PoliciesExtraError(CrosslinkError):
    """The policy SDK is not installed, so the engine could not start the pack."""


def policies(directory: Annotated[Path, typer.Argument(help="The folder to write; made if need be, renewed if it is ours.")]) -> None:
    """Write the policy pack's folder and say how to use it."""
    if find_spec("pulumi_policy") is None:
        raise PoliciesExtraError(f"the policy pack needs pulumi-policy, which {sys.prefix} lacks; run: pip install 'pulumi-crosslink[policies]'")
    written = write(directory, Path(sys.prefix))
    typer.echo(f"{directory}: {'written' if written else 'up to date'}; it runs with {sys.prefix}")
    typer.echo(f"For one preview:   pulumi preview --policy-pack {shlex.quote(str(directory))}")
    # Absolute, because the engine looks for a relative one from wherever it is started.
    typer.echo(f"For every command: export PULUMI_OPTION_POLICY_PACK={shlex.quote(os.path.abspath(directory))}")
