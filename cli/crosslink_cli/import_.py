"""`crosslink import`: writes Pulumi's import file, and the program that matches, for what exists already."""

import json
import os
from collections.abc import Sequence
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosslink_cli import stack
from crosslink_core import connections
from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.model.error import CrosslinkError

if TYPE_CHECKING:
    from pulumi_crosslink.existing import Look


def import_(
    connection: Annotated[str | None, typer.Option(help="The connection whose deployments are looked at.  Default: the default one.")] = None,
    deployment: Annotated[list[str] | None, typer.Option(help="A deployment id; may be given again.  Default: all that the connection sees.")] = None,
    cluster: Annotated[list[str] | None, typer.Option(help="A name under crosslink:clusters; may be given again.  Default: all with a URL.")] = None,
    file: Annotated[Path, typer.Option(help="Where the import file goes.", dir_okay=False)] = Path("import.json"),
    program: Annotated[Path, typer.Option(help="Where the program goes.", dir_okay=False)] = Path("imported.py"),
    force: Annotated[bool, typer.Option(help="Write over files that exist.")] = False,
    selected: Annotated[str | None, typer.Option("--stack", help="The stack whose connections count; default: the selected one.")] = None,
) -> None:
    """Write an import file and a program for the remote clusters and connections, trust, traffic filters and claimed link ids that exist.

    Where deployments alone are named, no cluster is looked at; where clusters alone are, no deployment.
    """
    from pulumi_crosslink import existing  # here and below: with Pulumi's SDK, it would double the start of every other verb

    for path in (file, program):
        if path.exists() and not force:
            msg = f"{path} exists already; remove it, name another file, or say --force"
            raise CrosslinkError(msg)
    configuration = stack.configuration(selected)
    known = Connections(configuration.get(connections.KEY) or {}, os.environ, clusters=configuration.get(connections.CLUSTERS))
    with chdir(stack.folder()):
        look = _look(known, connection, deployment, cluster)
        by_noun = existing.find(look)
    found = [one for some in by_noun.values() for one in some]
    try:
        file.write_text(json.dumps(existing.import_file(found), indent=2) + "\n")
        program.write_text(existing.program(found))
    except OSError as error:
        msg = f"{error.filename}: {error.strerror}; name another file"
        raise CrosslinkError(msg) from None
    counts = ", ".join(f"{len(some)} {what}" for what, some in by_noun.items() if some) or "nothing"
    looked_at = f"{len(look.deployments)} deployments" + (f" and {len(look.clusters)} clusters" if look.clusters else "")
    typer.echo(f"{counts} of {looked_at}: {file}, {program}")
    typer.echo(f"next: pulumi import --file {file} --generate-code=false --protect=false; then add {program} to your program")


def _look(known: Connections, connection: str | None, deployments: Sequence[str] | None, clusters: Sequence[str] | None) -> "Look":
    """Say what is looked at: on no control plane where only clusters are named, or only they are configured."""
    from pulumi_crosslink.existing import Look

    tell = Tell.by(partial(typer.echo, err=True))
    names = [known.clusters.configured(one).name for one in dict.fromkeys(clusters or ())]
    if not (clusters or deployments):
        names = [one for one in known.clusters if known.clusters[one].url]
    if names and not (connection or deployments) and (clusters or not list(known)):
        return Look(known, None, [], whole=False, tell=tell, clusters=names)
    name, directory = known.name(connection), DeploymentDirectory(known)
    wanted = directory.find((name, one) for one in deployments).values() if deployments else directory.all(name)
    return Look(known, name, list(wanted), whole=not deployments, tell=tell, clusters=names)
