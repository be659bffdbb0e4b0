"""The policy pack `crosslink`: every rule as a policy of Pulumi's.  The only module that imports pulumi_policy.

Called `pack.py`, with its folder's files in `template/`: a module and a folder cannot both be `pack`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pulumi_policy as sdk
from pulumi_policy.proxy import UnknownValueError

from crosslink_policies import Resource, Rule, StackRule, Violation
from crosslink_policies.plain import plain
from crosslink_policies.rules import RULES

NAME = "crosslink"


def main() -> None:
    """Serve the rules to the engine; never returns.  The first line on stdout is the port, so nothing else may be printed."""
    sdk.PolicyPack(NAME, [policy(rule) for rule in RULES])


def policy(rule: Rule) -> sdk.Policy:
    """Make a policy of a rule, with its own enforcement level: a pack's default is advisory."""
    common: dict[str, Any] = {
        "name": rule.name,
        "description": rule.description,
        "severity": sdk.Severity(rule.severity),
        "enforcement_level": sdk.EnforcementLevel(rule.enforcement),
        "config_schema": sdk.PolicyConfigSchema(rule.schema) if rule.schema else None,
    }

    def validate_resource(args: sdk.ResourceValidationArgs, report: sdk.ReportViolation) -> None:
        _report(rule, [args], args.get_config(), report)

    def validate_stack(args: sdk.StackValidationArgs, report: sdk.ReportViolation) -> None:
        _report(rule, args.resources, args.get_config(), report)

    if isinstance(rule, StackRule):
        return sdk.StackValidationPolicy(validate=validate_stack, **common)
    return sdk.ResourceValidationPolicy(validate=validate_resource, **common)


SdkResource = sdk.ResourceValidationArgs | sdk.PolicyResource
"""A resource as the SDK hands it over: to a resource policy with its inputs, to a stack policy with its outputs."""


def _report(rule: Rule, found: Sequence[SdkResource], config: Any, report: sdk.ReportViolation) -> None:
    for resource, message in _violations(rule, found, config):
        report(message, resource.urn or None)


def _violations(rule: Rule, found: Sequence[SdkResource], config: Any) -> Iterator[Violation]:
    resources = []
    for each in found:
        if each.resource_type not in rule.tokens:
            continue
        try:
            resources.append(_resource(each))
        except Exception as error:  # the edge: an exception would end the preview, and hide the other resources
            yield rule.fault(Resource(each.resource_type, each.name, {}, each.urn), error)
    yield from rule.judge(resources, config)


def _resource(found: SdkResource) -> Resource:
    used = found.property_dependencies if isinstance(found, sdk.PolicyResource) else {}
    dependencies = {key: tuple(other.urn for other in others) for key, others in used.items()}
    provider = found.provider.urn if found.provider else ""
    return Resource(found.resource_type, found.name, plain(found.props, UnknownValueError), found.urn, dependencies, provider)
