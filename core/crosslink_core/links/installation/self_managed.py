"""The files of a self-managed cluster: authorities, restrictions, and the settings that name both.

Source: our digest's §1.3, rows T4, T9, T14 and T15; Elasticsearch 8.15 and 8.19, tried: changed files are read by running nodes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_core.links.installation import restriction
from crosslink_core.links.installation.file import File, write
from crosslink_core.links.installation.peer import Peer, bundle
from crosslink_core.model.deployments.cluster import Cluster

AUTHORITIES: Final = "crosslink-authorities.crt"
SETTINGS: Final = "elasticsearch.yml"
SSL: Final = "xpack.security.transport.ssl"
CERTIFICATE_AUTHORITIES: Final = f"{SSL}.certificate_authorities"
TRUST_RESTRICTIONS: Final = f"{SSL}.trust_restrictions.path"

PLACE: Final = (
    "as config/{name} on every node of {cluster}, readable for Elasticsearch; running nodes whose elasticsearch.yml names it read changes within seconds"
)
SETTINGS_PLACE: Final = (
    "into config/elasticsearch.yml on every node of {cluster}, after the files that it names; then one rolling restart, which later changes do not need"
)

REPLACED: Final = f"""\
# These settings are static: they count after a restart, node by node. Later changes of the files that they name are read by running nodes.
# They replace the settings of the same names: files in a list that is there already, of another stack or by hand, stay in the list here.
# {SSL}.truststore.path excludes certificate_authorities: it goes, and what else it holds goes into the list here.
"""
OWN_UNKNOWN: Final = f"""\
# The authority of this cluster itself is not known to crosslink, so it is not in {AUTHORITIES}:
# its file must stay in the list, or this cluster's own nodes refuse each other.
"""


def files(end: Cluster, own: Sequence[str], peers: Sequence[Peer]) -> Iterator[File]:
    """Yield the files in the order in which they are put in place; raise :exc:`NoTrustError` where too little is known."""
    patterns = restriction.restrictions(end, [peer.end for peer in peers])
    yield _below_config(end, AUTHORITIES, bundle(end, own, peers))
    if patterns:
        yield _below_config(end, restriction.NAME, restriction.text(patterns))
    settings = {CERTIFICATE_AUTHORITIES: [AUTHORITIES], **({TRUST_RESTRICTIONS: restriction.NAME} if patterns else {})}
    comment = REPLACED + ("" if own else OWN_UNKNOWN)
    yield File(end.cluster, SETTINGS, SETTINGS_PLACE.format(cluster=end.label), comment + write(settings))


def _below_config(end: Cluster, name: str, text: str) -> File:
    return File(end.cluster, name, PLACE.format(name=name, cluster=end.label), text)
