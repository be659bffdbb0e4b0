"""The policy pack `crosslink`: every rule as a policy of Pulumi's.  The only module that imports pulumi_policy.

Called `pack.py`, with its folder's files in `template/`: a module and a folder cannot both be `pack`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pulumi_policy as sdk
from pulumi_policy.proxy import UnknownValueError

from crosslink_policies.plain import plain
from crosslink_policies.rule import Resource, Rule, StackRule, Violation
from crosslink_policies.rules import RULES

NAME = "crosslink"


def main() -> None:
    """Serve the rules to the engine; never returns.  The first line on stdout is the port, so nothing else may be printed."""
    sdk.PolicyPack(NAME, [policy(rule) for rule in RULES])


def policy(rule: Rule[Any]) -> sdk.Policy:
    """Make a policy of a rule; its enforcement level is its own, because a pack's default is advisory."""
    common: dict[str, Any] = {
        "name": rule.name,
        "description": rule.description,
        "severity": sdk.Severity(rule.severity),
        "enforcement_level": sdk.EnforcementLevel(rule.enforcement),
        "config_schema": sdk.PolicyConfigSchema(rule.schema) if rule.schema else None,
    }

    def one(args: sdk.ResourceValidationArgs, report: sdk.ReportViolation) -> None:
        _report(rule, [args], args.get_config(), report)

    def all_of_them(args: sdk.StackValidationArgs, report: sdk.ReportViolation) -> None:
        _report(rule, args.resources, args.get_config(), report)

    if isinstance(rule, StackRule):
        return sdk.StackValidationPolicy(validate=all_of_them, **common)
    return sdk.ResourceValidationPolicy(validate=one, **common)


Seen = sdk.ResourceValidationArgs | sdk.PolicyResource
"""What the SDK shows of a resource: to a resource policy with its inputs, to a stack policy with its outputs."""


def _report(rule: Rule[Any], seen: Sequence[Seen], config: Any, report: sdk.ReportViolation) -> None:
    for resource, message in _violations(rule, seen, config):
        report(message, resource.urn or None)


def _violations(rule: Rule[Any], seen: Sequence[Seen], config: Any) -> Iterator[Violation]:
    resources = []
    for one in seen:
        if one.resource_type not in rule.tokens:
            continue
        try:
            resources.append(_resource(one))
        except Exception as error:  # the edge: an exception would end the preview, and hide the other resources
            yield rule.fault(Resource(one.resource_type, one.name, {}, one.urn), error)
    yield from rule.judge(resources, config)


def _resource(one: Seen) -> Resource:
    wiring = one.property_dependencies if isinstance(one, sdk.PolicyResource) else {}
    dependencies = {key: tuple(other.urn for other in others) for key, others in wiring.items()}
    return Resource(one.resource_type, one.name, plain(one.props, UnknownValueError), one.urn, dependencies, one.provider.urn if one.provider else "")
