"""Wrong clusters in a topology or a link: one line with the key, before anything is declared."""

import json
import re

import pytest
from pulumi import RunError

from pulumi_crosslink import Cluster, ClusterLink, Deployment, Topology, process, settings
from pulumi_crosslink.account_trust import AccountTrustProvider

IDS = {"logs-eu": ("hosted", "dddd0101" * 4), "shop-eu": ("partner", "dddd0201" * 4)}
DEPLOYMENTS = {name: {"connection": connection, "id": id_} for name, (connection, id_) in IDS.items()} | {"onprem": {"cluster": "onprem"}}
TOPOLOGY = {"deployments": DEPLOYMENTS, "links": [{"local": "logs-eu", "remote": ["shop-eu", "onprem"]}]}
EU = Deployment(deployment_id=IDS["logs-eu"][1], connection="hosted")
PLACE = "crosslink:clusters.onprem"


@pytest.fixture
def refused(configured, configuration_of, declared, emulator, tmp_path, monkeypatch):
    """What a program says of a cluster whose configuration differs from the right one in these settings (None: it is left out), and what it declared."""
    (tmp_path / "ca.pem").write_text("".join(emulator.world.clusters["onprem"].files.values()))

    def refused(changes, program):
        right = configuration_of("onprem", transportCaFile=str(tmp_path / "ca.pem"), nodeNames="es1.node.c1.cluster.s1.account")
        clusters = {"onprem": {name: value for name, value in (right | changes).items() if value is not None}}
        provider, said = configured(AccountTrustProvider, clusters=json.dumps(clusters)), []
        monkeypatch.setattr(settings, "of_program", lambda: process.session(provider._get))

        def caught():
            try:
                program()
            except RunError as error:
                said.append(str(error))

        return declared(caught), said

    return refused


def by_topology():
    Topology("t", TOPOLOGY)


def by_link():
    ClusterLink("a", local=EU, remote=Cluster("onprem"), alias="a")


PROGRAMS = pytest.mark.parametrize("program", [by_topology, by_link], ids=["topology", "link"])


@PROGRAMS
def test_right(refused, program):
    """What the others change is right otherwise: trust and the connection are declared."""
    found, said = refused({}, program)

    assert said == []
    assert {"DirectTrust", "RemoteConnection"} <= {item.kind for item in found.values()}


@PROGRAMS
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"transportAddress": None}, f"cluster onprem has no address of its transport layer: set {PLACE}.transportAddress", id="no address"),
        pytest.param(
            {"transportCaFile": None}, f"cannot trust onprem, because .*: name the file with their certificates as {PLACE}.transportCaFile", id="no CA"
        ),
        pytest.param({"transportCaFile": "/nowhere.pem"}, rf"{PLACE}.transportCaFile: /nowhere\.pem cannot be read", id="CA not there"),
        pytest.param({"transportCaFile": __file__}, f"{PLACE}.transportCaFile: .* is not a certificate in PEM", id="CA is none"),
        pytest.param({"nodeNames": None}, f"because no name of its nodes is known .* or the names as {PLACE}.nodeNames", id="stock installation"),
        pytest.param({"platform": "eck"}, f"{PLACE}: is of platform eck, which needs kubernetes", id="no kubernetes"),
        pytest.param({"password": "wrong"}, f"401 .*; correct the user or password in {PLACE}.password", id="password"),
    ],
)
def test_refused(refused, program, changes, message):
    """A wrong cluster is one line with the key of its configuration; no trust of other links is declared before it."""
    found, said = refused(changes, program)

    assert [item.kind for item in found.values() if item.kind not in {"Topology", "ClusterLink"}] == []
    assert len(said) == 1
    assert re.search(message, said[0]), said
    assert "\n" not in said[0]


@pytest.mark.parametrize(
    ("remote", "message"),
    [
        ("onprem", """a: remote.deployment_id: must be a deployment id: .*; or, as Cluster\\("…"\\), the name of a cluster"""),
        (Cluster("onprem", transport_addresses=["https://a"]), r"a: remote\.transport_addresses\[0\]: must be a host and port"),
        (Cluster("wherehouse"), "a: cluster 'wherehouse' is not configured \\(configured: onprem\\); add it to crosslink:clusters, or correct the name"),
    ],
    ids=["name alone", "address", "unknown"],
)
def test_wrong_end(refused, remote, message):
    """An end of a link that is none says which end it is."""
    _, (said,) = refused({}, lambda: ClusterLink("a", local=EU, remote=remote, alias="a") and None)

    assert re.search(message, said), said


def test_id_beside_a_cluster(refused):
    """A member with an id is a deployment, also where its cluster is named: without a connection it is said what may have been meant."""
    both = TOPOLOGY | {"deployments": DEPLOYMENTS | {"onprem": {"cluster": "onprem", "id": "dddd0102" * 4}}}
    _, (said,) = refused({}, lambda: Topology("t", both) and None)

    assert said.startswith("crosslink:topology.deployments.onprem.connection: no connection is named")
    assert said.endswith("; or leave out id, if cluster is a cluster without a control plane")


def test_url_of_nothing(refused, emulator):
    """A URL behind which no cluster is names its key."""
    _, (said,) = refused({"url": f"{emulator.url}/clusters/nothing"}, by_topology)

    assert said.startswith("crosslink:topology.deployments.onprem.cluster: cluster onprem: info answered 404")
    assert said.endswith(f"is {PLACE}.url the address of this cluster's Elasticsearch?")


def test_another_teams_cluster(refused):
    """Where another team owns the local end, whoever makes the remote one's files needs no address of it."""
    found, said = refused({"transportAddress": None}, lambda: ClusterLink("a", local=EU, remote=Cluster("onprem"), alias="a", side="remote") and None)

    assert said == []
    assert [item.kind for item in found.values()] == ["ClusterLink"]


def test_a_proof_of_the_operators_link(refused):
    """Whether the operator of Kubernetes has connected two clusters is not seen here: who requires it is refused."""
    onprem, other = (Cluster(name, platform="eck", version="8.19.4", kubernetes={"operator": "o", "name": name}) for name in ("onprem", "other"))
    _, (said,) = refused({}, lambda: ClusterLink("a", local=onprem, remote=other, alias="a", require_connected=True) and None)

    assert said == "a: the operator of Kubernetes makes this link, and crosslink cannot see whether it is connected: leave require_connected out"
