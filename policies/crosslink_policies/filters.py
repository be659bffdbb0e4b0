"""One view of a traffic filter's properties, whichever provider made it: ours writes snake_case, pulumi-ec camelCase."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any, Final

from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER
from crosslink_policies.plain import UNKNOWN, Props, at

FILTERS: Final = (TRAFFIC_FILTER, BRIDGED_TRAFFIC_FILTER)
"""Ours, and pulumi-ec's."""

Network = IPv4Network | IPv6Network


def camel(name: str) -> str:
    """Spell a name as pulumi-ec does: `remoteClusterOrgId`."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def spelling(holder: Props, name: str) -> str:
    """Spell a name as its holder does: a type has only one of the two spellings."""
    return camel(name) if camel(name) in holder else name


def fields(props: Props, name: str) -> Iterator[tuple[str, Any]]:
    """Look a field up in each rule: its path as the user wrote it, and its value: UNKNOWN where it is, None where it is absent."""
    rules = at(props, "rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if rule is UNKNOWN:
            yield f"rules[{index}]", UNKNOWN
        elif isinstance(rule, dict):
            key = spelling(rule, name)
            yield f"rules[{index}].{key}", rule.get(key)


def may_be(props: Props, kind: FilterType) -> bool:
    """Whether a filter is of a type, or of an unknown one: a range of addresses means the same whatever is unknown beside it."""
    return at(props, "type") in (kind, UNKNOWN)


def network(source: Any) -> Network | None:
    """Read a range of addresses, whose host bits may be set (P33); None where it is not one, which `check` reports."""
    try:
        return ip_network(source, strict=False) if isinstance(source, str) else None
    except ValueError:
        return None


def ranges(props: Props) -> dict[str, Network]:
    """Return the ranges that a filter of type ip admits, as far as they are known, by the path of each."""
    if not may_be(props, FilterType.IP):
        return {}
    found = {path: network(source) for path, source in fields(props, "source")}
    return {path: source for path, source in found.items() if source}


def merged(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Join neighbours and drop what others contain: a range inside the union is inside one of these."""
    ranges = tuple(networks)
    return (
        *collapse_addresses(network for network in ranges if isinstance(network, IPv4Network)),
        *collapse_addresses(network for network in ranges if isinstance(network, IPv6Network)),
    )


def within(source: Network, networks: tuple[Network, ...]) -> bool:
    """Whether one of these contains the whole range."""
    return any(source.subnet_of(other) for other in networks if isinstance(other, type(source)))  # type: ignore[arg-type]  # both v4 or both v6
