import pytest
from pulumi.output import Unknown

from pulumi_crosslink import CrossClusterEnablement, Deployment
from pulumi_crosslink.cross_cluster_enablement import CrossClusterEnablementProvider
from pulumi_crosslink.provider import Failure

LEGACY, EU = "dddd0107" * 4, "dddd0101" * 4
WANTED = {"deployment": {"deployment_id": LEGACY, "connection": "hosted"}}


@pytest.fixture
def provider(configured):
    return configured(CrossClusterEnablementProvider)


def test_life(provider, emulator, another_process, configured, capsys):
    """The switch is turned once: the next run, whose facts show it, changes nothing, and its deletion leaves the features."""
    inputs = provider.check({}, WANTED).inputs
    made = provider.create(inputs)
    another_process()
    again = configured(CrossClusterEnablementProvider)
    checked = again.check(inputs, WANTED).inputs
    diff, found = again.diff(made.id, made.outs, checked), again.read(made.id, made.outs)
    again.delete(made.id, made.outs)

    assert (made.id, inputs["deployment"]["ccr"]) == (f"{LEGACY}/main-elasticsearch", False)
    assert made.outs == inputs | {"deployment": inputs["deployment"] | {"ccr": True}, "enabled": True, "claim": made.outs["claim"]}
    assert checked == inputs | {"deployment": inputs["deployment"] | {"ccr": True}}
    assert not diff.changes
    assert found.outs == made.outs
    assert emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster
    assert capsys.readouterr().err == f"deployment legacy ({LEGACY}) keeps its cross-cluster features: they cannot be disabled\n"


@pytest.mark.parametrize(
    ("changes", "replaces"),
    [
        pytest.param({"plan_timeout_s": 60}, [], id="deadline"),
        pytest.param({"deployment": {"deployment_id": EU, "connection": "hosted"}}, ["deployment.deployment_id"], id="deployment"),
    ],
)
def test_diff(provider, changes, replaces):
    """Another deployment is another switch; how long to wait is none."""
    inputs = provider.check({}, WANTED).inputs
    made = provider.create(inputs)
    news = provider.check(inputs, WANTED | changes).inputs
    found = provider.diff(made.id, made.outs, news)

    assert (found.changes, found.replaces) == (True, replaces)


def test_found_missing(provider, emulator):
    """Features that a refresh does not find are an update, without a change of the program."""
    inputs = provider.check({}, WANTED).inputs
    made = provider.create(inputs)
    emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster_enabled = False
    found = provider.read(made.id, made.outs)
    diff = provider.diff(made.id, found.outs, inputs | {"deployment": inputs["deployment"] | {"ccr": True}})
    provider.update(made.id, found.outs, inputs)

    assert (found.outs["enabled"], diff.changes, diff.replaces) == (False, True, [])
    assert emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster


def test_owned_once(provider):
    """Two resources of one program cannot own one switch."""
    inputs = provider.check({}, WANTED).inputs
    provider.create(inputs)
    with pytest.raises(Failure, match="another resource of this program owns this place"):
        provider.create(inputs)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"deployment": {"deployment_id": "x", "connection": "hosted"}}, ["deployment.deployment_id"], id="id"),
        pytest.param({"deployment": {"deployment_id": "f" * 32, "connection": "hosted"}}, ["deployment.deployment_id"], id="unknown"),
        pytest.param({"deployment": {"deployment_id": LEGACY, "connection": "x"}}, ["deployment.connection"], id="connection"),
        pytest.param({"plan_timeout_s": -1}, ["plan_timeout_s"], id="deadline"),
        pytest.param({"enabled": True}, ["enabled"], id="an output"),
        pytest.param({"deployment": {"deployment_id": Unknown(), "connection": "hosted"}}, [], id="not known yet"),
    ],
)
def test_bad_input(provider, changes, expected):
    """What is wrong has its path."""
    assert [failure.property for failure in provider.check({}, WANTED | changes).failures] == expected


def test_declared(declared):
    """An id, or a deployment with its connection; the old one leaves first."""

    def program():
        CrossClusterEnablement("plain", deployment=LEGACY)
        CrossClusterEnablement("whole", deployment=Deployment(deployment_id=LEGACY, connection="hosted"), plan_timeout_s=60)

    found = declared(program)

    assert found["plain"].props == {"deployment": {"deployment_id": LEGACY}}
    assert found["whole"].props == {"deployment": {"deployment_id": LEGACY, "connection": "hosted"}, "plan_timeout_s": 60}
    assert all(item.deletes_first for item in found.values())
