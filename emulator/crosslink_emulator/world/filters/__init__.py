"""Traffic filters.  Here: what a ruleset may hold."""

from collections.abc import Iterator, Set

from crosslink_emulator.world import Problem
from crosslink_emulator.world.state.traffic_filter import Content
from crosslink_emulator.world.state.traffic_filter_rule import TYPES, Type, provider_of, rule_problems

MAX_RULES = 128

UNKNOWN_REGION_PROBLEM = "unknown region {region}"
"""GUESS: refused, by an ECE environment where none of its deployments is in that region."""

ECE_REGION = "ece-region"
"""What the documentation's examples call the region of an ECE environment."""


def content_problems(platform: str, regions: Set[str], wanted: Content) -> Iterator[Problem]:
    """Yield what is wrong, the first thing first; ``regions`` are those of the cloud's deployments."""
    if not wanted.name:
        yield "name", "must not be empty"
    kind = TYPES.get(wanted.type)
    if kind is None:
        yield "type", f"unknown type {wanted.type}; known are {', '.join(TYPES)}"
        return
    if platform == "ece":
        yield from _in_environment(wanted, kind, regions)
    else:
        yield from _hosted(wanted, kind)
    if not 1 <= len(wanted.rules) <= MAX_RULES:
        yield "rules", f"must be 1 to {MAX_RULES} rules"
    for index, rule in enumerate(wanted.rules):
        for field, problem in rule_problems(kind, rule):
            yield f"rules[{index}].{field}", problem


def _in_environment(wanted: Content, kind: Type, regions: Set[str]) -> Iterator[Problem]:
    if kind.hosted_only:
        yield "type", f"{wanted.type} is only for the hosted service"
    if wanted.region not in {ECE_REGION, *regions}:
        yield "region", UNKNOWN_REGION_PROBLEM.format(region=wanted.region)


def _hosted(wanted: Content, kind: Type) -> Iterator[Problem]:
    provider = provider_of(wanted.region)
    if provider is None:
        yield "region", UNKNOWN_REGION_PROBLEM.format(region=wanted.region)
    elif kind.provider not in (None, provider):
        yield "type", f"{wanted.type} is not for region {wanted.region}"
