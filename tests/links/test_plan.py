import pytest

from crosslink_core.links import Mechanism, Route, Side, Trust, route_table
from crosslink_core.links import plan as planning
from crosslink_core.links.plan import Kind, plan
from crosslink_core.links.planned import Environment, LinkRequest
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment, Platform


def end(number, **facts):
    return Deployment(
        deployment_id=f"{number:032x}", resource_id=f"{number + 1000:032x}", **({"platform": "ech", "organization": "1", "connection": "hosted"} | facts)
    )


HERE, BESIDE = end(1), end(2)
PARTNER, PARTNER_TOO = (end(number, organization="2", connection="partner") for number in (3, 4))
ENTERPRISE = end(5, platform="ece", organization="e", connection="enterprise")
LABORATORY = end(6, platform="ece", organization="f", connection="laboratory")
ONPREM = Cluster(cluster="onprem", transport_addresses=("onprem.example:9300",), node_names=("es1.node.c1.cluster.s1.account",))
K8S = [Cluster(cluster=name, platform="eck", kubernetes={"operator": "o", "name": name}) for name in ("logs", "shop")]
E, F = (Environment(name, letter, f"PEM of {letter}") for name, letter in (("enterprise", "e"), ("laboratory", "f")))


def request(local, remote, name=None, **more):
    return LinkRequest(name or f"{local.id[-1]}{remote.id[-1]}", local, remote, **{"inputs": {"alias": "a"}} | more)


def trust(wanted):
    """The trust entries of a plan: noun, holder, whom, the other ends' ids."""
    keys = {Trust.ACCOUNT: "account_id", Trust.DIRECT: "scope_id"}
    return [
        (item.noun, item.holder.id[-1], item.inputs[keys[item.noun]] if item.noun in keys else item.inputs["trust_relationship_id"].environment, item.others)
        for item in wanted.objects
        if item.shared and item.noun != planning.TRUST_RELATIONSHIP
    ]


@pytest.mark.parametrize(
    ("local", "remote", "expected"),
    [
        pytest.param(HERE, BESIDE, [], id="one organization trusts itself"),
        pytest.param(HERE, PARTNER, [(Trust.ACCOUNT, "1", "2", (PARTNER,)), (Trust.ACCOUNT, "3", "1", (HERE,))], id="organizations"),
        pytest.param(HERE, ENTERPRISE, [(Trust.DIRECT, "1", "e", (ENTERPRISE,)), (Trust.DIRECT, "5", "1", (HERE,))], id="to ECE"),
        pytest.param(ENTERPRISE, HERE, [(Trust.DIRECT, "5", "1", (HERE,)), (Trust.DIRECT, "1", "e", (ENTERPRISE,))], id="to ECH"),
        pytest.param(ENTERPRISE, LABORATORY, [(Trust.EXTERNAL, "5", "f", (LABORATORY,)), (Trust.EXTERNAL, "6", "e", (ENTERPRISE,))], id="environments"),
        pytest.param(HERE, ONPREM, [(Trust.DIRECT, "1", None, (ONPREM,))], id="to a cluster, which gets files instead"),
    ],
)
def test_both_sides(local, remote, expected):
    """Each end lets the other in, and nobody else; the connection comes last, and needs both entries."""
    found = plan([request(local, remote)])

    assert trust(found) == expected
    assert all(item.inputs["trust_allowlist"] == sorted(other.resource_id for other in item.others if other.resource_id) for item in found.objects[:-1])
    assert found.objects[-1].noun == (Mechanism.REMOTE_CONNECTION if expected else Mechanism.REMOTE_CLUSTER)
    assert found.objects[-1].needs == found.objects[:-1]


@pytest.mark.parametrize(
    ("side", "roles"),
    [(None, ["local-trust", "remote-trust", "remote-connection"]), (Side.LOCAL, ["local-trust", "remote-connection"]), (Side.REMOTE, ["remote-trust"])],
)
def test_one_side(side, roles):
    """Where two teams own the two ends, each makes what is on its own."""
    assert [item.role for item in plan([request(HERE, PARTNER, side=side)]).objects] == roles


