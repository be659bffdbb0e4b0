import json

import pytest
from pulumi import ComponentResource, RunError

from crosslink_core.lifecycle.deployments import deployment
from crosslink_core.links import Route, Trust, plan, route_table
from crosslink_core.model.deployments.deployment import Platform
from pulumi_crosslink import ClusterLink, Deployment, Topology, link_ends, planned, process, settings
from pulumi_crosslink.account_trust import AccountTrustProvider

IDS = {"logs-eu": "dddd0101" * 4, "shop-eu": "dddd0201" * 4, "shop-us": "dddd0202" * 4, "orders": "dddd0302" * 4, "trial": "dddd0402" * 4}
CONNECTIONS = {"logs-eu": "hosted", "shop-eu": "partner", "shop-us": "partner", "orders": "enterprise", "trial": "laboratory"}
EU, SHOP, SHOP_US, ORDERS, TRIAL = (Deployment(deployment_id=id_, connection=CONNECTIONS[name]) for name, id_ in IDS.items())
HERE, THERE = "f0" * 16, "f1" * 16
TOPOLOGY = {
    "deployments": {name: {"id": IDS[name], "connection": CONNECTIONS[name]} for name in ("logs-eu", "shop-eu")},
    "links": [{"local": "logs-eu", "remote": "shop-eu"}],
}


@pytest.fixture(autouse=True)
def _looked_up(configured, emulator, monkeypatch):
    """The program's settings are those of a configured provider, which knows all clouds."""
    known = {
        name: {"platform": cloud.platform, "endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"}
        for name, cloud in emulator.world.clouds.items()
    }
    provider = configured(AccountTrustProvider, connections=json.dumps(known))
    monkeypatch.setattr(settings, "of_program", lambda: process.session(provider._get))


def link(name="a", remote=SHOP, **more):
    return lambda: ClusterLink(name, local=EU, remote=remote, alias=name, **more) and None


def both(*programs):
    return lambda: [program() for program in programs] and None


def theirs(**said):
    """A deployment that no connection here sees, described by hand."""
    known = {"platform": "ech", "organization": "3", "resource_id": "e" * 32, "endpoint": "logs.example"}
    return Deployment(deployment_id="f" * 32, **{name: value for name, value in (known | said).items() if value})


@pytest.mark.parametrize(
    ("program", "owners"),
    [
        pytest.param(both(link(), link("b", SHOP_US)), "ClusterLink a and ClusterLink b", id="two links"),
        pytest.param(both(link(), lambda: Topology("t", TOPOLOGY)), "ClusterLink a and Topology t", id="link and topology"),
    ],
)
def test_one_entry_for_two_links(declared, program, owners):
    """Two links of one deployment to one organization would own one place: both are named before anything is made."""
    with pytest.raises(RunError) as found:
        declared(program)

    text = f"has one entry accounts for 2000000002, which {owners} both declare; declare the links in one Topology, or with trust=False and one AccountTrust"
    assert text in str(found.value)


def test_another_program_in_this_process(declared):
    """What one program declared is in no other program's way."""
    declared(link())

    assert "b-local-trust" in declared(link("b"))


@pytest.mark.parametrize("program", [both(link(), link("b", SHOP_US, trust=False)), both(link(), link("b", ORDERS))], ids=["without trust", "elsewhere"])
def test_two_links(declared, program):
    """Two links of a deployment go together where only one of them makes trust there, or each in a place of its own."""
    found = declared(program)

    assert {"a-local-trust", "a-remote-connection", "b-remote-connection"} <= found.keys()


@pytest.mark.parametrize(("side", "holder"), [(None, "local"), ("local", "local"), ("remote", "remote")])
def test_certificates(declared, certificate, side, holder):
    """Certificates are those of the other end of what is made here; where both ends are, of the remote one, and the local one's are looked up."""
    found = declared(link(remote=ORDERS, certificates=["given"], side=side))
    trust = {name.split("-")[1]: item.props["certificates"] for name, item in found.items() if item.kind == "DirectTrust"}

    assert [name for name, held in trust.items() if held == ["given"]] == [holder]
    assert trust.keys() == {"local", "remote"} if side is None else {holder}


@pytest.mark.parametrize(
    ("side", "given", "held"),
    [
        (None, {"trust_relationship_id": HERE, "remote_trust_relationship_id": THERE}, {"local": HERE, "remote": THERE}),
        ("local", {"trust_relationship_id": HERE}, {"local": HERE}),
        ("remote", {"trust_relationship_id": THERE}, {"remote": THERE}),
    ],
    ids=["both", "local", "remote"],
)
def test_trust_relationships(declared, side, given, held):
    """Between environments each end's entry names the relationship that its own environment has with the other one, as the program says."""
    found = declared(lambda: ClusterLink("a", local=ORDERS, remote=TRIAL, alias="a", side=side, **given) and None)
    trust = {name.split("-")[1]: one.props for name, one in found.items() if one.kind == "ExternalTrust"}

    assert {holder: item["trust_relationship_id"] for holder, item in trust.items()} == held
    assert {holder: each["deployment"]["connection"] for holder, each in trust.items()} == {
        this: {"local": "enterprise", "remote": "laboratory"}[this] for this in held
    }


