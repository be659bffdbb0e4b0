"""Links of clusters that no control plane knows, as a program declares them: their files, whatever is said of the ends."""

import json

import httpx
import pytest
import yaml
from pulumi import Output, RunError, log

from pulumi_crosslink import Cluster, ClusterLink, Deployment, link_files, process, settings
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

EU = Deployment(deployment_id="dddd0101" * 4, connection="hosted")
US = Deployment(deployment_id="dddd0102" * 4, connection="hosted")
ONPREM = Cluster("onprem")
ORDERS = Deployment(deployment_id="dddd0302" * 4, connection="enterprise")


@pytest.fixture
def clusters(emulator, configuration_of, tmp_path):
    """What the configuration says of two self-managed clusters, with the files that those who run them hand over."""
    found = {}
    for name in ("onprem", "stock"):
        there = httpx.get(f"{emulator.url}/_emulator/clusters/{name}/certificates").json()
        for part in ("authority", "nodes"):
            (tmp_path / f"{name}-{part}.pem").write_text("".join(there[part]))
        found[name] = configuration_of(name, transportCaFile=str(tmp_path / f"{name}-authority.pem"))
    found["onprem"]["nodeCertificateFile"] = str(tmp_path / "onprem-nodes.pem")
    return found | {"logs-eu": configuration_of("logs-eu")}


@pytest.fixture
def run(configured, clusters, monkeypatch, declared):
    """Run a program in which `files` keeps what is handed out."""

    def run(program, *, preview=False, **changes):
        said = {name: clusters.get(name, {}) | changes.get(name, {}) for name in {**clusters, **changes}}
        provider = configured(
            RemoteConnectionProvider, clusters=json.dumps({name: {k: v for k, v in line.items() if v is not None} for name, line in said.items()})
        )
        monkeypatch.setattr(settings, "of_program", lambda: process.session(provider._get))
        handed = {}

        def keep(name, item):
            item.files.apply(lambda files: handed.__setitem__(name, files))

        made = declared(lambda: [keep(name, item) for name, item in program().items()] and None, preview=preview)
        return handed, made

    return run


def link(name="a", local=EU, remote=ONPREM, **more):
    return lambda: {name: ClusterLink(name, local=local, remote=remote, alias=name, **more)}


def texts(handed, name="a"):
    return {item["name"]: item["text"] for item in handed[name]}


@pytest.mark.parametrize("side", [None, "local", "remote"])
@pytest.mark.parametrize("ends", [(EU, Cluster("onprem")), (Cluster("onprem"), ORDERS), (Cluster("onprem"), Cluster("stock"))], ids=["to", "from", "between"])
def test_the_same_files_again(run, another_process, ends, side):
    """Another run hands out the same files, byte for byte; a side that is somebody else's is theirs to install."""
    handed, _ = run(link(local=ends[0], remote=ends[1], side=side))
    another_process()
    again, _ = run(link(local=ends[0], remote=ends[1], side=side))
    sides = dict(zip(("local", "remote"), ends, strict=True))

    assert handed == again
    assert {item["cluster"] for item in handed["a"]} == {each.cluster for name, each in sides.items() if side in {None, name} and isinstance(each, Cluster)}


def test_a_private_key(run, tmp_path, another_process):
    """A private key in a file that the configuration names is neither handed out nor shown, and among authorities it is refused."""
    key = "-----BEGIN PRIVATE KEY-----\nRkFLRVNFQ1JFVA==\n-----END PRIVATE KEY-----\n"
    for part in ("authority", "nodes"):
        (tmp_path / f"with-key-{part}.pem").write_text(key + (tmp_path / f"onprem-{part}.pem").read_text() + key)
    handed, made = run(link(), onprem={"nodeCertificateFile": str(tmp_path / "with-key-nodes.pem")})
    another_process()
    with pytest.raises(RunError, match=r"crosslink:clusters\.onprem\.transportCaFile: .* holds a private key, which must stay where it is") as caught:
        run(link(), onprem={"transportCaFile": str(tmp_path / "with-key-authority.pem")})

    assert "PRIVATE" not in f"{handed}{[one.props for one in made.values()]}"
    assert "RkFLRVNFQ1JFVA==" not in str(caught.value)


@pytest.mark.parametrize("later", [False, True], ids=["plain", "output"])
def test_a_private_key_as_certificate(run, later):
    """A private key among the certificates that the program gives is refused before anything is declared, and not shown."""
    given = ["-----BEGIN PRIVATE KEY-----\nRkFLRVNFQ1JFVA==\n-----END PRIVATE KEY-----\n"]
    with pytest.raises(RunError, match="holds a private key") as caught:
        run(link(local=Cluster("onprem"), remote=EU, side="local", certificates=Output.from_input(given) if later else given))
    assert "RkFLRVNFQ1JFVA==" not in str(caught.value)


