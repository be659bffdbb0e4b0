"""What exists already: as Pulumi's import file, and as the program that matches it.

`pulumi import` cannot read a dynamic resource by its id, but since 3.254 its file may carry inputs and outputs, and
then reads nothing.  A noun is added as a function in `NOUNS`.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pulumi_crosslink.existing.found import Existing, Scope
from pulumi_crosslink.existing.program import program
from pulumi_crosslink.existing.remote_cluster import remote_clusters
from pulumi_crosslink.existing.remote_connection import remote_connections
from pulumi_crosslink.existing.traffic_filter import link_id_claims, traffic_filter_associations, traffic_filters
from pulumi_crosslink.existing.trust import account_trusts, direct_trusts, external_trusts, trust_relationships

__all__ = ["NOUNS", "Existing", "Scope", "find", "import_file", "program"]

Noun = Callable[[Scope], Iterator[Existing]]
NOUNS: Final[dict[str, Noun]] = {
    "trust relationships": trust_relationships,
    "trust by account": account_trusts,
    "trust by relationship": external_trusts,
    "direct trust": direct_trusts,
    "remote clusters": remote_clusters,
    "remote connections": remote_connections,
    "traffic filters": traffic_filters,
    "traffic filter associations": traffic_filter_associations,
    "claimed link ids": link_id_claims,
}
"""By what a person calls them; an object comes before those that name it."""


def find(scope: Scope) -> dict[str, list[Existing]]:
    """List what exists of every noun, each object under a name of its own."""
    found = {what: list(noun(scope)) for what, noun in NOUNS.items()}
    names = [(item.type, item.name) for items in found.values() for item in items]
    return {
        what: [item if names.count((item.type, item.name)) == 1 else dataclasses.replace(item, name=f"{item.name}-{_digits(item.id)}") for item in items]
        for what, items in found.items()
    }


def _digits(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()[:8]


def import_file(found: Iterable[Existing]) -> dict[str, Any]:
    """Return what `pulumi import --file` reads."""
    return {"resources": [{"type": item.type, "name": item.name, "id": item.id, "inputs": item.inputs, "outputs": item.outputs} for item in found]}