def test_links_that_share_an_entry():
    """Links of one deployment to several of another organization need one entry there, and a link in both directions needs no second one."""
    found = plan([request(HERE, PARTNER), request(HERE, PARTNER_TOO), request(PARTNER, HERE)])

    assert trust(found) == [
        (Trust.ACCOUNT, "1", "2", (PARTNER, PARTNER_TOO)),
        (Trust.ACCOUNT, "3", "1", (HERE,)),
        (Trust.ACCOUNT, "4", "1", (HERE,)),
    ]
    assert [item.links for item in found.objects] == [("13", "14", "31"), ("13", "31"), ("14",), ("13",), ("14",), ("31",)]
    assert [[need.holder.id[-1] for need in item.needs] for item in found.objects[3:]] == [["1", "3"], ["1", "4"], ["1", "3"]]


@pytest.mark.parametrize("fact", ["organization", "resource_id"])
def test_too_little_is_known(fact):
    """An end of another organization that is not described well enough is named, with the missing fact; the other links are planned."""
    other = PARTNER.model_copy(update={fact: None})
    found = plan([request(HERE, other, "wrong", side=Side.LOCAL), request(HERE, ENTERPRISE)])

    assert [(name, f"{other.deployment_id}, whose {fact} is not known" in str(error)) for name, error in found.problems] == [("wrong", True)]
    assert trust(found) == [(Trust.DIRECT, "1", "e", (ENTERPRISE,)), (Trust.DIRECT, "5", "1", (HERE,))]


@pytest.mark.parametrize(("local", "remote"), [(None, PARTNER), (HERE, None), (None, None)], ids=["local", "remote", "both"])
def test_an_end_that_is_not_known_yet(local, remote):
    """A link whose end is known after the update is one object, whose inputs are handed on as they are; on the remote side there is nothing to make."""
    later = object()
    inputs = {"local": later, "remote": later, "alias": "a", "mode": None}
    found = plan([LinkRequest("l", local, remote, inputs)])

    assert [(item.noun, item.holder, item.inputs) for item in found.objects] == [
        (Mechanism.REMOTE_CLUSTER, local, {"local": later, "remote": later, "alias": "a"})
    ]
    assert found.links["l"].route is None
    assert plan([LinkRequest("l", local, remote, inputs, side=Side.REMOTE)]).objects == ()


def test_environments_know_each_other_first():
    """Environments that are to know each other get a relationship each, before the entries that name it."""
    found = plan([request(ENTERPRISE, LABORATORY)], [[E, F], [F, E]])

    assert [(item.role, item.inputs["installation_id"]) for item in found.objects[:2]] == [
        ("enterprise--knows--laboratory", "f"),
        ("laboratory--knows--enterprise", "e"),
    ]
    assert [item.needs for item in found.objects[2:4]] == [(found.objects[0],), (found.objects[1],)]


@pytest.mark.parametrize(
    ("remote", "more", "problem"),
    [
        pytest.param(ONPREM.model_copy(update={"transport_addresses": ()}), {}, "no address of its transport layer", id="no address"),
        pytest.param(ONPREM.model_copy(update={"transport_addresses": ()}), {"later": frozenset({"transport_addresses"})}, None, id="an address later"),
        pytest.param(end(7, platform=None), {}, "no route from", id="no route"),
    ],
)
def test_problems(remote, more, problem):
    """What would fail after other objects were made is a problem of the link, and nothing is planned for it."""
    found = plan([request(HERE, remote, "l", **more)])

    assert [problem in str(error) for _, error in found.problems] == ([True] if problem else [])
    assert bool(found.objects) is not bool(problem)


def test_the_operator_of_kubernetes():
    """A link that the operator makes is no object, but the local cluster's file."""
    found = plan([request(*K8S)])

    assert found.objects == ()
    assert [(item.cluster, item.peers, item.operated) for item in found.installations] == [(K8S[0], (), (("a", K8S[1]),))]


def test_an_invented_security_model(monkeypatch):
    """A security model is a row and an object: nothing in the planning knows it."""
    row = Route("X1", Platform.ECH, Platform.ECH, route_table.ANY, Trust.DEFAULT, "invented_pass", "nothing", ("nothing",), "page", "invented")
    monkeypatch.setattr(route_table, "ROUTES", (*route_table.ROUTES, row))
    monkeypatch.setitem(planning.KINDS, "invented_pass", Kind(lambda draft: {"whom": draft.others[0].id}, "invented-pass"))
    found = plan([request(HERE, PARTNER, security="invented"), request(HERE, PARTNER_TOO)])

    assert [(item.noun, item.role, item.links) for item in found.objects if "13" in item.links] == [("invented_pass", "invented-pass", ("13",))]
    assert found.links["13"].route.id == "X1"
