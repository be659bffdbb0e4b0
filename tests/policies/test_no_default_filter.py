import pytest

from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies.rules.no_default_filter import NO_DEFAULT_FILTER as RULE

each = pytest.mark.parametrize(("token", "key"), [(TRAFFIC_FILTER, "include_by_default"), (BRIDGED_TRAFFIC_FILTER, "includeByDefault")])
SENTENCE = (
    "include_by_default: every deployment that anybody makes in aws-eu-west-1 from now on gets this filter;"
    " associate it with those that need it instead (rule no-default-filter)."
)


@each
def test_violation(violations, token, key):
    """The message says where, in the words of the resource."""
    assert violations(RULE, token, region="aws-eu-west-1", **{key: True}) == [SENTENCE.replace("include_by_default", key)]


@each
@pytest.mark.parametrize("value", [False, None])
def test_closest_legal(violations, token, key, value):
    """No, said or not, passes."""
    assert violations(RULE, token, **{key: value}) == []
    assert violations(RULE, token) == []


@each
def test_unknown(violations, unknown, token, key):
    """Unknown is not yes; an unknown region hides nothing."""
    assert violations(RULE, token, **{key: unknown}) == []
    assert violations(RULE, token, region=unknown, rules=unknown, **{key: True})[0].startswith(f"{key}: every deployment that anybody makes in the region ")


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(RULE, TRAFFIC_FILTER_ASSOCIATION, include_by_default=True) == []


def test_wrong_config(violations):
    """There is nothing to configure, and a key says so."""
    assert violations(RULE, TRAFFIC_FILTER, {"allow": True}) == ["policy configuration: allow: is not a known key; correct it (rule no-default-filter)."]
