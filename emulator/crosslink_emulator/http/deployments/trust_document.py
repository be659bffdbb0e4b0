"""``settings.trust`` as the API shows it.  Source: ``ElasticsearchClusterTrustSettings`` of Elastic Cloud API 3.8.0; real replies."""

from typing import Any

from crosslink_emulator.http.fields import timestamp
from crosslink_emulator.world.state.certificate import fingerprint, validity
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.trust import AccountTrust, DirectTrust, ExternalTrust, Trust

EMPTY_LISTS_SHOW = False
"""Real replies have no ``external`` and ``direct`` where there are none.  GUESS: ``accounts`` likewise."""


def trust_document(cloud: Cloud, trust: Trust) -> dict[str, Any]:
    """Return the three lists."""
    lists = {
        "accounts": [_account(entry) for entry in trust.accounts],
        "external": [_external(cloud, entry) for entry in trust.external],
        "direct": [_direct(entry) for entry in trust.direct],
    }
    return {name: entries for name, entries in lists.items() if entries or EMPTY_LISTS_SHOW}


def _account(entry: AccountTrust) -> dict[str, Any]:
    return {"account_id": entry.account_id} | _extent(entry) | ({} if entry.name is None else {"name": entry.name})


def _external(cloud: Cloud, entry: ExternalTrust) -> dict[str, Any]:
    """Fill the name in.  GUESS: there is none where the relationship was deleted since."""
    relationship = cloud.trust_relationships.get(entry.trust_relationship_id)
    name = {} if relationship is None else {"name": relationship.name}
    return {"trust_relationship_id": entry.trust_relationship_id} | name | _extent(entry)


def _direct(entry: DirectTrust) -> dict[str, Any]:
    """GUESS: the type always shows, also where it is the default; scope and node names show where there are some."""
    wire: dict[str, Any] = {"uid": entry.uid, "name": entry.name, "type": entry.type} | _extent(entry)
    if entry.scope_id is not None:
        wire["scope_id"] = entry.scope_id
    if entry.additional_node_names:
        wire["additional_node_names"] = list(entry.additional_node_names)
    return wire | {"certificates": [_certificate(pem) for pem in entry.certificates]}


def _extent(entry: AccountTrust | ExternalTrust | DirectTrust) -> dict[str, Any]:
    """Return who of them is trusted: real replies have no allowlist beside ``trust_all``."""
    return {"trust_all": True} if entry.trust_all else {"trust_all": False, "trust_allowlist": list(entry.trust_allowlist)}


def _certificate(pem: str) -> dict[str, Any]:
    """GUESS: nothing is said of who else trusts it."""
    begin, end = validity(pem)
    return {"pem": pem, "metadata": {"fingerprint": fingerprint(pem), "valid_from": timestamp(begin), "valid_to": timestamp(end)}}
