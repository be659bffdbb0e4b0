"""The names that nodes' certificates bear for trust: `subjectAltName.otherName.commonName`, by which restrictions let clusters in.

Source: Elastic's pages on remote clusters of self-managed clusters and Kubernetes; our digest's §1.3; seen with Elasticsearch 8.15 and 8.19.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

FORM: Final = re.compile(r"(?P<node>.+?)\.node\.(?P<cluster>[^.]+)\.cluster\.(?P<scope>[^.]+)\.account")


class NodeName(NamedTuple):
    """A name of the form that Elastic Cloud gives: `<node>.node.<cluster>.cluster.<scope>.account`."""

    node: str
    cluster: str
    """On Elastic Cloud the Elasticsearch resource id."""
    scope: str
    """The organization's or the environment's id."""


def parse(name: str) -> NodeName | None:
    """Read a name; None for one of another form."""
    found = FORM.fullmatch(name)
    return NodeName(**found.groupdict()) if found else None


def pattern(cluster: str, scope: str) -> str:
    """Return what restrictions say to let in all nodes of a cluster whose names have the form of Elastic Cloud's."""
    return f"*.node.{cluster}.cluster.{scope}.account"


def kubernetes_pattern(name: str, namespace: str) -> str:
    """Return the same for a cluster on Kubernetes; the file that the console generates has another one, which lets none of them in."""
    return f"*.node.{name}.{kubernetes_scope(namespace)}"


def kubernetes_scope(namespace: str) -> str:
    """Return what stands in the place of an organization's id for the clusters of a Kubernetes namespace."""
    return f"{namespace}.es.local"


def patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return what restrictions say to let in nodes of these names, and others of their clusters where the form tells which those are."""
    found = ((name, parse(name)) for name in names)
    return tuple(dict.fromkeys(pattern(names.cluster, names.scope) if names else name for name, names in found))
