import pytest
from pydantic import ValidationError

from crosslink_core.model.deployments.deployment import Deployment, Platform

ID = "d" * 32


@pytest.mark.parametrize(
    "deployment_id",
    ["", "d" * 31, "d" * 33, "D" * 32, "g" * 32, "d" * 32 + "\n", "../" + "d" * 29, None, 7],
    ids=["empty", "short", "long", "upper case", "not hexadecimal", "line break", "path", "null", "number"],
)
def test_id(deployment_id):
    """A deployment id is 32 lower-case hexadecimal digits and nothing else."""
    with pytest.raises(ValidationError):
        Deployment(deployment_id=deployment_id)


def test_malformed_version():
    """A version that cannot be read is refused where it is given, not where it is compared."""
    with pytest.raises(ValidationError, match="not a version of Elasticsearch"):
        Deployment(deployment_id=ID, version="newest")


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        pytest.param({}, False, id="the id alone"),
        pytest.param({"platform": "ech"}, False, id="the platform alone"),
        pytest.param({"platform": "ech", "ref_id": "main-elasticsearch"}, True, id="platform and ref id"),
    ],
)
def test_known(facts, known):
    """Facts are filled in when the platform and the ref id are there."""
    assert Deployment(deployment_id=ID, **facts).known is known


@pytest.mark.parametrize(
    ("facts", "system"),
    [
        pytest.param({"platform": Platform.ECE, "system_owned": True, "name": "anything"}, True, id="flag"),
        pytest.param({"platform": Platform.ECE, "system_owned": False, "name": "logging-and-metrics"}, True, id="known name without the flag"),
        pytest.param({"platform": Platform.ECE, "name": "security-cluster"}, True, id="older name"),
        pytest.param({"platform": Platform.ECE, "system_owned": False, "name": "orders"}, False, id="neither"),
        pytest.param({"platform": Platform.ECH, "name": "security"}, False, id="a user's own deployment on the hosted service"),
        pytest.param({}, False, id="nothing known"),
    ],
)
def test_system(facts, system):
    """A system deployment is known by its flag, on ECE by its name too, as an admin may clear the flag for a while."""
    assert Deployment(deployment_id=ID, **facts).is_system is system


def test_label():
    """A person reads the name, with the id behind it; without a name the id alone."""
    assert Deployment(deployment_id=ID, name="logs-eu").label == f"logs-eu ({ID})"
    assert Deployment(deployment_id=ID).label == ID
