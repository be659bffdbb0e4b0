"""Which fields a rule has, by the type of its ruleset, and what they may say.

Source: the documentation's page on the traffic filter API; schemas of terraform-provider-ec; ``TrafficFilterEgressRule`` of Elastic Cloud API 3.8.0.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from crosslink_emulator.world import Problem, Value
from crosslink_emulator.world.state.traffic_filter import EgressRule, Rule

Provider = Literal["aws", "azure", "gcp"]

PREFIXED = re.compile(r"(aws|azure|gcp)-[a-z0-9-]*[a-z0-9]")
OLDEST = re.compile(r"[a-z]{2}-[a-z]+-[0-9]")
"""The oldest AWS regions have no prefix: us-east-1.  Seen in real replies."""


def provider_of(region: str) -> Provider | None:
    """Return the provider, or None for what is no region of the hosted service."""
    if OLDEST.fullmatch(region):
        return "aws"
    found = PREFIXED.fullmatch(region)
    return None if found is None else found[1]  # type: ignore[return-value]  # the expression names exactly these


PREFIX_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
VPCE_ID = re.compile(r"vpce-[0-9a-f]{8,17}")
PSC_ID = re.compile(r"[0-9]+")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
CLUSTER_ID = re.compile(r"[0-9a-f]{32}")
"""GUESS: that the service checks the form of a cluster's id; whether the cluster exists it cannot know."""
ORGANIZATION_ID = re.compile(r"[0-9a-z]{1,32}")
"""GUESS: that the service checks the form; hosted organizations usually have 10 digits, ECE environments 32 hexadecimal ones."""

PORTS = range(1, 65536)


@dataclass(frozen=True)
class Type:
    """What the rules of one type of ruleset are made of."""

    fields: frozenset[str]
    """The only fields, besides the description."""
    check: Callable[[Rule], Iterator[Problem]]
    any_field: bool = False
    """Whether one of the fields is enough; otherwise all are needed."""
    provider: Provider | None = None
    """Whose regions it is for; None is every region."""
    hosted_only: bool = False


def _ip(rule: Rule) -> Iterator[Problem]:
    if not is_network(rule.source or ""):
        yield "source", "must be an IPv4 or IPv6 address, or a range in CIDR notation"


def _vpce(rule: Rule) -> Iterator[Problem]:
    if VPCE_ID.fullmatch(rule.source or "") is None:
        yield "source", "must be the id of a VPC endpoint: vpce-…"


def _psc(rule: Rule) -> Iterator[Problem]:
    if PSC_ID.fullmatch(rule.source or "") is None:
        yield "source", "must be the id of a Private Service Connect connection: digits"


def _azure(rule: Rule) -> Iterator[Problem]:
    """Check the form; every endpoint that is well formed exists, so ``azure_private_link_connection_not_found`` is never answered."""
    if not rule.azure_endpoint_name:
        yield "azure_endpoint_name", "must not be empty"
    if GUID.fullmatch(rule.azure_endpoint_guid or "") is None:
        yield "azure_endpoint_guid", "must be a GUID"


def _remote_cluster(rule: Rule) -> Iterator[Problem]:
    if rule.remote_cluster_id is not None and CLUSTER_ID.fullmatch(rule.remote_cluster_id) is None:
        yield "remote_cluster_id", "must be the id of an Elasticsearch cluster: 32 hexadecimal digits"
    if rule.remote_cluster_org_id is not None and ORGANIZATION_ID.fullmatch(rule.remote_cluster_org_id) is None:
        yield "remote_cluster_org_id", "must be the id of an organization or environment"


def _egress(rule: Rule) -> Iterator[Problem]:
    egress = rule.egress_rule
    assert isinstance(egress, EgressRule)  # noqa: S101 - a rule without its fields is refused before
    if not is_network(egress.target):
        yield "egress_rule.target", "must be an IPv4 or IPv6 address, or a range in CIDR notation"
    for index, port in enumerate(egress.ports or ()):
        if port not in PORTS:
            yield f"egress_rule.ports[{index}]", f"must be a port: {PORTS[0]} to {PORTS[-1]}"


TYPES: dict[str, Type] = {
    "ip": Type(frozenset({"source"}), _ip),
    "vpce": Type(frozenset({"source"}), _vpce, provider="aws", hosted_only=True),
    "azure_private_endpoint": Type(frozenset({"azure_endpoint_name", "azure_endpoint_guid"}), _azure, provider="azure", hosted_only=True),
    "gcp_private_service_connect_endpoint": Type(frozenset({"source"}), _psc, provider="gcp", hosted_only=True),
    "remote_cluster": Type(frozenset({"remote_cluster_id", "remote_cluster_org_id"}), _remote_cluster, any_field=True),
    "egress_firewall": Type(frozenset({"egress_rule"}), _egress, hosted_only=True),
}
"""The specification has no list of types; these are those of the documentation.  Private links and egress rules are for the hosted service only."""


def rule_problems(kind: Type, rule: Rule) -> Iterator[Problem]:
    """Yield what is wrong with a rule: fields of other types, missing ones, then their values."""
    given = rule.model_dump(exclude_none=True, exclude={"description"}).keys()
    for name in sorted(given - kind.fields):
        yield name, "does not belong to this type"
    missing = sorted(kind.fields - given)
    if len(missing) == len(kind.fields) or (missing and not kind.any_field):
        yield missing[0], "is missing"
        return
    yield from kind.check(rule)


def is_network(text: str) -> bool:
    """Whether this is an address or a range; host bits may be set, as in the documentation's own example (``192.168.132.6/22``)."""
    address, slash, prefix = text.partition("/")
    if "%" in address or (slash and PREFIX_LENGTH.fullmatch(prefix) is None):
        return False
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


FILTERS: dict[Provider, str] = {"aws": "vpce", "azure": "azure_private_endpoint", "gcp": "gcp_private_service_connect_endpoint"}
"""The type of ruleset that names a provider's endpoints in the same form."""


NO_LINKS_PROBLEM = "there are no private links in region {region}"
"""GUESS: ECE has the operations, and refuses every endpoint, because it has no private links that it could know."""


class LinkId(Value):
    """A claim.  None is absent, and is not shown."""

    region: str
    link_id: str | None = None
    """AWS and GCP."""
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None

    @property
    def endpoint(self) -> tuple[str, str]:
        """What a claim is about.  GUESS: the region is part of it, and on Azure the GUID alone counts, in any case of letters."""
        return self.region, (self.link_id or self.azure_endpoint_guid or "").lower()


def link_id_problems(platform: str, wanted: LinkId) -> Iterator[Problem]:
    """Yield what is wrong with the form."""
    provider = provider_of(wanted.region) if platform == "ech" else None
    if provider is None:
        yield "region", NO_LINKS_PROBLEM.format(region=wanted.region)
        return
    rule = Rule(source=wanted.link_id, azure_endpoint_name=wanted.azure_endpoint_name, azure_endpoint_guid=wanted.azure_endpoint_guid)
    for field, problem in rule_problems(TYPES[FILTERS[provider]], rule):
        yield "link_id" if field == "source" else field, problem
