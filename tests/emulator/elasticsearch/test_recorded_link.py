"""Recordings with a remote that answers, or does not: two named clusters stand for the two processes that were recorded.

What was recorded through links by API key is replayed through links by certificate where the answers do not depend on it.
"""

import json
import re
from pathlib import Path

import httpx
import pytest
import yaml

RECORDED = json.loads((Path(__file__).parents[2] / "data" / "elasticsearch-exchanges.json").read_text())
PORTS = (19321, 19443, 19743, 19843, 20143, 20543)
"""Where the remote listened in one recording or another."""

LOCAL_NODE = "instance0.node.localclusterid0001.cluster.1111111111.account"
REMOTE_NODE = "instance0.node.remoteclusterid001.cluster.2222222222.account"
LOCAL_CLUSTER, REMOTE_CLUSTER = "*.node.localclusterid0001.cluster.1111111111.account", "*.node.remoteclusterid001.cluster.2222222222.account"
LOCAL_ACCOUNT, REMOTE_ACCOUNT = "*.node.*.cluster.1111111111.account", "*.node.*.cluster.2222222222.account"
BOTH = ["local", "remote"]
"""Authorities."""

TRUSTED = {"local": (BOTH, [LOCAL_CLUSTER, REMOTE_ACCOUNT]), "remote": (BOTH, [REMOTE_CLUSTER, LOCAL_ACCOUNT])}
WORLDS = {
    "all is well": {},
    "the remote is down": {"down": True},
    "the remote does not trust the local cluster": {"remote": (BOTH, [REMOTE_CLUSTER, "*.node.*.cluster.9999999999.account"])},
    "the remote trusts the local cluster by its id": {"remote": (BOTH, [REMOTE_CLUSTER, LOCAL_CLUSTER])},
    "the local cluster does not trust the remote": {"local": (BOTH, [LOCAL_CLUSTER])},
    "the remote does not have the local cluster's authority": {"remote": (["remote"], [REMOTE_CLUSTER, LOCAL_ACCOUNT])},
    "the local cluster does not have the remote's authority": {"local": (["local"], [LOCAL_CLUSTER, REMOTE_ACCOUNT])},
}
"""What happened between two exchanges: whom the nodes trust by then, and whether the remote runs."""

UNDETERMINED = {"took", "value", "_source", "uid", "issued_to", "build_hash", "build_type", "transport_address", "host", "ip", "issuer", "issue_date"}
UNDETERMINED |= {"issue_date_in_millis", "expiry_date", "expiry_date_in_millis", "transport_version", "index_version", "component_versions", "name"}
"""Whose values nothing determines: their types are compared."""

DEPLOYMENT = {"id": "0a" * 16, "resource_id": "0b" * 16, "region": "aws-eu-west-1", "version": "8.19.21", "created": "2025-01-01"}
"""The world has its date from the deployments."""

NODE_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def comparable(value, name=""):
    """An answer with types in place of what nothing determines, one hit in place of several, and without what belongs to keys."""
    if name in UNDETERMINED:
        return type(value).__name__
    if isinstance(value, dict):
        return {"…" if NODE_ID.fullmatch(key) else key: comparable(inner, key) for key, inner in value.items() if key != "cluster_credentials"}
    if isinstance(value, list):
        return [comparable(item) for item in (value[:1] if name == "hits" else value)]
    # the name of the subject is the recorder's own; roles that are not there are not modelled
    return re.sub(r"CN=[^ ]+|(\[\] \(assigned roles \[reader\] were not found\)|\[u1\])(?= on indices)", "…", value) if isinstance(value, str) else value


@pytest.fixture
def two(control, emulator):
    """Makes the two clusters, of one version; the local one has a user who may do nothing."""

    def make(version, **more):
        users = {"elastic": {"password": "secret"}, "u1": {"password": "secret"}}
        transport = [f"{host}:{port}" for host in ("127.0.0.1", "localhost") for port in PORTS]
        common = {"version": version, "users": users} | more
        ends = {name: {"authorities": authorities, "restrictions": patterns} for name, (authorities, patterns) in TRUSTED.items()}
        clusters = {
            "local": common | {"node_names": [LOCAL_NODE], "trusts": ends["local"]},
            "remote": common | {"node_names": [REMOTE_NODE], "trusts": ends["remote"], "transport": transport},
        }
        cloud = {
            "platform": "ech",
            "organization": "1000000001",
            "api_keys": {"admin": "emulated-hosted-key"},
            "deployments": {"any": DEPLOYMENT},
        }
        reply = control.post("/reset", json={"clouds": {"hosted": cloud}, "clusters": clusters})
        assert reply.status_code == 200, reply.text

    estate = emulator.world.estate
    yield make
    emulator.world.reset(estate)


@pytest.fixture
def rest(emulator):
    """Makes a client of one of the two."""
    opened = []

    def make(name="local", user="elastic"):
        opened.append(httpx.Client(base_url=f"{emulator.url}/clusters/{name}", auth=(user, "secret"), verify=False, trust_env=False))
        return opened[-1]

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def turn(control, emulator):
    """Lets the world be another one: files are put in place, the remote is stopped or started."""

    def become(name):
        changes, world = WORLDS[name], emulator.world
        for cluster, (authorities, patterns) in (TRUSTED | {key: value for key, value in changes.items() if key != "down"}).items():
            active = [world.authority_of(world.cluster(authority)) for authority in authorities]
            files = {"certs/ca.crt": "".join(item.pem(item.active) for item in active), "trust.yml": yaml.safe_dump({"trust.subject_name": patterns})}
            assert control.put(f"/clusters/{cluster}/files", json=files).is_success
        status = "stopped" if changes.get("down") else "started"
        assert control.put("/clusters/remote/status", json={"status": status}).is_success

    return become


@pytest.mark.parametrize("story", RECORDED["linked"])
def test_linked_story(two, turn, rest, story):
    """Each exchange of a recording has the same status and the same answer here, whatever happens to the remote and to the trust on the way."""
    exchanges = RECORDED["linked"][story]
    two(exchanges[0]["version"])
    for exchange in exchanges:
        before = exchange.get("before", {})
        if "world" in before:
            turn(before["world"])
        for change in before.get("put", ()):
            assert rest().put("/_cluster/settings", json={"persistent": change}).status_code == 200, exchange["name"]
        reply = rest(user=exchange.get("user", "elastic")).request(exchange["method"], exchange["path"], json=exchange["request"])

        assert (exchange["name"], reply.status_code) == (exchange["name"], exchange["status"]), reply.text
        assert (exchange["name"], comparable(reply.json())) == (exchange["name"], comparable(exchange["response"]))


@pytest.mark.parametrize(("name", "licence"), [("license_basic", "basic"), ("license_trial", "trial")])
def test_license(two, rest, name, licence):
    """A licence has the recorded form: one that ends says when, basic does not."""
    two("8.19.21", license=licence)
    reply = rest().get("/_license")

    assert (reply.status_code, comparable(reply.json())) == (200, comparable(RECORDED["single"][name]["response"]))


def test_nodes(two, rest):
    """A node whose server for remotes by API key is off has the recorded form; it has all roles where none were chosen."""
    real = RECORDED["single"]["nodes_remote_cluster_server_disabled"]
    two(real["version"])

    assert comparable(rest().get(real["path"]).json()) == comparable(real["response"])
