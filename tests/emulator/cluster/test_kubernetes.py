import base64

import pytest

SSL = "xpack.security.transport.ssl"
AUTHORITIES, RESTRICTIONS = f"{SSL}.certificate_authorities", f"{SSL}.trust_restrictions.path"
CONFIG = "/usr/share/elasticsearch/config"
FILE, TRUST = [f"{CONFIG}/others/ca.crt"], f"{CONFIG}/others/trust.yml"
OWN = "trust.subject_name: ['*.node.logs.search.es.local', '*.account']"


@pytest.fixture
def source(config_map, ca):
    """A ConfigMap with an authority and with restrictions that fit."""
    return config_map("others", ca_crt=ca("onprem"), trust_yml=OWN)


def trusts(reply):
    """Whom the nodes trust, by node set: how many authorities, and which patterns."""
    assert reply.status_code == 200, reply.text
    return {trust["nodes"]: (len({*trust["authorities"]}), trust["restrictions"]) for trust in reply.json()["trusts"]}


@pytest.fixture
def first(apply, config_map):
    """What is trusted when nothing but a ConfigMap that nobody uses was applied."""
    return lambda: trusts(apply("k8s-logs", config_map("unused", a="b")))


def test_first(first):
    """At the beginning a cluster trusts its own authority, and restricts nothing."""
    assert first() == {"node set default": (1, None)}


def test_volume(apply, elasticsearch_object, node_set, source):
    """Settings may name files that a volume of the node's container has; the operator keeps its own authority."""
    reply = apply("k8s-logs", source, elasticsearch_object("k8s-logs", nodeSets=[node_set(source, FILE, TRUST)]))

    assert trusts(reply) == {"node set default": (2, ["*.node.logs.search.es.local", "*.account"])}


@pytest.mark.parametrize("form", ["data", "stringData"])
def test_secret(apply, elasticsearch_object, node_set, ca, form):
    """A Secret does as well, in either form; paths may be relative to the configuration's folder."""
    text = ca("onprem")
    entries = {"ca.crt": base64.b64encode(text.encode()).decode() if form == "data" else text}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "others", "namespace": "search"}, form: entries}
    reply = apply("k8s-logs", secret, elasticsearch_object("k8s-logs", nodeSets=[node_set(secret, ["others/ca.crt"])]))

    assert trusts(reply) == {"node set default": (2, None)}


def test_config_map_of_authorities(apply, elasticsearch_object, source):
    """The transport layer's own field names a ConfigMap."""
    reply = apply("k8s-logs", source, elasticsearch_object("k8s-logs", transport={"tls": {"certificateAuthorities": {"configMapName": "others"}}}))

    assert trusts(reply) == {"node set default": (2, None)}


