"""The emulator's answers beside those of real nodes, field by field: settings, remotes, and links that one side refuses."""

import json
import re

import httpx
import pytest

from .node import trust

ALIAS = "far"
USER = "crosslink"
PASSWORD = "emulated-password"
OTHERS_OWN = {"took", "cluster_uuid", "_id", "_index", "_score", "max_score", "hits", "build_hash", "build_date", "name"}
"""Fields that are each server's own: only what kind of value they are is compared."""


class Emulated:
    """A named cluster of the emulator that is what a real node is."""

    def __init__(self, emulator, name):
        self.url, self.name = emulator.url, name
        self.client = httpx.Client(base_url=f"{emulator.url}/clusters/{name}", auth=(USER, PASSWORD), trust_env=False)

    def ask(self, method, path, body=None):
        reply = self.client.request(method, path, json=body)
        return reply.status_code, reply.json()

    def install(self, files):
        reply = httpx.put(f"{self.url}/_emulator/clusters/{self.name}/files", json=files, trust_env=False)
        assert reply.status_code == httpx.codes.OK, reply.text

    def authority(self):
        return httpx.get(f"{self.url}/_emulator/clusters/{self.name}/certificates", trust_env=False).json()["authority"][0]


class Pair:
    """A real node and its emulated double."""

    def __init__(self, real, double):
        self.real, self.double = real, double

    def ask(self, method, path, body=None):
        """Return both answers, with what is each server's own taken out."""
        return plain(*self.real.ask(method, path, body, expect=None)), plain(*self.double.ask(method, path, body))

    def install(self, other, *, peers, names):
        """Let both trust an authority or not, and a name or not."""
        restrictions = trust(*self.real.names, *(other.real.names if names else ()))
        self.real.install({"peers.crt": self.real.authority_pem + (other.real.authority_pem if peers else ""), "trust.yml": restrictions})
        settings = "xpack.security.transport.ssl: {certificate_authorities: [peers.crt], trust_restrictions.path: trust.yml}\n"
        bundle = self.double.authority() + (other.double.authority() if peers else "")
        self.double.install({"peers.crt": bundle, "trust.yml": restrictions, "elasticsearch.yml": settings})


def plain(status, body):
    """An answer as it compares: resolved addresses are those of their names, and what is a server's own is its kind of value."""
    text = json.dumps(body).replace("127.0.0.3:9300", "onprem.example:9300")
    text = re.sub(r"127\.0\.0\.2:9400|eeee0101[0-9a-z.-]*:9400", "eu.example:9400", text)
    return status, _bare(json.loads(re.sub(r"CN=[^ ]+", "CN=…", text)))


