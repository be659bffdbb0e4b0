"""Links across organizations and environments with the real engine: every row, two teams, and authorities that rotate."""

import subprocess
import sys

import pytest

IDS = {
    "logs-eu": "dddd0101" * 4,
    "logs-us": "dddd0102" * 4,
    "shop-eu": "dddd0201" * 4,
    "orders": "dddd0302" * 4,
    "billing": "dddd0303" * 4,
    "trial": "dddd0402" * 4,
}
CLOUDS = {"logs-eu": "hosted", "logs-us": "hosted", "shop-eu": "partner", "orders": "enterprise", "billing": "enterprise", "trial": "laboratory"}
SCOPES = {"hosted": "1000000001", "partner": "2000000002", "enterprise": "acc00300" * 4, "laboratory": "acc00400" * 4}
ENDPOINTS = {"logs-eu": "eu-west-1.aws.found.io", "shop-eu": "eu-west-1.aws.found.io", "orders": "enterprise.ece.example", "trial": "laboratory.ece.example"}


def resource_id(name):
    return IDS[name].replace("d", "e")


def credentials(live, *names):
    """What `crosslink:clusters` needs for hosted deployments."""
    return {name: {"url": f"{live.url}/clusters/{resource_id(name)}", "username": "crosslink", "password": f"emulated-{name}-password"} for name in names}


def connected(live, name):
    """Which remotes of a cluster are connected, whoever made them."""
    return {alias: item["connected"] for alias, item in live.control("GET", f"clusters/{resource_id(name)}/remotes").items()}


def world(live):
    """What could be left behind: trust, lists of remotes, settings, relationships."""
    clouds = live.control("GET", "state")["clouds"]
    kept = ("trust", "remotes", "persistent")
    return {
        name: [{key: deployment[key] for key in kept} for deployment in cloud["deployments"].values()] + [len(cloud["trust_relationships"])]
        for name, cloud in clouds.items()
    }


def test_every_row(stack, live):
    """One `up` makes a link of each row and each connects; another one and a refresh change nothing; `destroy` leaves nothing behind."""
    before = world(live)
    links = [("logs-eu", "logs-us"), ("logs-eu", "shop-eu"), ("logs-eu", "orders"), ("orders", "billing"), ("orders", "trial"), ("orders", "logs-eu")]
    topology = {
        "deployments": {name: {"connection": CLOUDS[name], "id": id_} for name, id_ in IDS.items()},
        "links": [{"local": local, "remote": remote} for local, remote in links],
        "trustRelationships": [{"members": ["enterprise", "laboratory"]}],
    }
    stack.configure(topology, clusters=credentials(live, "logs-eu"))
    said = stack.up()

    assert connected(live, "logs-eu") == {"logs-us": True, "shop-eu": True, "orders": True}
    assert connected(live, "orders") == {"billing": True, "trial": True, "logs-eu": True}
    assert "warning" not in said
    stack.settled()
    stack.destroy()
    assert world(live) == before


FACTS = """
    Deployment(
        deployment_id="{id}",
        name="{name}",
        platform="{platform}",
        organization="{scope}",
        resource_id="{resource}",
        endpoint="{resource}.{domain}",
        version="8.19.4",
    )
"""
"""What one team tells the other of its end."""

PROGRAM = """
from pulumi_crosslink import ClusterLink, Deployment, TrustRelationship

{before}
mine = Deployment(deployment_id="{id}", connection="{cloud}", cluster={cluster!r})
theirs = {facts}
ClusterLink("far", {side}=mine, {other}=theirs, alias="far", side="{side}"{more})
"""


def told(name):
    cloud = CLOUDS[name]
    platform = "ech" if cloud in {"hosted", "partner"} else "ece"
    return FACTS.format(id=IDS[name], name=name, platform=platform, scope=SCOPES[cloud], resource=resource_id(name), domain=ENDPOINTS[name]).strip()


def certificates(live, name):
    path = f"/clouds/{CLOUDS[name]}/api/v1/deployments/{IDS[name]}/certificate-authority"
    return [certificate["pem"] for certificate in live._send("GET", path, key=f"emulated-{CLOUDS[name]}-key")["public_certificates"]]


def program(live, side, name, other, more=""):
    """The program of the team that owns one side; it holds no credential of the other."""
    cloud, there = CLOUDS[name], CLOUDS[other]
    before = ""
    if {cloud, there} == {"enterprise", "laboratory"}:
        pem = certificates(live, other)[0]
        before = f'known = TrustRelationship("known", connection="{cloud}", installation_id="{SCOPES[there]}", public_ca_cert={pem!r})'
        more += ", trust_relationship_id=known.trust_relationship_id"
    elif "hosted" in {cloud, there} and "enterprise" in {cloud, there}:
        more += f", certificates={certificates(live, other)!r}"
    return PROGRAM.format(
        before=before,
        id=IDS[name],
        cloud=cloud,
        cluster=name if cloud == "hosted" and side == "local" else None,
        facts=told(other),
        side=side,
        other="remote" if side == "local" else "local",
        more=more,
    )


@pytest.fixture
def teams(stack, live, tmp_path):
    """A stack for each side, each with the credentials of its own side alone."""

    def make(local, remote):
        folder = tmp_path / "other team"
        folder.mkdir()
        both = stack, type(stack)(folder, live)
        for item, side, name, other in zip(both, ("local", "remote"), (local, remote), (remote, local), strict=True):
            item.connections = {CLOUDS[name]: item.connections[CLOUDS[name]]}
            item.configure({}, **({"clusters": credentials(live, name)} if side == "local" and CLOUDS[name] == "hosted" else {}))
            item.program(program(live, side, name, other))
        return both

    return make


