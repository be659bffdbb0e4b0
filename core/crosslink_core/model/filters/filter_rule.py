"""A rule of a traffic filter: who may connect, or what may be reached; its fields depend on the filter's type.

Source: schemas `TrafficFilterRule` and `TrafficFilterEgressRule`, which have no types; the types and what belongs to
each are those of Elastic's pages on network security (our digest's P33, P35 to P37).
"""

import json
import re
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from crosslink_core.model import Given
from crosslink_core.model.identifier import AZURE_GUID, AZURE_NAME, PSC_CONNECTION_ID, VPC_ENDPOINT_ID, OrganizationId, ResourceId


class FilterType(StrEnum):
    """What a traffic filter's rules are about."""

    IP = "ip"
    VPCE = "vpce"
    AZURE_PRIVATE_ENDPOINT = "azure_private_endpoint"
    GCP_PRIVATE_SERVICE_CONNECT_ENDPOINT = "gcp_private_service_connect_endpoint"
    REMOTE_CLUSTER = "remote_cluster"
    EGRESS_FIREWALL = "egress_firewall"


class Protocol(StrEnum):
    """What an egress rule lets out."""

    ALL = "all"
    TCP = "tcp"
    UDP = "udp"


def _address_range(text: str) -> str:
    """Return an address or CIDR, v4 or v6, as it was given; host bits may be set (P33)."""
    try:
        if re.search(r"[^0-9a-fA-F.:/]|/.*\D|/0\d", text):  # a host name, a zone, a netmask in dots, a prefix with leading zeros
            raise ValueError
        ip_network(text, strict=False)
    except ValueError:
        msg = "must be an IPv4 or IPv6 address, or a CIDR such as 10.0.0.0/8; host names are not accepted"
        raise ValueError(msg) from None
    return text


Text = Annotated[str | None, BeforeValidator(lambda text: None if text == "" else text)]
"""A text of the service: an empty text means the same as none."""

Description = Text
"""Free text."""

AddressRange = Annotated[str, AfterValidator(_address_range)]
IN_ORDER: Final = AfterValidator(lambda ports: tuple(sorted(set(ports))) or None)
"""Ports, sorted, because their order means nothing; an empty list means every port."""


Port = Annotated[int, BeforeValidator(lambda port: int(port) if isinstance(port, float) and port.is_integer() else port), Field(strict=True, ge=1, le=65535)]
"""A whole number, which Pulumi sends as a float; strings and booleans are rejected."""


class Egress(Given):
    """`TrafficFilterEgressRule`: what the deployment may reach."""

    target: AddressRange
    protocol: Protocol
    ports: Annotated[tuple[Port, ...], IN_ORDER] | None = None
    """None: every port."""


class FoundEgress(BaseModel):
    """An egress rule as the service has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    target: str | None = None
    protocol: str | None = None
    ports: Annotated[tuple[int, ...], IN_ORDER] | None = None


class FilterRule(BaseModel):
    """A rule as the service has it, which may hold more than crosslink writes, or other things."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    description: Description = None
    source: Text = None
    azure_endpoint_name: Text = None
    azure_endpoint_guid: Text = None
    remote_cluster_id: Text = None
    """The Elasticsearch resource id of the cluster that may connect."""
    remote_cluster_org_id: Text = None
    """Its organization or ECE environment; either id is enough to connect (P37)."""
    egress_rule: FoundEgress | None = None


class WantedRule(Given):
    """A rule as crosslink writes it: the fields of its type, and nothing else."""

    description: Description = None


class IpRule(WantedRule):
    """An address or a range of addresses may connect."""

    source: AddressRange


class VpceRule(WantedRule):
    """An AWS VPC endpoint may connect."""

    source: Annotated[str, Field(pattern=VPC_ENDPOINT_ID)]


class PscRule(WantedRule):
    """A Google Private Service Connect connection may connect."""

    source: Annotated[str, Field(pattern=PSC_CONNECTION_ID)]


class AzureRule(WantedRule):
    """An Azure private endpoint may connect; the service approves it when the filter is created (P43)."""

    azure_endpoint_name: Annotated[str, Field(pattern=AZURE_NAME)]
    azure_endpoint_guid: Annotated[str, Field(pattern=AZURE_GUID)]


class RemoteClusterRule(WantedRule):
    """A cluster, or every cluster of an organization or ECE environment, may connect with an API key (port 9443)."""

    remote_cluster_id: ResourceId | None = None
    remote_cluster_org_id: OrganizationId | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if self.remote_cluster_id is None and self.remote_cluster_org_id is None:
            msg = "needs a remote_cluster_id, a remote_cluster_org_id or both"
            raise ValueError(msg)
        return self


class EgressRule(WantedRule):
    """The deployment may reach a target."""

    egress_rule: Egress


def meaning(rule: BaseModel) -> str:
    """Return a rule in a canonical form: two rules mean the same where these are equal, in whatever way their addresses are written.

    `10.1.2.3/8` is `10.0.0.0/8`, `2001:DB8:0:0::/32` is `2001:db8::/32`, an address is a range of its own, and GUIDs ignore case.
    """
    fields = rule.model_dump(mode="json", exclude_none=True)
    egress = fields.get("egress_rule", {})
    for holder, name, canonical in ((fields, "source", _network), (egress, "target", _network), (fields, "azure_endpoint_guid", str.lower)):
        if name in holder:
            holder[name] = canonical(holder[name])
    return json.dumps(fields, sort_keys=True)


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:  # the id of an endpoint
        return text


RULES: Final[dict[FilterType, type[WantedRule]]] = {
    FilterType.IP: IpRule,
    FilterType.VPCE: VpceRule,
    FilterType.AZURE_PRIVATE_ENDPOINT: AzureRule,
    FilterType.GCP_PRIVATE_SERVICE_CONNECT_ENDPOINT: PscRule,
    FilterType.REMOTE_CLUSTER: RemoteClusterRule,
    FilterType.EGRESS_FIREWALL: EgressRule,
}
"""The rules of each type."""

_LISTS: Final = {kind: TypeAdapter[tuple[WantedRule, ...]](tuple[rule, ...]) for kind, rule in RULES.items()}  # type: ignore[valid-type]  # made of data


def wanted(kind: FilterType, rules: Any) -> tuple[WantedRule, ...]:
    """Read the rules of a filter of this type; raise :exc:`pydantic.ValidationError` with the paths below them."""
    try:
        return _LISTS[kind].validate_python(rules)
    except ValidationError as error:
        raise ValidationError.from_exception_data("rules", [_explained(kind, detail) for detail in error.errors()]) from None


def _explained(kind: FilterType, details: ErrorDetails) -> InitErrorDetails:
    """Return the error with its own text for a field that belongs to another type."""
    what: str | PydanticCustomError = details["type"]
    if what == "extra_forbidden" and len(details["loc"]) == 2 and details["loc"][1] in FilterRule.model_fields:  # not a field below egress_rule
        fields = " and ".join(name for name in RULES[kind].model_fields if name != "description")
        what = PydanticCustomError("foreign_field", "does not belong to a rule of type {kind}, which has {fields}", {"kind": str(kind), "fields": fields})
    return InitErrorDetails(type=what, loc=details["loc"], input=details["input"], ctx=details.get("ctx", {}))
