"""What the organization behind a connection has of traffic filters."""

from collections.abc import Iterable, Mapping

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.api.error import ForbiddenError
from crosslink_core.lifecycle.base import HiddenError
from crosslink_core.lifecycle.listing import Listing
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType

ById = Mapping[str, Ruleset]


class Rulesets(Listing[Ruleset]):
    """The rulesets of each connection."""

    def _list(self, connection: str | None) -> Iterable[Ruleset]:
        return self._session.cloud(connection).traffic_filters.all()

    def hidden(self, what: str, connection: str | None, ruleset_id: str, error: ForbiddenError) -> CrosslinkError:
        """403 is not gone; but if the key that lists others does not list this one, say what may have happened."""
        try:
            seen = ruleset_id in self.fresh(connection)
        except CrosslinkError:
            return error
        if seen:
            return error
        msg = f"{what}: traffic filter {ruleset_id} is gone or hidden from this key ({error}); if it is gone, `pulumi state delete` its resource"
        return HiddenError(msg)


def on(known: ById, deployment_id: str) -> frozenset[str]:
    """Return the ids of the rulesets that guard a deployment, as far as the key sees them."""
    return frozenset(ruleset.id for ruleset in known.values() if deployment_id in ruleset.deployments)


def closing(known: ById, ids: frozenset[str]) -> frozenset[str]:
    """Return those that keep strangers out of a deployment; a ruleset that the key may not see cannot be relied on.

    GUESS: an egress firewall rules what a deployment reaches, and leaves open who reaches it.
    """
    return frozenset(id_ for id_ in ids if id_ in known and known[id_].type != FilterType.EGRESS_FIREWALL)
