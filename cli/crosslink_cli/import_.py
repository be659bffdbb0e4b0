"""`crosslink import`: writes Pulumi's import file, and the program that matches, for what exists already."""

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from crosslink_cli import stack
from crosslink_core import connections
from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment


def import_(
    connection: Annotated[str | None, typer.Option(help="The connection whose deployments are looked at.")] = None,
    deployments: Annotated[list[str] | None, typer.Option("--deployment", help="A deployment id; may be given again.  Default: all.")] = None,
    clusters: Annotated[list[str] | None, typer.Option("--cluster", help="A name under crosslink:clusters; may be given again.")] = None,
    file: Annotated[Path, typer.Option(help="Where the import file goes.", dir_okay=False)] = Path("import.json"),
    program: Annotated[Path, typer.Option(help="Where the program goes.", dir_okay=False)] = Path("imported.py"),
    force: Annotated[bool, typer.Option(help="Write over files that exist.")] = False,
    selected: Annotated[str | None, typer.Option("--stack", help="The stack whose connections count; default: the selected one.")] = None,
) -> None:
    """Write an import file and a program for the remote clusters and connections, trust, traffic filters and claimed link ids that exist.

    Without options, it looks at the default connection and at every cluster with a URL.
    """
    from pulumi_crosslink import existing  # with Pulumi's SDK, it would double the start of every other verb

    if file.resolve() == program.resolve():
        raise CrosslinkError(f"--file and --program are both {file}; name two files")
    for path in (file, program):
        if path.exists() and not force:
            raise CrosslinkError(f"{path} exists already; remove it, name another file, or say --force")
    configuration = stack.configuration(selected)
    session = Session(Connections(configuration.get(connections.KEY) or {}, os.environ, clusters=configuration.get(connections.CLUSTERS)))
    with chdir(stack.folder()):
        name, ends, names = _scope(session, connection, deployments, clusters)
        tell = Tell.by(partial(typer.echo, err=True))
        scope = existing.Scope(session, name, ends, whole=bool(name and not deployments), tell=tell, clusters=names)
        by_noun = existing.find(scope)
    found = [item for items in by_noun.values() for item in items]
    alone = f" and {len(scope.without_deployment)} clusters" if scope.without_deployment else ""
    if not found:
        typer.echo(f"nothing of {len(ends)} deployments{alone}: no file is written")
        return
    _write({file: json.dumps(existing.import_file(found), indent=2) + "\n", program: existing.program(found)})
    counts = ", ".join(f"{len(items)} {what}" for what, items in by_noun.items() if items)
    typer.echo(f"{counts} of {len(ends)} deployments{alone}: {file}, {program}")
    typer.echo(f"next: pulumi import --file {shlex.quote(str(file))} --generate-code=false --protect=false; then add {program} to your program")


def _write(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CrosslinkError(f"{error.filename}: {error.strerror}; name another file") from None


def _scope(
    session: Session, connection: str | None, deployments: Sequence[str] | None, clusters: Sequence[str] | None
) -> tuple[str | None, list[Deployment], list[str]]:
    """Return the connection, if any, its deployments, and the names of the clusters to import from; raise :exc:`CrosslinkError` for what cannot be asked."""
    known = session.connections
    named = [cluster(session, name).cluster for name in dict.fromkeys(clusters or ())]
    if named and not (connection or deployments):
        return None, [], named
    every = [] if connection or deployments else [name for name in known.clusters if known.clusters[name].url]
    try:
        name = known.name(connection)
    except CrosslinkError:
        if connection:
            raise
        if every and not list(known):
            return None, [], every
        options = (
            f"--{word} NAME ({', '.join(names) or f'none is under crosslink:{word}s'})" for word, names in (("connection", known), ("cluster", known.clusters))
        )
        raise CrosslinkError(f"there is no default connection; name what to import: {' or '.join(options)}") from None
    directory, warn = DeploymentDirectory(session), partial(typer.echo, err=True)
    return name, list(directory.find((name, id_) for id_ in deployments).values() if deployments else directory.all(name, warn)), [*named, *every]
