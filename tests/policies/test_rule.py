"""Accidents: a rule that fails is a violation, because an exception would end the whole preview with a traceback."""

import dataclasses

from pulumi_policy import PolicyResource, StackValidationArgs

from crosslink_core.model.token import REMOTE_CLUSTER
from crosslink_policies import Limits, Resource, ResourceRule, Severity, StackRule
from crosslink_policies.pack import policy


def fragile(props, _limits):
    """Nothing is broken."""
    yield "first"
    raise ValueError(props["password"])


RULE = ResourceRule(name="no-accidents", check=fragile, severity=Severity.LOW, tokens=(REMOTE_CLUSTER,), limits=Limits)


def test_accident(violations):
    """It names rule, resource and place, keeps what was found before, and never the exception's text."""
    first, fault = violations(RULE, REMOTE_CLUSTER, None, "logs--us", password="hunter2")

    assert first == "first (rule no-accidents)."
    assert fault.startswith("logs--us could not be checked: ValueError in test_rule.py:")
    assert fault.endswith("is a fault of crosslink; please report it (rule no-accidents).")
    assert "hunter2" not in fault


def test_accident_of_one():
    """Each resource is guarded by itself: an accident with one does not hide another."""
    rule = dataclasses.replace(RULE, check=lambda props, _limits: iter([str(1 // props["n"])]))
    found = list(rule.judge([Resource(REMOTE_CLUSTER, "a", {"n": 0}), Resource(REMOTE_CLUSTER, "b", {"n": 1})], {}))

    assert [(item.resource.name, item.message[:2]) for item in found] == [("a", "a "), ("b", "1 ")]


def test_accident_in_a_stack():
    """An accident of a stack rule belongs to the stack."""

    def check(resources, _limits):
        yield resources[0], "first"
        raise KeyError

    rule = StackRule(name="no-accidents", check=check, severity=Severity.LOW, tokens=(REMOTE_CLUSTER,), limits=Limits)
    found = list(rule.judge([Resource(REMOTE_CLUSTER, "a", {}, "urn:a")], {}))

    assert [item.resource.urn for item in found] == ["urn:a", ""]
    assert found[1].message.startswith("the stack could not be checked: KeyError in test_rule.py:")


class Broken(dict):
    """Properties that cannot be read."""

    def __getitem__(self, key):
        raise RuntimeError(key)


def test_unreadable_properties():
    """Properties that cannot even be copied are an accident of their resource alone."""

    def check(resources, _limits):
        """Nothing is seen."""
        return ((resource, "seen") for resource in resources)

    rule = StackRule(name="no-accidents", check=check, severity=Severity.LOW, tokens=(REMOTE_CLUSTER,), limits=Limits)
    seen = [PolicyResource(REMOTE_CLUSTER, props, f"urn:{name}", name, None, None, None, [], {}) for name, props in (("a", Broken(x=1)), ("b", {}))]
    found = {}
    policy(rule).validate(StackValidationArgs(seen), lambda message, urn=None: found.update({urn: message}))

    assert list(found) == ["urn:a", "urn:b"]
    assert found["urn:a"].startswith("a could not be checked: RuntimeError in test_rule.py:")
    assert found["urn:b"] == "seen (rule no-accidents)."