@pytest.mark.parametrize(
    ("local", "remote"), [("logs-eu", "shop-eu"), ("orders", "trial"), ("logs-eu", "orders")], ids=["organizations", "environments", "to ECE"]
)
def test_two_teams(teams, live, local, remote):
    """Two stacks, each with the credentials of one side, make a link; when the remote side comes first, it connects at once."""
    before = world(live)
    ours, theirs = teams(local, remote)
    theirs.up()
    ours.up()

    assert connected(live, local) == {"far": True}
    ours.settled()
    theirs.settled()
    ours.destroy()
    theirs.destroy()
    assert world(live) == before


def test_two_teams_the_local_one_first(teams, live):
    """When the local side comes first it says what it cannot see, and its next `up` connects."""
    ours, theirs = teams("orders", "trial")
    ours.program(program(live, "local", "orders", "trial", ", connect_timeout_s=1"))  # instead of two minutes
    said = ours.up()

    assert "is not connected" in said
    assert f"whether trial ({IDS['trial']}) trusts orders ({IDS['orders']}) is not visible from here" in said
    theirs.up()
    ours.up()
    assert connected(live, "orders") == {"far": True}
    ours.settled()


def test_rotation(stack, live):
    """An authority's next certificate is trusted beside its current one before it signs, the old one leaves when it is gone; the link never breaks."""
    topology = {
        "deployments": {name: {"connection": CLOUDS[name], "id": IDS[name]} for name in ("logs-eu", "orders")},
        "links": [{"local": "logs-eu", "remote": "orders"}],
    }
    stack.configure(topology, clusters=credentials(live, "logs-eu"))

    def rotate(step):
        live.control("POST", "clouds/enterprise/certificate-authority/rotate", {"step": step})
        live.control("POST", "clouds/hosted/certificate-authority/rotate", {"step": step, "region": "aws-eu-west-1"})

    def held(cloud, name):
        return len(live.control("GET", "state")["clouds"][cloud]["deployments"][name]["trust"]["direct"][0]["certificates"])

    stack.up()
    counts = [(held("hosted", "logs-eu"), held("enterprise", "orders"))]
    uid = live.control("GET", "state")["clouds"]["hosted"]["deployments"]["logs-eu"]["trust"]["direct"][0]["uid"]
    for step in ("announce", "activate", "retire"):
        rotate(step)
        assert connected(live, "logs-eu") == {"orders": True}
        stack.up()
        assert connected(live, "logs-eu") == {"orders": True}
        counts.append((held("hosted", "logs-eu"), held("enterprise", "orders")))

    assert counts == [(1, 1), (2, 2), (2, 2), (1, 1)]
    assert live.control("GET", "state")["clouds"]["hosted"]["deployments"]["logs-eu"]["trust"]["direct"][0]["uid"] == uid
    stack.settled()


def far(live, *remotes, **names):
    """A topology of links from logs-eu to others, and the credentials that it needs; a keyword is a deployment's new name."""
    local = names.get("renamed", "logs-eu")
    deployments = {name: {"connection": CLOUDS[name], "id": IDS[name]} for name in ("logs-eu", *remotes)}
    if local != "logs-eu":
        deployments[local] = deployments.pop("logs-eu") | {"renamedFrom": "logs-eu"}
    links = [{"local": local, "remote": remote} for remote in remotes]
    return {"deployments": deployments, "links": links}, {name: credentials(live, "logs-eu")["logs-eu"] for name in ("logs-eu", local)}


def test_renamed_deployment(stack, live):
    """A deployment that is renamed in the topology keeps its trust: nothing leaves, nothing is told to be lost."""
    topology, clusters = far(live, "shop-eu", "orders")
    stack.configure(topology, clusters=clusters)
    stack.up()
    before = world(live)
    topology, clusters = far(live, "shop-eu", "orders", renamed="logs")
    stack.configure(topology, clusters=clusters)
    said = stack.up()

    assert world(live) == before
    assert "warning" not in said
    assert "created" not in said
    stack.settled()


def test_imported_trust(stack, live):
    """An entry that lets others in is in the way; once imported under the name that `crosslink import` gives, it is the topology's."""
    deployment = live.inner.world.clouds["hosted"].deployments["logs-eu"]
    entry = {"account_id": SCOPES["partner"], "trust_all": False, "trust_allowlist": ("f" * 32,)}
    deployment.trust = type(deployment.trust).model_validate({"accounts": (*deployment.trust.model_dump()["accounts"], entry)})
    topology, clusters = far(live, "shop-eu")
    stack.configure(topology, clusters=clusters)
    assert "has an entry for accounts 2000000002 already" in stack.up(expect=1)

    words = [f"{sys.prefix}/bin/crosslink", "import", "--connection", "hosted", "--deployment", IDS["logs-eu"], "--program", "found.py"]
    subprocess.run(words, cwd=stack.folder, env=stack.environment, check=True, capture_output=True)
    stack.run("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes")
    stack.up()
    assert connected(live, "logs-eu") == {"shop-eu": True}
    assert [account.trust_allowlist for account in deployment.trust.accounts] == [(), (resource_id("shop-eu"),)]
    stack.settled()