def test_merged(apply, elasticsearch_object, node_set, source, config_map, ca, first):
    """What is applied later is merged into what is there, node sets by name; entries of a ConfigMap are replaced, and null takes a setting away."""
    apply("k8s-logs", source, elasticsearch_object("k8s-logs", nodeSets=[node_set(source, FILE, TRUST)]))
    apply("k8s-logs", elasticsearch_object("k8s-logs", transport={"service": {"spec": {"type": "LoadBalancer"}}}))
    apply("k8s-logs", config_map("others", ca_crt=ca("onprem") + ca("stock"), trust_yml=OWN))
    before = first()
    apply("k8s-logs", elasticsearch_object("k8s-logs", nodeSets=[{"name": "default", "config": {RESTRICTIONS: None, "node.store.allow_mmap": False}}]))

    assert before == {"node set default": (3, ["*.node.logs.search.es.local", "*.account"])}
    assert first() == {"node set default": (3, None)}


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        pytest.param({"nodeset": []}, "nodeset: Extra inputs are not permitted", id="field"),
        pytest.param({"transport": {"tls": {"otherNameSuffix": "x"}}}, "transport.tls.otherNameSuffix: Extra inputs are not permitted", id="inner field"),
        pytest.param({"nodeSets": [{"name": "hot"}]}, "there is no node set hot, and this emulator makes none; there are default", id="node set"),
        pytest.param({"nodeSets": [{"name": "default"}] * 2}, "spec.nodeSets has a name twice", id="twice"),
        pytest.param({"version": "9.0.0"}, "spec.version is 9.0.0, and this emulator upgrades none: k8s-logs has 8.19.4", id="version"),
        pytest.param({"nodeSets": [{"name": "default", "config": {"xpack.x": 1}}]}, "xpack.x is no setting that this emulator knows", id="setting"),
        pytest.param(
            {"nodeSets": [{"name": "default", "config": {AUTHORITIES: FILE}}]}, "which no volume of container elasticsearch has from a Secret", id="no volume"
        ),
        pytest.param(
            {"nodeSets": [{"name": "default", "config": {AUTHORITIES: ["/etc/ssl/ca.crt"]}}]}, f"/etc/ssl/ca.crt, which is not below {CONFIG}", id="outside"
        ),
        pytest.param(
            {"transport": {"tls": {"certificateAuthorities": {"configMapName": "gone"}}}}, "ConfigMap gone, which is not in namespace search", id="no ConfigMap"
        ),
        pytest.param(
            {"remoteClusters": [{"name": "x", "elasticsearchRef": {"name": "other"}}]},
            "operator k8s-eu runs no Elasticsearch other in namespace search",
            id="another operator's",
        ),
        pytest.param({"remoteClusters": [{"name": "x", "elasticsearchRef": {"name": "shop"}, "apiKey": {}}]}, "apiKey: Extra inputs", id="API key"),
    ],
)
def test_refused(apply, elasticsearch_object, first, spec, problem):
    """What the operator, Kubernetes or nodes would refuse is one sentence, and nothing is changed."""
    reply = apply("k8s-logs", elasticsearch_object("k8s-logs", **spec))

    assert reply.status_code == 400
    assert problem in reply.json()["error"]
    assert first() == {"node set default": (1, None)}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"restrictions": TRUST, "text": "trust.subject_name: '*.account'"}, "logs-es-default-0.node.logs.search.es.local matches none", id="own"),
        pytest.param({"restrictions": f"{CONFIG}/others/gone.yml"}, "others/gone.yml, which no volume of container elasticsearch has", id="no entry"),
        pytest.param({"path": "/mnt/others"}, "which no volume of container elasticsearch has", id="elsewhere"),
        pytest.param({"applied": False}, "names ConfigMap others, which is not in namespace search", id="no ConfigMap"),
        pytest.param({"container": "sidecar"}, "which no volume of container elasticsearch has", id="other container"),
        pytest.param({"volume": "another"}, "node set default mounts others, and its podTemplate has no such volume", id="other volume"),
        pytest.param({"authority": "nothing"}, "holds no certificate in PEM", id="no PEM"),
        pytest.param(
            {"items": [{"key": "gone", "path": "ca.crt"}]}, "volume others of node set default wants gone, which ConfigMap others does not have", id="item"
        ),
    ],
)
def test_refused_volume(apply, elasticsearch_object, node_set, config_map, ca, first, change, problem):
    """Each part of the way from an entry to a file is looked at."""
    source = config_map("others", ca_crt=change.get("authority", ca("onprem")), trust_yml=change.get("text", OWN))
    part = node_set(source, FILE, change.get("restrictions"), **{key: value for key, value in change.items() if key == "path"})
    pods = part["podTemplate"]["spec"]
    pods["containers"][0]["name"] = change.get("container", "elasticsearch")
    pods["volumes"][0]["name"] = change.get("volume", "others")
    pods["volumes"][0]["configMap"] |= {"items": change["items"]} if "items" in change else {}
    objects = [source] * change.get("applied", True)
    reply = apply("k8s-logs", *objects, elasticsearch_object("k8s-logs", nodeSets=[part]))

    assert reply.status_code == 400
    assert problem in reply.json()["error"]
    assert first() == {"node set default": (1, None)}


@pytest.mark.parametrize("form", ["items", "subPath"])
def test_other_file_names(apply, elasticsearch_object, node_set, source, form):
    """A volume may have an entry under another name, and a mount may be of one file."""
    part = node_set(source, [f"{CONFIG}/others/x.crt"])
    pods = part["podTemplate"]["spec"]
    if form == "items":
        pods["volumes"][0]["configMap"]["items"] = [{"key": "ca.crt", "path": "x.crt"}]
    else:
        pods["containers"][0]["volumeMounts"][0] |= {"mountPath": f"{CONFIG}/others/x.crt", "subPath": "ca.crt"}
    reply = apply("k8s-logs", source, elasticsearch_object("k8s-logs", nodeSets=[part]))

    assert trusts(reply) == {"node set default": (2, None)}


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        pytest.param({"metadata": {"name": "other"}}, "Elasticsearch other is another one: k8s-logs is logs there", id="name"),
        pytest.param({"metadata": {"name": "logs", "namespace": "shop"}}, "is in namespace shop, and k8s-logs in search", id="namespace"),
        pytest.param({"apiVersion": "v1"}, "apiVersion", id="version"),
        pytest.param({"kind": "Kibana"}, "objects[0]", id="kind"),
        pytest.param({"status": {}}, "status: Extra inputs are not permitted", id="field"),
    ],
)
def test_other_objects(apply, elasticsearch_object, manifest, problem):
    """Objects of others, and of kinds that have no part in this, are refused."""
    reply = apply("k8s-logs", elasticsearch_object("k8s-logs") | manifest)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]


def test_not_base64(apply):
    """The data of a Secret is Base64."""
    reply = apply("k8s-logs", {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "data": {"ca.crt": "-----BEGIN"}})

    assert (reply.status_code, reply.json()["error"]) == (400, "body.objects[0].Secret.data.ca.crt: Value error, is no text in Base64")


def test_self_managed(apply, config_map):
    """A self-managed cluster has no objects."""
    reply = apply("onprem", config_map("x", a="b"))

    assert (reply.status_code, reply.json()) == (400, {"error": "onprem does not run in Kubernetes: it has files"})
