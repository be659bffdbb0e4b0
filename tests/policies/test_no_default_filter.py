import pytest

from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies.rules.no_default_filter import no_default_filter as rule

each = pytest.mark.parametrize(("token", "key"), [(TRAFFIC_FILTER, "include_by_default"), (BRIDGED_TRAFFIC_FILTER, "includeByDefault")])
SENTENCE = (
    "include_by_default: every new deployment in aws-eu-west-1 gets this filter;"
    " associate it with the deployments that need it instead (rule no-default-filter)."
)


@each
def test_violation(violations, token, key):
    """The message says where, in the words of the resource."""
    assert violations(rule, token, region="aws-eu-west-1", **{key: True}) == [SENTENCE.replace("include_by_default", key)]


@each
@pytest.mark.parametrize("value", [False, None])
def test_closest_legal(violations, token, key, value):
    """No, said or not, passes."""
    assert violations(rule, token, **{key: value}) == []
    assert violations(rule, token) == []


@each
def test_unknown(violations, unknown, token, key):
    """Unknown is not yes; an unknown region hides nothing."""
    assert violations(rule, token, **{key: unknown}) == []
    assert violations(rule, token, region=unknown, rules=unknown, **{key: True})[0].startswith(f"{key}: every new deployment in the region ")


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, include_by_default=True) == []


def test_wrong_config(violations):
    """There is nothing to configure, and a key says so."""
    assert violations(rule, TRAFFIC_FILTER, {"allow": True}) == ["policy configuration: allow: is not a known key; correct it (rule no-default-filter)."]