def _bare(value, key=""):
    if key in OTHERS_OWN and not isinstance(value, dict):
        return type(value).__name__
    if isinstance(value, dict):
        return {name: _bare(item, name) for name, item in value.items()}
    return [_bare(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(params=["older", "newer"])
def which(request):
    """Which of the nodes is the local one."""
    return request.param


@pytest.fixture
def pairs(nodes, live, which):
    """Both real nodes with their doubles, by which is older.

    The double of a remote is never older than the local one: real nodes link all the same, the emulator goes by Elastic's table of versions.
    """
    named = {"onprem": (nodes.older, f"{'onprem'}.example:9300"), "eu": (nodes.newer, nodes.address(nodes.newer))}
    users = {USER: {"password": PASSWORD, "cluster": ["all"]}}
    clusters = {
        name: {"version": node.version if which == "older" else nodes.newer.version, "users": users, "transport": [address], "node_names": list(node.names)}
        for name, (node, address) in named.items()
    }
    deployment = {"id": "d" * 32, "resource_id": "e" * 32, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
    cloud = {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "a-key"}, "deployments": {"one": deployment}}
    live.control("POST", "reset", {"clouds": {"hosted": cloud}, "clusters": clusters})
    made = {"older": Pair(nodes.older, Emulated(live.inner, "onprem")), "newer": Pair(nodes.newer, Emulated(live.inner, "eu"))}
    yield made
    for item in made.values():
        item.double.client.close()


@pytest.fixture
def local(pairs, which):
    return pairs[which]


@pytest.fixture
def remote(pairs, local):
    return next(pair for pair in pairs.values() if pair is not local)


def same(pair, method, path, body=None):
    real, double = pair.ask(method, path, body)
    assert list(differences(real, double)) == [], f"{method} {path} {json.dumps(body)}"
    return real


def differences(real, double, path=""):
    """Yield where two answers differ: the path, the node's value, the emulator's."""
    if isinstance(real, dict) and isinstance(double, dict):
        for name in sorted({*real, *double}):
            yield from differences(real.get(name), double.get(name), f"{path}.{name}")
    elif isinstance(real, (list, tuple)) and isinstance(double, (list, tuple)) and len(real) == len(double):
        for number, (item, other) in enumerate(zip(real, double, strict=True)):
            yield from differences(item, other, f"{path}[{number}]")
    elif real != double:
        yield path, real, double


def link(nodes, remote, mode, *, skip=False, **more):
    address = nodes.address(remote.real)
    where = {"proxy_address": address} | more if mode == "proxy" else {"seeds": [address]}
    return {"persistent": {"cluster": {"remote": {ALIAS: {"mode": mode, "skip_unavailable": skip, **where}}}}}


LOOK = (
    ("GET", "/_remote/info"),
    ("GET", "/_cluster/settings?filter_path=persistent.cluster.remote,transient.cluster.remote"),
    ("GET", "/_cluster/settings?flat_settings=true"),
)


@pytest.mark.parametrize("mode", ["proxy", "sniff"])
def test_settings(nodes, local, remote, mode):
    """Settings of both modes are taken, shown, changed, refused and removed alike; one mistake at a time, because of several nodes name any first."""
    other = {"proxy": "sniff", "sniff": "proxy"}[mode]
    wrong = {"server_name": "a.example"} if mode == "sniff" else {"seeds": ["a:1"]}
    far = f"cluster.remote.{ALIAS}"
    bodies = [
        link(nodes, remote, mode),
        {"persistent": {f"{far}.{name}": value for name, value in wrong.items()}},
        {"persistent": {f"{far}.proxy_address": None, f"{far}.seeds": None}},
        {"persistent": {f"{far}.skip_unavailable": None}},
        {"persistent": {f"{far}.mode": other}},
        {"persistent": {f"{far}.{'proxy_socket_connections' if mode == 'proxy' else 'node_connections'}": 2}},
        {"persistent": {f"{far}.*": None}},
    ]
    for body in bodies:
        same(local, "PUT", "/_cluster/settings", body)
        for method, path in LOOK[1:]:
            same(local, method, path)


@pytest.mark.parametrize("mode", ["proxy", "sniff"])
def test_connected(nodes, local, remote, mode):
    """A link that connects looks alike, and a search through it has the same form."""
    local.install(remote, peers=True, names=True)
    remote.install(local, peers=True, names=True)
    same(local, "PUT", "/_cluster/settings", link(nodes, remote, mode))
    remote.real.ask("PUT", "/idx/_doc/1?refresh=true", {"n": 1}, expect=None)

    _, info = same(local, "GET", "/_remote/info")
    assert info[ALIAS]["connected"] is True
    same(local, "GET", f"/{ALIAS}:idx/_search")
    resolved, double = local.ask("GET", f"/_resolve/cluster/{ALIAS}:*")
    assert (double[0], double[1][ALIAS].keys()) == (resolved[0], resolved[1][ALIAS].keys())


@pytest.mark.parametrize("side", ["local", "remote"])
@pytest.mark.parametrize("lacks", ["peers", "names"])
def test_refused(nodes, local, remote, side, lacks):
    """A link that one side refuses looks alike in both modes, and says as much, or as little, of why."""
    for item, other in ((local, remote), (remote, local)):
        trusted = {"peers": True, "names": True} | ({lacks: False} if (item is local) == (side == "local") else {})
        item.install(other, **trusted)
    for mode, skip in (("proxy", False), ("sniff", False), ("sniff", True)):
        local.ask("PUT", "/_cluster/settings", {"persistent": {f"cluster.remote.{ALIAS}.*": None}})
        same(local, "PUT", "/_cluster/settings", link(nodes, remote, mode, skip=skip, proxy_socket_connections=1))  # each handshake that fails takes a while
        same(local, "GET", f"/{ALIAS}:idx/_search?size=0")
        same(local, "GET", f"/_resolve/cluster/{ALIAS}:*")
        _, info = same(local, "GET", "/_remote/info")
        assert info[ALIAS]["connected"] is False


def test_itself(local):
    """What a cluster says of itself has the same form."""
    for path in ("/_license", "/_nodes?filter_path=nodes.*.roles"):
        (real, shown), (double, emulated) = local.ask("GET", path)
        assert (double, emulated.keys()) == (real, shown.keys())
    nodes = [sorted(next(iter(item["nodes"].values()))["roles"]) for _, item in local.ask("GET", "/_nodes?filter_path=nodes.*.roles")]
    assert nodes[0] == nodes[1]
