import pytest
from pulumi import Output, RunError

from crosslink_emulator.faults import Fault
from pulumi_crosslink import existing_traffic_filter as module
from pulumi_crosslink import get_traffic_filters, get_traffic_filters_output, process
from pulumi_crosslink.traffic_filter import TrafficFilterProvider


@pytest.fixture
def provider(configured, monkeypatch):
    """A provider, whose settings are the program's too."""
    made = configured(TrafficFilterProvider)
    monkeypatch.setattr(module, "of_program", lambda: process.session(made._get))
    return made


@pytest.fixture
def two(provider, another_process):
    """Two more filters than there are: one has the name of that which is there, the other its own."""
    for name, region, kind, rule in (
        ("office", "aws-eu-west-1", "ip", {"source": "192.0.2.1"}),
        ("out", "azure-japaneast", "egress_firewall", {"egress_rule": {"target": "192.0.2.1", "protocol": "tcp", "ports": [443]}}),
    ):
        wanted = {"type": kind, "region": region, "name": name, "connection": "hosted", "rules": [rule], "include_by_default": True}
        provider.create(provider.check({}, wanted).inputs)
    another_process()  # the program's is not the plugin's


def test_what_it_is(provider, emulator):
    """A filter that exists is known whole, whoever made it: rules without the ids that change with every write."""
    (office,) = get_traffic_filters(connection="hosted")

    assert office == module.ExistingTrafficFilter(
        ruleset_id=next(iter(emulator.world.clouds["hosted"].traffic_filters)),
        name="office",
        type="ip",
        region="azure-japaneast",
        description="The offices and nobody else",
        include_by_default=False,
        rules=({"description": "Osaka", "source": "203.0.113.0/24"}, {"source": "2001:db8:20::/48"}),
    )


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, ["office", "office", "out"], id="all"),
        pytest.param({"region": "azure-japaneast"}, ["office", "out"], id="region"),
        pytest.param({"name": "office"}, ["office", "office"], id="name"),
        pytest.param({"region": "aws-eu-west-1", "name": "office"}, ["office"], id="region and name"),
        pytest.param({"name": "Office"}, [], id="name in another case"),
        pytest.param({"region": "aws"}, [], id="part of a region"),
    ],
)
def test_which(asked, found):
    """All of a connection, of a region, of a name; none is an empty list."""
    assert sorted(item.name for item in get_traffic_filters(connection="hosted", **asked)) == found


@pytest.mark.usefixtures("two")
def test_outputs(declared):
    """What is asked for may be an output of another resource; rules have what belongs to their type."""
    seen = []
    declared(lambda: get_traffic_filters_output(connection=Output.from_input("hosted"), name="out").apply(lambda found: seen.extend(found)) and None)

    assert [item.rules for item in seen] == [({"egress_rule": {"target": "192.0.2.1", "protocol": "tcp", "ports": (443,)}},)]


def test_no_description(provider, emulator):
    """A filter without a description has None, an ECE environment's rules are as they are."""
    (one,) = get_traffic_filters(connection="enterprise")

    assert (one.description, one.rules[0]["remote_cluster_org_id"]) == (None, "acc00300" * 4)


@pytest.mark.parametrize(
    ("connection", "message"),
    [
        ("hostde", "connection 'hostde' is not configured (configured: hosted, partner, enterprise); add it to crosslink:connections, or correct the name"),
        (
            None,
            "no connection is named, and there is no default connection (configured: hosted, partner, enterprise); add it to crosslink:connections, or correct",
        ),
    ],
)
def test_unknown_connection(provider, connection, message):
    """A connection that is not configured is one line of the program's."""
    with pytest.raises(RunError) as caught:
        get_traffic_filters(connection=connection)

    assert str(caught.value).startswith(message)


def test_unreachable(provider, emulator):
    """A control plane that does not answer is an error, never an empty list."""
    emulator.world.faults.add(Fault(operation="get-traffic-filter-rulesets", kind="503", count=1000))

    with pytest.raises(RunError, match="connection hosted: get-traffic-filter-rulesets answered 503"):
        get_traffic_filters(connection="hosted")
