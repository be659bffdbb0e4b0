"""``require-address-range``: an organization's own list of the networks that its filters may name."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.filters.filter_rule import AddressRange
from crosslink_policies.filters import FILTERS, merged, network, ranges, within
from crosslink_policies.plain import Props
from crosslink_policies.rule import Limits, ResourceRule, Severity


class RangeLimits(Limits):
    """What may be changed about the rule."""

    networks: tuple[AddressRange, ...] = ()
    """Addresses and ranges inside which every source of a filter of type ip must lie; none: the rule is off."""


def require_address_range(props: Props, limits: RangeLimits) -> Iterator[str]:
    """A traffic filter admits addresses of the agreed networks alone.

    Why: an address that was added for a day stays for years.
    """
    allowed = merged(tuple(one for text in limits.networks if (one := network(text))))
    for path, one in ranges(props).items() if allowed else ():
        if not within(one, allowed):
            yield f"{path}: {one} lies outside {', '.join(map(str, allowed))}; name a range inside, or add it to networks"


REQUIRE_ADDRESS_RANGE: Final = ResourceRule(
    name="require-address-range",
    check=require_address_range,
    severity=Severity.HIGH,
    tokens=FILTERS,
    limits=RangeLimits,
)
