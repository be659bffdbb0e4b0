import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.deployments.deployment import SYSTEM_NAMES, Deployment
from crosslink_core.model.token import ACCOUNT_TRUST, CLUSTER_LINK, CROSS_CLUSTER_ENABLEMENT, DIRECT_TRUST, EXTERNAL_TRUST, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_policies.rules.no_system_deployments import SystemLimits
from crosslink_policies.rules.no_system_deployments import no_system_deployments as rule

METRICS = {"platform": "ece", "deployment_id": "709551ecd21143adbb7a37bbf36c4321", "system_owned": True}
SENTENCE = (
    "remote: logging-and-metrics (709551ecd21143adbb7a37bbf36c4321) is a system deployment, which can be neither local nor remote; "
    "link another deployment (rule no-system-deployments)."
)


def test_violation(violations, end):
    """One sentence names the side, the deployment, the rule and the remedy."""
    found = violations(rule, REMOTE_CLUSTER, local=end(1, "logs"), remote=end(2, "logging-and-metrics", **METRICS), alias="metrics")

    assert found == [SENTENCE]


def test_violation_on_both_sides(violations, end):
    """Each side is reported by itself."""
    found = violations(rule, REMOTE_CLUSTER, local=end(1, "x", system_owned=True), remote=end(2, "y", system_owned=True))

    assert [message.partition(" (")[0] for message in found] == ["local: x", "remote: y"]


def test_violation_by_connection(violations, end):
    """A link by the cluster's own settings is one as well."""
    assert violations(rule, REMOTE_CONNECTION, local=end(1, "logs"), remote=end(2, "logging-and-metrics", **METRICS), alias="metrics") == [SENTENCE]


@pytest.mark.parametrize("token", [ACCOUNT_TRUST, EXTERNAL_TRUST, DIRECT_TRUST, CROSS_CLUSTER_ENABLEMENT])
def test_violation_of_preparations(violations, end, token):
    """Trust of a system deployment, or enabling its features, prepares a link that cannot be."""
    assert violations(rule, token, deployment=end(2, "logging-and-metrics", **METRICS)) == [
        "deployment: logging-and-metrics (709551ecd21143adbb7a37bbf36c4321) is a system deployment, which can be neither local nor remote, "
        "so there is nothing to prepare it for; name another deployment (rule no-system-deployments)."
    ]
    assert violations(rule, token, deployment=end(2, "orders", platform="ece")) == []


@pytest.mark.parametrize("name", sorted(SYSTEM_NAMES))
def test_violation_by_name(violations, end, name):
    """On ECE the name tells, because an admin can clear the flag for a while."""
    assert len(violations(rule, REMOTE_CLUSTER, local=end(1, "logs"), remote=end(2, name, platform="ece"))) == 1


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"name": "security", "platform": "ech"}, id="a hosted deployment of that name"),
        pytest.param({"name": "security-2", "platform": "ece"}, id="nearly the name"),
        pytest.param({"name": None, "platform": None, "system_owned": None}, id="null facts"),
    ],
)
def test_closest_legal(violations, end, facts):
    """Only the platform's own deployments are refused."""
    assert violations(rule, REMOTE_CLUSTER, local=end(1, "logs"), remote=end(2, "x") | facts) == []


def test_absent(violations):
    """A resource without its ends is none of this rule's business."""
    assert violations(rule, REMOTE_CLUSTER, alias="us") == []


def test_unknown(violations, end, unknown):
    """Whatever else is unknown, a known system deployment is reported."""
    metrics = end(2, "logging-and-metrics", **METRICS)

    assert violations(rule, REMOTE_CLUSTER, local=unknown, remote=metrics | {"version": unknown, "region": unknown}, alias=unknown) == [SENTENCE]
    assert violations(rule, REMOTE_CLUSTER, local=metrics | {"name": unknown, "platform": unknown}, remote=unknown) == [
        SENTENCE.replace("remote: logging-and-metrics (709551ecd21143adbb7a37bbf36c4321)", "local: 709551ecd21143adbb7a37bbf36c4321")
    ]
    assert violations(rule, REMOTE_CLUSTER, local=end(1, "logs", system_owned=unknown), remote=unknown) == []


def test_secret(violations, end, secret):
    """A secret mark hides nothing from the rule."""
    assert violations(rule, REMOTE_CLUSTER, local=end(1, "logs"), remote=secret(end(2, "logging-and-metrics", **METRICS))) == [SENTENCE]


@pytest.mark.parametrize("name", sorted(SYSTEM_NAMES))
def test_clusters(violations, own, logs, name):
    """A cluster without a control plane is nobody's system deployment, whatever it is called; the other end still may be one."""
    other = own("onprem") | {"name": name}

    assert violations(rule, REMOTE_CONNECTION, local=other, remote=logs, alias="logs") == []
    assert violations(rule, REMOTE_CONNECTION, local=logs, remote=other, alias="other") == []
    assert violations(rule, REMOTE_CONNECTION, local=other, remote=logs | METRICS | {"name": "logging-and-metrics"}) == [SENTENCE]


def test_foreign_type(violations, end):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, CLUSTER_LINK, remote=end(2, "logging-and-metrics", **METRICS)) == []


def test_config_names(violations, end):
    """`names` replaces the list of names; the flag still counts."""
    ours, security = end(1, "platform-logs", platform="ece"), end(2, "security", platform="ece")
    config = {"names": ["platform-logs"]}

    assert len(violations(rule, REMOTE_CLUSTER, local=ours, remote=security)) == 1
    assert "local: platform-logs" in violations(rule, REMOTE_CLUSTER, config, local=ours, remote=security)[0]
    assert violations(rule, REMOTE_CLUSTER, {"names": []}, local=ours, remote=security | {"system_owned": True})


def test_wrong_config(violations, end):
    """A configuration that cannot be read is a violation, not a rule that is silently off."""
    sentence = "policy configuration: names: must be a list; correct it (rule no-system-deployments)."

    assert violations(rule, REMOTE_CLUSTER, {"names": "security"}, local=end(1, "logs"), remote=end(2, "us")) == [sentence]


@given(
    name=st.sampled_from([*sorted(SYSTEM_NAMES), "logs", None]),
    platform=st.sampled_from(["ech", "ece", None]),
    owned=st.sampled_from([True, False, None]),
)
def test_agrees_with_the_model(name, platform, owned):
    """With its default names the rule refuses what `lifecycle` would refuse, and nothing else."""
    facts = {"deployment_id": "0" * 32, "name": name, "platform": platform, "system_owned": owned}
    end = Deployment.model_validate(facts)
    found = list(rule.check({"local": facts}, SystemLimits()))

    assert bool(found) == end.is_system
    assert all(end.label in text for text in found)
