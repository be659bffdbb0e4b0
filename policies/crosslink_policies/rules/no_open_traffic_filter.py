"""``no-open-traffic-filter``.  Source: IANA's registries of special-purpose addresses; our digest's P33."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from crosslink_policies.filters import FILTERS, Network, merged, ranges, within
from crosslink_policies.plain import Props
from crosslink_policies.rule import Limits, ResourceRule, Severity

ELSEWHERE: Final[tuple[Network, ...]] = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"),
        *("::/3", "4000::/2", "8000::/1"),  # global addresses of version 6 are those in 2000::/3
    )
)
"""Where nobody on the internet is: whoever admits all but these admits everybody."""
EVERYTHING: Final[tuple[Network, ...]] = (ip_network("0.0.0.0/0"), ip_network("::/0"))
MOST_NAMED: Final = 4
"""Ranges that a message names."""


def no_open_traffic_filter(props: Props, _limits: Limits) -> Iterator[str]:
    """No traffic filter admits the whole internet.

    Why: such a filter looks like protection in the console and is none; two halves are the whole as well.
    """
    found = ranges(props)
    for everything in EVERYTHING:
        here = {path: one for path, one in found.items() if one.version == everything.version}
        if everything not in merged((*here.values(), *ELSEWHERE)):
            continue
        whole = {path: one for path, one in here.items() if not within(one, ELSEWHERE)}
        largest: dict[Network, str] = {}
        for path, one in whole.items():
            if not within(one, tuple(other for other in whole.values() if other != one)):
                largest.setdefault(one, path)
        first, *others = (f"{path} ({one})" for one, path in largest.items())
        more = f" and {len(others) + 1 - MOST_NAMED} more" if len(others) >= MOST_NAMED else ""
        path, _, source = first.partition(" ")
        together = f", together with {', '.join(others[: MOST_NAMED - 1])}{more}," if others else ""
        yield f"{path}: {source[1:-1]}{together} admits every IPv{everything.version} address; name the networks that need access"


NO_OPEN_TRAFFIC_FILTER: Final = ResourceRule(
    name="no-open-traffic-filter",
    check=no_open_traffic_filter,
    severity=Severity.CRITICAL,
    tokens=FILTERS,
    limits=Limits,
)