def test_two_links_of_one_cluster(run, monkeypatch):
    """Two links hand out two sets of files for one cluster, of which one would replace the other: that is said."""
    said = []
    monkeypatch.setattr(log, "warn", said.append)
    handed, _ = run(lambda: link()() | link("b", local=US)())

    assert texts(handed)["trust.yml"] != texts(handed, "b")["trust.yml"]
    assert said == [link_files.TWICE.format(first="ClusterLink a", second="ClusterLink b", cluster="onprem")]


def test_another_program(run, monkeypatch, another_process):
    """Another run in the same process is not taken for a second link."""
    said = []
    monkeypatch.setattr(log, "warn", said.append)
    run(link())
    another_process()
    run(link("b"))

    assert said == []


def test_two_authorities(run):
    """A link whose ends sign by different authorities, and certificates that are given twice, with other line ends and text around: each stands there once."""
    pem, _ = run(link(local=Cluster("onprem"), remote=EU, side="local"))
    region = texts(pem)["crosslink-authorities.crt"].partition("-----END CERTIFICATE-----\n")[2]
    messy = f"subject=CN = region\r\n{region}trailing".replace("\n", "\r\n")
    handed, _ = run(link(local=Cluster("onprem"), remote=EU, side="local", certificates=[messy, region, region + region]))

    assert texts(handed)["crosslink-authorities.crt"] == texts(pem)["crosslink-authorities.crt"]
    assert texts(handed)["crosslink-authorities.crt"].count("BEGIN CERTIFICATE") == 2


@pytest.mark.parametrize("preview", [True, False])
def test_addresses_of_another_resource(run, preview):
    """Addresses, such as those of a load balancer of the same program, choose no route: the link is the same, and they reach its settings."""
    made = run(link(remote=Cluster("onprem", transport_addresses=Output.from_input(["balancer.example:9300"]))), preview=preview)[1]

    assert {"a-local-trust", "a-remote-connection"} <= made.keys()
    assert made["a-remote-connection"].props["remote"]["transport_addresses"] == ["balancer.example:9300"]
    assert made["a-remote-connection"].props["remote"]["cluster_uuid"]


@pytest.mark.parametrize(
    "ends",
    [
        {"remote": Cluster("onprem", node_names=Output.from_input(["a.example"]))},
        {"remote": Cluster(Output.from_input("onprem"))},
        {"local": Cluster("onprem"), "remote": Deployment(deployment_id=Output.from_input("dddd0101" * 4))},
        {"local": Output.from_input("dddd0101" * 4), "remote": Cluster("onprem")},
    ],
    ids=["names of nodes", "cluster", "remote deployment", "local deployment"],
)
def test_what_chooses_the_route_is_known_too_late(run, ends):
    """What the route or the trust hangs on cannot be an output: that is an error, not another kind of link without trust."""
    with pytest.raises(RunError, match="a: what an output of another resource brings is known too late to choose the route to a cluster"):
        run(link(**ends))


def test_a_version_that_is_said(run):
    """A version that the program says spares no configuration: addresses, names and authorities are still those that are configured."""
    handed, made = run(link(remote=Cluster("onprem", version="8.19.4")))
    remote = made["a-remote-connection"].props["remote"]

    assert (remote["transport_addresses"], remote["node_names"]) == (
        ["onprem.example:9300"],
        ["es1.node.feed0001feed0001feed0001feed0001.cluster.datacenter1.account"],
    )
    assert texts(handed)["crosslink-authorities.crt"].count("BEGIN CERTIFICATE") == 2


def test_a_version_that_is_said_of_a_plain_resource(configured, clusters):
    """The same holds for a plain resource, whose cluster is then not asked."""
    provider = configured(RemoteConnectionProvider, clusters=json.dumps(clusters))
    ends = {"local": {"cluster": "onprem", "version": "8.19.4"}, "remote": {"cluster": "stock", "version": "8.19.4", "transport_addresses": []}}
    result = provider.check({}, ends | {"alias": "far"})

    assert result.failures == []
    assert result.inputs["proxy_address"] == "stock.example:9300"


@pytest.mark.parametrize("alias", ["a", Output.from_input("a")], ids=["plain", "output"])
@pytest.mark.parametrize("trust", [True, False])
def test_what_the_operator_is_told(run, trust, alias):
    """A link that the operator of Kubernetes makes is nothing but a file, also where its trust is declared elsewhere: it has none."""
    where = {name: {"platform": "eck", "kubernetes": {"operator": "o", "namespace": name, "name": name}} for name in ("logs", "shop")}
    program = lambda: {"a": ClusterLink("a", local=Cluster("logs"), remote=Cluster("shop"), alias=alias, trust=trust)}  # noqa: E731 — as `link`
    handed, made = run(program, logs=where["logs"], shop=where["shop"])

    assert made.keys() == {"a"}
    assert yaml.safe_load(texts(handed)["elasticsearch.yaml"])["spec"]["remoteClusters"] == [
        {"name": "a", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}
    ]