@pytest.mark.parametrize("given", ["trust_relationship_id", "remote_trust_relationship_id"])
def test_one_trust_relationship(declared, given):
    """A relationship that is given for one end is not taken for the other, whose own is looked up, and is not there."""
    missing = {"trust_relationship_id": "laboratory", "remote_trust_relationship_id": "enterprise"}[given]
    with pytest.raises(RunError, match=rf"\(connection {missing}\) has no trust relationship with environment"):
        declared(lambda: ClusterLink("a", local=ORDERS, remote=TRIAL, alias="a", **{given: HERE}) and None)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param(link(remote=theirs()), "a: no connection here sees the remote end ffff.*: name the one that does, or say side='local'", id="both sides"),
        pytest.param(
            link(remote=theirs(resource_id=None), side="local"), "; or set resource_id of ffff.* too, if no connection here sees it", id="said too little"
        ),
        pytest.param(link(remote=theirs(endpoint="https://logs.example:9400/x"), side="local"), "the endpoint of ffff.* write 'logs.example'", id="scheme"),
        pytest.param(link(remote=theirs(endpoint="logs.example:9400"), side="local"), "the endpoint of ffff.* write 'logs.example'", id="port"),
        pytest.param(link(remote=theirs(organization=None), side="local"), "whose organization is not known, perhaps hidden", id="no organization"),
        pytest.param(
            link(remote=theirs(platform="ece"), side="local"), "the certificates of ffff.* are not visible from here; give them", id="no certificates"
        ),
    ],
)
def test_end_of_another_team(declared, program, message):
    """An end that no connection here sees is described whole, and what is missing is named."""
    with pytest.raises(RunError, match=message):
        declared(program)


def test_deployment_id_in_place_of_the_resource_id(declared, monkeypatch):
    """Both have 32 digits, and nothing here can look the other team's up: taking one for the other is warned of."""
    said = []
    monkeypatch.setattr(link_ends.log, "warn", said.append)
    declared(link(remote=theirs(resource_id="f" * 32), side="local"))

    assert [line.partition(";")[0] for line in said] == [f"the resource_id of {'f' * 32} is set to its deployment id"]


def test_options_of_a_link(declared):
    """What a topology says of a link are inputs of the resource that makes it, whichever that is."""
    deployments = TOPOLOGY["deployments"] | {"logs-us": {"id": "dddd0102" * 4, "connection": "hosted"}}
    said = {"purpose": "replication", "skipUnavailable": True, "requireConnected": True, "connectTimeoutS": 7}
    links = [{"local": "logs-eu", "remote": ["shop-eu", "logs-us"], **said}]
    found = declared(lambda: Topology("t", {"deployments": deployments, "links": links}) and None)

    for name in ("logs-eu--shop-eu-remote-connection", "logs-eu--logs-us-remote-cluster"):
        props = found[name].props
        assert [props[key] for key in ("purpose", "skip_unavailable", "require_connected", "connect_timeout_s")] == ["replication", True, True, 7]


def test_renamed_deployment(declared):
    """A deployment that has another name in the topology keeps its trust; so does an entry that `crosslink import` brought under the same name."""
    renamed = TOPOLOGY["deployments"] | {"logs": TOPOLOGY["deployments"]["logs-eu"] | {"renamedFrom": "logs-eu"}}
    del renamed["logs-eu"]
    found = declared(lambda: Topology("t", {"deployments": renamed, "links": [{"local": "logs", "remote": "shop-eu"}]}) and None)

    assert "logs-eu--trusts--2000000002" in found["logs--trusts--2000000002"].aliases
    assert "logs--shop-eu" in found


def test_hidden_organization(declared, monkeypatch, emulator):
    """Where no key may see the organization of a deployment, the topology says it."""
    monkeypatch.setattr(deployment, "facts", lambda document, read=deployment.facts: read(document).model_copy(update={"organization": None}))
    with pytest.raises(RunError, match=r"shop-eu .* whose organization is not known.*; set `organization` of the deployment"):
        declared(lambda: Topology("t", TOPOLOGY) and None)
    said = {name: item | {"organization": organization} for (name, item), organization in zip(TOPOLOGY["deployments"].items(), ("1", "2"), strict=True)}
    found = declared(lambda: Topology("t", TOPOLOGY | {"deployments": said}) and None)

    assert found["logs-eu--trusts--2"].props["account_id"] == "2"


class _Pass(ComponentResource):
    """An object that only this test knows."""

    def __init__(self, name, whom, opts):
        super().__init__("tests:index:Pass", name, {"whom": whom}, opts)


@pytest.mark.parametrize("topology", [False, True], ids=["link", "topology"])
def test_an_invented_security_model(declared, monkeypatch, topology):
    """A security model that only this test knows, with one object, is declared by the components as they are."""
    row = Route("X1", Platform.ECH, Platform.ECH, route_table.ANY, Trust.DEFAULT, "invented_pass", "nothing", ("nothing",), "page", "invented")
    monkeypatch.setattr(route_table, "ROUTES", (*route_table.ROUTES, row))
    monkeypatch.setitem(plan.KINDS, "invented_pass", plan.Kind(lambda draft: {"whom": draft.others[0].id}, "invented-pass"))
    monkeypatch.setitem(planned.RESOURCES, "invented_pass", _Pass)
    by_topology = TOPOLOGY | {"links": [TOPOLOGY["links"][0] | {"security": "invented", "alias": "a"}]}
    found = declared((lambda: Topology("t", by_topology) and None) if topology else link(name="logs-eu--a", security="invented"))

    assert (found["logs-eu--a-invented-pass"].kind, found["logs-eu--a-invented-pass"].parent) == ("Pass", "logs-eu--a")
    assert {resource.kind for resource in found.values()} == {"Pass", "ClusterLink", *(["Topology"] if topology else [])}
