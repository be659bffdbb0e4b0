import re

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.state import World

ONPREM_NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"


@pytest.mark.parametrize(
    ("name", "cluster_name", "node"),
    [("onprem", "onprem", "es1"), ("stock", "stock", "stock-0"), ("k8s-logs", "logs", "logs-es-default-0")],
)
def test_rest(rest, name, cluster_name, node):
    """Elasticsearch's own API answers by the cluster's name, with ids of its own."""
    found = rest(name).get("/")
    uuid = found.json()["cluster_uuid"]

    assert (found.json()["name"], found.json()["cluster_name"], found.json()["version"]["number"]) == (node, cluster_name, "8.19.4")
    assert re.fullmatch(r"[-_A-Za-z0-9]{22}", uuid)
    assert uuid != rest("k8s-other").get("/").json()["cluster_uuid"]
    assert "x-emulated-reason" not in found.headers
    assert rest(name).get("/_cluster/health").json()["cluster_name"] == cluster_name


def test_users(rest):
    """Each cluster has its own users."""
    assert rest("onprem", password="emulated-stock-password").get("/").status_code == 401


@pytest.mark.parametrize(
    ("name", "names"),
    [
        pytest.param("onprem", [ONPREM_NODE], id="self-managed"),
        pytest.param("stock", [], id="stock"),
        pytest.param("k8s-logs", ["logs-es-default-0.node.logs.search.es.local"], id="kubernetes"),
    ],
)
def test_certificates(control, name, names):
    """An administrator finds the authority and a certificate that it really signed, with the names of the node as otherName."""
    found = control.get(f"/clusters/{name}/certificates").json()
    authority, node = (x509.load_pem_x509_certificate(found[key][0].encode()) for key in ("authority", "nodes"))
    alternatives = node.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.OtherName)

    authority.public_key().verify(node.signature, node.tbs_certificate_bytes, ec.ECDSA(node.signature_hash_algorithm))
    assert node.issuer == authority.subject
    assert [(alternative.type_id.dotted_string, alternative.value) for alternative in alternatives] == [
        ("2.5.4.3", b"\x0c" + bytes([len(text)]) + text.encode()) for text in names
    ]
    assert control.get(f"/clusters/{name}/certificates").json() == found


def test_rotation(control):
    """After each step the certificates are those that an administrator finds then; the node's is signed by the active one."""
    before = control.get("/clusters/onprem/certificates").json()
    steps = {}
    for step in ("announce", "activate", "retire"):
        assert control.post("/clusters/onprem/certificate-authority/rotate", json={"step": step}).status_code == 200
        steps[step] = control.get("/clusters/onprem/certificates").json()

    assert [len(item["authority"]) for item in steps.values()] == [2, 2, 1]
    assert steps["announce"]["nodes"] == before["nodes"]
    assert steps["activate"]["nodes"] == steps["retire"]["nodes"] != before["nodes"]
    assert steps["retire"]["authority"] == steps["announce"]["authority"][1:]
    assert control.post("/clusters/onprem/certificate-authority/rotate", json={"step": "retire"}).status_code == 400


def test_status(control, rest):
    """Nothing is before a cluster that is stopped: the connection is closed; started again, it is as it was."""
    control.put("/clusters/onprem/status", json={"status": "stopped"})
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        rest("onprem").get("/")
    control.put("/clusters/onprem/status", json={"status": "started"})

    assert rest("onprem").get("/").status_code == 200


@pytest.mark.parametrize("path", ["certificates", "files"])
def test_unknown(control, path):
    """Only clusters that were given a name are known here: a deployment's resource id is none."""
    reply = control.get(f"/clusters/{'eeee0101' * 4}/certificates") if path == "certificates" else control.put("/clusters/nope/files", json={})

    assert reply.status_code == 404
    assert "it has onprem, stock, k8s-logs, k8s-shop, k8s-other" in reply.json()["error"]


def test_faults(rest, inject, control):
    """Faults strike named clusters by operation and by name, and the log has their requests."""
    inject("cluster-remote-info", "503", deployment_id="onprem")
    inject("cluster-get-settings", "another-writer", deployment_id="onprem", settings={"cluster.remote.x.seeds": "a.example:9300"})
    statuses = [rest(name).get("/_remote/info").status_code for name in ("stock", "onprem", "onprem")]
    seen = [rest("onprem").get("/_cluster/settings", params={"flat_settings": "true"}).json()["persistent"] for _ in range(2)]

    assert statuses == [200, 503, 200]
    assert seen == [{}, {"cluster.remote.x.seeds": "a.example:9300"}]
    assert [entry["path"] for entry in control.get("/requests").json()["requests"]][:2] == ["/clusters/stock/_remote/info", "/clusters/onprem/_remote/info"]


def test_lag(rest, inject):
    """A reading that lags shows the settings of before."""
    http = rest("onprem")
    http.put("/_cluster/settings", json={"persistent": {"cluster.remote.x.seeds": ["a.example:9300"]}})
    inject("cluster-get-settings", "lag", deployment_id="onprem")

    assert [http.get("/_cluster/settings").json()["persistent"] != {} for _ in range(2)] == [False, True]


def test_state(tmp_path, world, rest, install):
    """Settings, files and objects outlive the process, and a reset forgets them."""
    rest("onprem").put("/_cluster/settings", json={"persistent": {"cluster.remote.x.seeds": ["a.example:9300"]}})
    install("onprem", "stock", restrictions=["*"])
    world.state_file = tmp_path / "state.json"
    world.changed()
    world.state_file = None
    again = World(read_estate(None), tmp_path / "state.json")
    again.state_file = None

    assert again.to_json() == world.to_json()
    assert again.clusters["onprem"].files["trust.yml"] == "trust:\n  subject_name:\n  - '*'\n"

    again.reset()

    assert again.clusters["onprem"].persistent == {}
    assert list(again.clusters["onprem"].files) == ["certs/ca.crt"]
