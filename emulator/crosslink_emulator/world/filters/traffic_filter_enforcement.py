"""Whether the traffic filters of a deployment admit a caller, computed from the state each time somebody calls.

Source: the documentation's pages on network security; links by certificate do not pass here, because filters do not affect them.
"""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.traffic_filter import Rule, TrafficFilter

ENDPOINT_HIDES_ADDRESS = True
"""GUESS: who comes through a private link is judged by that alone; his address is a private one, which ``ip`` rules do not mean."""


@dataclass(frozen=True)
class Caller:
    """Who wants in."""

    address: str
    """As the load balancer saw it."""
    endpoint: str | None = None
    """Private link: id of the VPC endpoint or of the Private Service Connect connection, or GUID of the Azure endpoint."""
    cluster: str | None = None
    """Resource id of the Elasticsearch that searches or follows."""
    cloud: Cloud | None = None
    """Where that cluster is."""

    def __str__(self) -> str:
        parts = [f"address {self.address}"]
        if self.endpoint is not None:
            parts.append(f"private endpoint {self.endpoint}")
        if self.cloud is not None:
            parts.append(f"cluster {self.cluster} of {self.cloud.organization}")
        return ", ".join(parts)


class Verdict(NamedTuple):
    """Admitted or not, and why."""

    admitted: bool
    reason: str


def judge(guarded: Cloud, rulesets: Sequence[TrafficFilter], caller: Caller) -> Verdict:
    """Decide for a deployment of a cloud: without rulesets everybody may come, with some who matches one rule of one of them."""
    closing = [ruleset for ruleset in rulesets if ruleset.type in MATCHES]
    if not closing:
        return Verdict(True, "no traffic filter guards this deployment")
    for ruleset in closing:
        for index, rule in enumerate(ruleset.rules):
            if MATCHES[ruleset.type](guarded, rule, caller):
                return Verdict(True, f"rules[{index}] of traffic filter {ruleset.name} ({ruleset.id}) admits {caller}")
    names = ", ".join(f"{ruleset.name} ({ruleset.id})" for ruleset in closing)
    return Verdict(False, f"no rule of {names} admits {caller}{_elsewhere(guarded, closing, caller)}")


def _elsewhere(guarded: Cloud, closing: Sequence[TrafficFilter], caller: Caller) -> str:
    """Say so when only the platforms keep a rule from matching."""
    if caller.cloud is None or _one_platform(guarded, caller.cloud):
        return ""
    named = any(_names(rule, caller) for ruleset in closing if ruleset.type == "remote_cluster" for rule in ruleset.rules)
    return "; rules about remote clusters work only within the hosted service or within one ECE environment" if named else ""


def _ip(_: Cloud, rule: Rule, caller: Caller) -> bool:
    if caller.endpoint is not None and ENDPOINT_HIDES_ADDRESS:
        return False
    return ipaddress.ip_address(caller.address) in ipaddress.ip_network(rule.source or "", strict=False)


def _endpoint(_: Cloud, rule: Rule, caller: Caller) -> bool:
    """Compare ids in any case of letters.  GUESS: the name of an Azure endpoint is for people, its GUID decides."""
    named = rule.source or rule.azure_endpoint_guid or ""
    return caller.endpoint is not None and caller.endpoint.lower() == named.lower()


def _remote_cluster(guarded: Cloud, rule: Rule, caller: Caller) -> bool:
    return caller.cloud is not None and _one_platform(guarded, caller.cloud) and _names(rule, caller)


def _names(rule: Rule, caller: Caller) -> bool:
    """Whether either id of the rule is the caller's: one is enough."""
    return caller.cloud is not None and (rule.remote_cluster_id == caller.cluster or rule.remote_cluster_org_id == caller.cloud.organization)


def _one_platform(guarded: Cloud, calling: Cloud) -> bool:
    """Whether the proxy can know the caller: both are hosted, or both in one environment."""
    return guarded.platform == calling.platform == "ech" or guarded.organization == calling.organization


MATCHES: dict[str, Callable[[Cloud, Rule, Caller], bool]] = {
    "ip": _ip,
    "vpce": _endpoint,
    "azure_private_endpoint": _endpoint,
    "gcp_private_service_connect_endpoint": _endpoint,
    "remote_cluster": _remote_cluster,
}
"""How the rules of each type that governs ingress decide.  GUESS: a deployment whose only rulesets are about egress stays open to everybody."""
