"""`SplitTrafficFilter`: more rules than one ruleset takes."""

from collections.abc import Sequence
from typing import cast

from pulumi import ComponentResource, Input, ResourceOptions, RunError

from crosslink_core.model.filters import split
from crosslink_core.model.filters.traffic_filter import MOST_RULES
from crosslink_core.model.token import SPLIT_TRAFFIC_FILTER
from pulumi_crosslink.filter_rule import Rule
from pulumi_crosslink.resource import renamed
from pulumi_crosslink.traffic_filter import TrafficFilter


class SplitTrafficFilter(ComponentResource):
    """A traffic filter whose rules are spread over several rulesets, because one takes 128.

    Which ruleset a rule is in follows from the rule itself: one that is added or removed changes one ruleset; one that gets another
    address may move to another ruleset, and is in none for a moment.

    :param parts: over how many rulesets. Another number moves rules from one to another: for a moment a rule may be in none.
    :param type: as of `TrafficFilter`.
    :param region: as of `TrafficFilter`.
    :param rules: up to `parts` times 128 rules, whose values the program knows: no outputs of other resources.
    :param description: as of `TrafficFilter`.
    :param include_by_default: as of `TrafficFilter`.
    :param connection: as of `TrafficFilter`.
    :param detach_others: as of `TrafficFilter`.
    :param renamed_from: the component's former name: nothing is replaced.
    :raises pulumi.RunError: the rules do not fit, or hold an output.
    """

    traffic_filters: dict[str, TrafficFilter]
    """The filters by `part-<number>`."""

    def __init__(
        self,
        name: str,
        *,
        parts: int,
        type: Input[str],  # noqa: A002 — Elastic's own word
        region: Input[str],
        rules: Sequence[Rule],
        description: Input[str] | None = None,
        include_by_default: Input[bool] | None = None,
        connection: Input[str] | None = None,
        detach_others: Input[bool] | None = None,
        renamed_from: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(SPLIT_TRAFFIC_FILTER, name, None, renamed(opts, renamed_from))
        try:
            spread = split(rules, parts, MOST_RULES)
        except TypeError:
            raise RunError(f"{name}: parts must be a whole number, and rules plain values, not outputs: they decide which part a rule belongs to") from None
        except ValueError as error:
            raise RunError(f"{name}: rules: {error}") from None
        if not spread:
            raise RunError(f"{name}: rules: must hold at least 1 rule")
        self.traffic_filters = {
            f"part-{number}": TrafficFilter(
                f"{name}-part-{number}",
                type=type,
                region=region,
                rules=cast(Sequence[Rule], part_rules),
                description=description,
                include_by_default=include_by_default,
                connection=connection,
                detach_others=detach_others,
                opts=ResourceOptions(parent=self),
            )
            for number, part_rules in spread.items()
        }
        self.register_outputs({"traffic_filters": {label: part.id for label, part in self.traffic_filters.items()}})
