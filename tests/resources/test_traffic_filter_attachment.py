import pytest
from pulumi import Output, RunError

from pulumi_crosslink import Deployment, SplitTrafficFilter, TrafficFilter, TrafficFilterAttachment

EU = "dddd0101" * 4


def office(name="office", **more):
    return TrafficFilter(name, **{"type": "ip", "region": "aws-eu-west-1", "rules": [{"source": "10.0.0.1"}], "connection": "hosted"} | more)


def offices():
    return SplitTrafficFilter("offices", parts=2, type="ip", region="aws-eu-west-1", rules=[{"source": f"10.0.0.{n}"} for n in range(99)])


def attach(make, **more):
    """A program that attaches the filters that `make` makes."""
    return lambda: (
        TrafficFilterAttachment("logs", **{"deployment": Deployment(deployment_id=EU, connection="hosted"), "traffic_filters": make()} | more) and None
    )


def associations(declared):
    return {name: item for name, item in declared.items() if item.kind == "TrafficFilterAssociation"}


def test_all_filters_before_the_first_association(declared):
    """Each association waits for every filter, those of a split one too: what is attached first must not shut out whom a later one admits."""
    found = associations(declared(attach(lambda: [office(), office("vpn"), offices()])))

    assert {*found} == {"logs-office", "logs-vpn", "logs-offices-part-1", "logs-offices-part-2"}
    assert all(each.depends_on >= {"office", "vpn", "offices-part-1", "offices-part-2"} for each in found.values())
    assert {this.parent for this in found.values()} == {"logs"}
    assert not any(item.deletes_first for item in found.values())


def test_properties(declared):
    """An association has the filter's id and facts, the deployment's and what is to become of it in the end."""
    found = associations(declared(attach(lambda: [office()], open_on_delete=True)))["logs-office"]

    assert found.props["traffic_filter"] == {"ruleset_id": "id-of-office", "type": "ip", "region": "aws-eu-west-1"}
    assert found.props["deployment"] == {"deployment_id": EU, "connection": "hosted"}
    assert found.props["open_on_delete"] is True


def test_preview(declared):
    """While no filter exists its id is not known, and everything is declared all the same."""
    assert {*associations(declared(attach(lambda: [office()]), preview=True))} == {"logs-office"}


def test_names_of_the_program(declared):
    """A mapping gives other names, and takes ids of filters that exist, known or not."""
    filters = {"ours": office, "split": offices, "theirs": lambda: "f" * 32, "later": lambda: Output.from_input("e" * 32)}
    found = associations(declared(attach(lambda: {name: make() for name, make in filters.items()})))

    assert {*found} == {"logs-ours", "logs-split-part-1", "logs-split-part-2", "logs-theirs", "logs-later"}
    assert found["logs-theirs"].props["traffic_filter"] == {"ruleset_id": "f" * 32}
    assert found["logs-later"].props["traffic_filter"] == {"ruleset_id": "e" * 32}
    assert all(item.depends_on >= {"office", "offices-part-1", "offices-part-2"} for item in found.values())


def test_outputs(declared):
    """The program finds each association by its name."""

    def program():
        made = TrafficFilterAttachment("logs", deployment=EU, traffic_filters=[office(), office("vpn")])
        labels.extend(made.associations)

    labels = []
    declared(program)

    assert labels == ["office", "vpn"]


HOW = "traffic_filters must hold at least one filter, and each once; two that are called alike need a mapping with other names"
WHAT = "traffic_filters must be TrafficFilter or SplitTrafficFilter; give ids of filters that exist a name each, as a mapping"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(list, HOW, id="none"),
        pytest.param(dict, HOW, id="none, by name"),
        pytest.param(lambda: [office()] * 2, HOW, id="twice"),
        pytest.param(lambda: dict.fromkeys(["a", "b"], office()), HOW, id="twice, by name"),
        pytest.param(lambda: dict.fromkeys(["a", "b"], "f" * 32), HOW, id="an id twice, by name"),
        pytest.param(lambda: {"offices-part-1": office(), "offices": offices()}, HOW, id="named as a part"),
        pytest.param(lambda: ["f" * 32], WHAT, id="an id without a name"),
        pytest.param(lambda: "f" * 32, WHAT, id="an id"),
        pytest.param(lambda: [None], WHAT, id="null"),
        pytest.param(lambda: [Output.from_input("f" * 32)], WHAT, id="an output"),
        pytest.param(office, WHAT, id="a filter that is not in a list"),
        pytest.param(lambda: Output.from_input([]), WHAT, id="an output of a list"),
        pytest.param(lambda: None, WHAT, id="nothing at all"),
    ],
)
def test_refused(declared, make, message):
    """What cannot be attached is one line with the component's name, and what to do."""
    with pytest.raises(RunError) as caught:
        declared(attach(make))

    assert str(caught.value) == f"logs: {message}"


@pytest.mark.parametrize("kind", ["attachment", "split"])
def test_renamed(declared, kind):
    """A component that had another name says so; Pulumi lets its children follow, as their names begin with its own."""

    def program():
        if kind == "attachment":
            TrafficFilterAttachment("new", deployment=EU, traffic_filters=[office()], renamed_from="old")
        else:
            rules = [{"source": "10.0.0.1"}]
            SplitTrafficFilter("new", parts=1, type="ip", region="aws-eu-west-1", rules=rules, renamed_from="old")

    found = declared(program)

    assert found["new"].aliases == {"old"}
    assert any(name.startswith("new-") for name in found)
