"""``no-certificate-model``.  Source: Elastic's pages on remote clusters; our digest's P2, P3 and §1.1 B7t; licences: tried with Elasticsearch 8.15 and 8.19."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_policies import Enforcement, Limits, Resource, Severity, StackRule
from crosslink_policies.links import LINKS, certificate_links
from crosslink_policies.plain import at
from crosslink_policies.versions import version

FIRST_WITH_KEYS: Final = (8, 14)
"""The first minor that both ends must have for a link by API key."""

WITHOUT_KEYS: Final = frozenset({"basic"})
"""Licences with which a cluster neither creates nor uses cross-cluster keys (`advanced-remote-cluster-security`)."""

NAMED: Final = 5
"""How many links the message names."""


@StackRule.of(severity=Severity.MEDIUM, tokens=LINKS, enforcement=Enforcement.ADVISORY)
def no_certificate_model(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No link uses certificates where it could use an API key.

    Why: the model is deprecated since 9.0, and gives a superuser of the local cluster all data of the remote one.
    It is reported once for all links of a stack: it is advice about how a team links clusters, not about a single link.
    """
    found = [link.resource for link in certificate_links(resources) if _could_have_a_key(link.resource)]
    if found:
        names = ", ".join(resource.name for resource in found[:NAMED]) + (f" and {len(found) - NAMED} more" if len(found) > NAMED else "")
        yield (
            found[0],
            f"{len(found)} link{'s' if len(found) > 1 else ''} by certificate could use an API key, as both ends are 8.14 or newer: {names};"
            " certificates are deprecated since 9.0, and let a superuser of the local cluster read everything on the remote one",
        )


def _could_have_a_key(link: Resource) -> bool:
    local, remote = version(link.props, "local"), version(link.props, "remote")
    if any(at(link.props, side, "license") in WITHOUT_KEYS for side in ("local", "remote")):
        return False
    return local is not None and remote is not None and min(local[:2], remote[:2]) >= FIRST_WITH_KEYS
