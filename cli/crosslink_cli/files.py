"""`crosslink show --files LINK`: what whoever runs the clusters of a link installs there, as the link's output says it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import typer

from crosslink_cli import stack
from crosslink_core.links.installation.file import File
from crosslink_core.model import CrosslinkError, one_line
from crosslink_core.model.token import CLUSTER_LINK

MODE: Final = 0o644
"""Nothing in the files is secret, and Elasticsearch, often another user, reads them."""


def show(link: str, folder: Path | None, selected: str | None) -> None:
    """Print the files of a link, or write them into a folder; raise :exc:`CrosslinkError` for a link that is not there."""
    found = _files(link, selected)
    if not found:
        typer.echo(f"link {link} has nothing to install: control planes or Elasticsearch's own API do all of it", err=True)
    for file in found:
        if folder:
            typer.echo(_write(file, folder))
        else:
            typer.echo(f"# {file.cluster}/{file.name}: {one_line(file.place)}\n{file.text}")


def _files(link: str, selected: str | None) -> Sequence[File]:
    resources = stack.resources(selected)
    links = _links(resources)
    if link not in links:
        names = [name for name, given in links.items() if given]
        known = f"those that have files: {', '.join(names)}" if names else "no link of it has files"
        raise CrosslinkError(f"this stack has no link called {link}; {known} (what `pulumi up` has made counts)")
    if not _outputs(resources, link):
        raise CrosslinkError(
            f"link {link} was begun, and never finished: its files are there after a `pulumi up` that ends without an error; "
            "leave requireConnected out until they are installed"
        )
    if stack.is_marked(links[link]):
        # A certificate that was given as a secret makes the whole output one.
        links = {name: _plain(given) for name, given in _links(stack.resources(selected, secrets=True)).items()}
    try:
        return [File(**{key: str(file[key]) for key in ("cluster", "name", "place", "text")}) for file in links[link] or ()]
    except (KeyError, TypeError):
        raise CrosslinkError(f"the output `files` of link {link} is not as this crosslink writes it: run `pulumi up` with the same version") from None


def _links(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the outputs `files` by the links' names, the last part of a URN."""
    return {resource["urn"].split("::", 3)[-1]: (resource.get("outputs") or {}).get("files") for resource in resources if resource.get("type") == CLUSTER_LINK}


def _outputs(resources: Sequence[Mapping[str, Any]], link: str) -> Any:
    """Return the outputs of a link; an `up` that fails elsewhere leaves some without."""
    return next(resource.get("outputs") for resource in resources if resource.get("type") == CLUSTER_LINK and resource["urn"].split("::", 3)[-1] == link)


def _plain(given: Any) -> Any:
    return json.loads(given["plaintext"]) if stack.is_marked(given) and "plaintext" in given else given


def _write(file: File, folder: Path) -> str:
    """Write a file unless it is there already, and say what was done."""
    path = folder.joinpath(*_parts(file))
    try:
        if path.is_file() and path.read_bytes() == file.text.encode():
            return f"unchanged: {path}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.text.encode())
        path.chmod(MODE)
    except OSError as error:
        raise CrosslinkError(f"{error.filename}: {error.strerror}; name another folder") from None
    return f"written: {path}: {one_line(file.place)}"


def _parts(file: File) -> Iterator[str]:
    """Yield the names below the folder, none of which may lead out of it."""
    for part in (file.cluster, file.name):
        if part in {"", ".", ".."} or not part.isprintable() or {*part} & {*"/\\"}:
            raise CrosslinkError(f"{one_line(part)!r} cannot be the name of a file or a folder: leave --to out, and put the text in place yourself")
        yield part
