"""``no-open-traffic-filter``.  Source: IANA's registries of special-purpose addresses; our digest's P33."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.filters import FILTERS, Network, merged, ranges, within
from crosslink_policies.plain import Props

ELSEWHERE: Final[tuple[Network, ...]] = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"),
        *("::/3", "4000::/2", "8000::/1"),  # global addresses of version 6 are those in 2000::/3
    )
)
"""Addresses that nobody on the internet has: whoever admits all but these admits everybody."""
EVERYTHING: Final[tuple[Network, ...]] = (ip_network("0.0.0.0/0"), ip_network("::/0"))
MOST_NAMED: Final = 4
"""Ranges that a message names."""


@ResourceRule.of(severity=Severity.CRITICAL, tokens=FILTERS)
def no_open_traffic_filter(props: Props, _limits: Limits) -> Iterator[str]:
    """No traffic filter admits the whole internet.

    Why: such a filter looks like protection in the console and does not protect, also when it is made of two halves.
    """
    found = ranges(props)
    for everything in EVERYTHING:
        same_version = {path: source for path, source in found.items() if source.version == everything.version}
        if everything not in merged((*same_version.values(), *ELSEWHERE)):
            continue
        public = {path: source for path, source in same_version.items() if not within(source, ELSEWHERE)}
        largest: dict[Network, str] = {}
        for path, source in public.items():
            if not within(source, tuple(other for other in public.values() if other != source)):
                largest.setdefault(source, path)
        (source, path), *others = largest.items()
        more = f" and {len(others) + 1 - MOST_NAMED} more" if len(others) >= MOST_NAMED else ""
        named = ", ".join(f"{other_path} ({other})" for other, other_path in others[: MOST_NAMED - 1])
        together = f", together with {named}{more}," if others else ""
        yield f"{path}: {source}{together} admits every IPv{everything.version} address; name the networks that need access"
