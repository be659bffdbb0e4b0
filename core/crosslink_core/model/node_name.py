"""The names in nodes' certificates that trust uses: `subjectAltName.otherName.commonName`, which trust restrictions match.

Source: Elastic's pages on remote clusters of self-managed clusters and Kubernetes; our digest's §1.3; seen with Elasticsearch 8.15 and 8.19.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

FORM: Final = re.compile(r"(?P<node>.+?)\.node\.(?P<cluster>[^.]+)\.cluster\.(?P<scope>[^.]+)\.account")


class NodeName(NamedTuple):
    """A name in Elastic Cloud's form: `<node>.node.<cluster>.cluster.<scope>.account`."""

    node: str
    cluster: str
    """On Elastic Cloud the Elasticsearch resource id."""
    scope: str
    """The organization's or the environment's id."""


def parse(name: str) -> NodeName | None:
    """Parse a name; None for another form."""
    found = FORM.fullmatch(name)
    return NodeName(**found.groupdict()) if found else None


def pattern(cluster: str, scope: str) -> str:
    """Return the pattern in trust restrictions that matches all nodes of a cluster whose names have Elastic Cloud's form."""
    return f"*.node.{cluster}.cluster.{scope}.account"


def kubernetes_pattern(name: str, namespace: str) -> str:
    """Return the same for a cluster on Kubernetes; the file that the console generates has another pattern, which matches none of them."""
    return f"*.node.{name}.{kubernetes_scope(namespace)}"


def kubernetes_scope(namespace: str) -> str:
    """Return the scope of the clusters of a Kubernetes namespace, which takes the place of an organization's id."""
    return f"{namespace}.es.local"


def patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns that match nodes with these names, and all nodes of their clusters where the names have Elastic Cloud's form."""
    found = ((name, parse(name)) for name in names)
    return tuple(dict.fromkeys(pattern(names.cluster, names.scope) if names else name for name, names in found))
