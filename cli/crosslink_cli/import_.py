"""`crosslink import`: writes Pulumi's import file, and the program that matches, for what exists already."""

import json
import os
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from crosslink_cli import stack
from crosslink_core import connections
from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.model.error import CrosslinkError
from pulumi_crosslink import existing


def import_(
    connection: Annotated[str, typer.Option(help="The connection whose deployments are looked at.")],
    deployment: Annotated[list[str] | None, typer.Option(help="A deployment id; may be given again.  Default: all that the connection sees.")] = None,
    file: Annotated[Path, typer.Option(help="Where the import file goes.", dir_okay=False)] = Path("import.json"),
    program: Annotated[Path, typer.Option(help="Where the program goes.", dir_okay=False)] = Path("imported.py"),
    force: Annotated[bool, typer.Option(help="Write over files that exist.")] = False,
    selected: Annotated[str | None, typer.Option("--stack", help="The stack whose connections count; default: the selected one.")] = None,
) -> None:
    """Write an import file and a program for the remote clusters and connections, trust, traffic filters and claimed link ids that exist."""
    for path in (file, program):
        if path.exists() and not force:
            msg = f"{path} exists already; remove it, name another file, or say --force"
            raise CrosslinkError(msg)
    configuration = stack.configuration(selected)
    known = Connections(configuration.get(connections.KEY) or {}, os.environ, clusters=configuration.get(connections.CLUSTERS))
    directory = DeploymentDirectory(known)
    with chdir(stack.folder()):
        wanted = directory.all(connection) if not deployment else directory.find((connection, one) for one in deployment).values()
        look = existing.Look(known, connection, list(wanted), whole=not deployment, tell=Tell.by(partial(typer.echo, err=True)))
        by_noun = existing.find(look)
    found = [one for some in by_noun.values() for one in some]
    try:
        file.write_text(json.dumps(existing.import_file(found), indent=2) + "\n")
        program.write_text(existing.program(found))
    except OSError as error:
        msg = f"{error.filename}: {error.strerror}; name another file"
        raise CrosslinkError(msg) from None
    counts = ", ".join(f"{len(some)} {what}" for what, some in by_noun.items() if some) or "nothing"
    typer.echo(f"{counts} of {len(wanted)} deployments: {file}, {program}")
    typer.echo(f"next: pulumi import --file {file} --generate-code=false --protect=false; then add {program} to your program")
