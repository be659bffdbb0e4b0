"""``require-address-range``: an organization's own list of the networks that its filters may name."""

from collections.abc import Iterator

from crosslink_core.model.filters.filter_rule import AddressRange
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.filters import FILTERS, merged, network, ranges, within
from crosslink_policies.plain import Props


class RangeLimits(Limits):
    """What may be changed about the rule."""

    networks: tuple[AddressRange, ...] = ()
    """Addresses and ranges that contain every source of a filter of type ip; without any the rule is off."""


@ResourceRule.of(severity=Severity.HIGH, tokens=FILTERS, limits=RangeLimits)
def require_address_range(props: Props, limits: RangeLimits) -> Iterator[str]:
    """A traffic filter admits only addresses of the agreed networks.

    Why: an address that was added for a day stays for years.
    """
    allowed = merged(found for text in limits.networks if (found := network(text)))
    for path, source in ranges(props).items() if allowed else ():
        if not within(source, allowed):
            yield f"{path}: {source} is outside {', '.join(map(str, allowed))}; give a range inside, or add it to networks"
