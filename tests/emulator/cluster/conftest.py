"""Named clusters of the demonstration estate: what their administrators do, and links that need it on both sides."""

import httpx
import pytest
import yaml

from crosslink_emulator.world.state.trust import DirectTrust, Trust

ONPREM_NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
EU = "eeee0101" * 4
SSL = "xpack.security.transport.ssl"
CONFIG = "/usr/share/elasticsearch/config"
NAMES = {"k8s-logs": ("logs", "search"), "k8s-shop": ("shop", "shop"), "k8s-other": ("other", "search")}


@pytest.fixture
def world(emulator):
    """The world that the emulator serves."""
    return emulator.world


@pytest.fixture
def rest(emulator):
    """Makes a client of a cluster's Elasticsearch; deployments are named too."""
    opened = []

    def make(name, user="crosslink", password=None):
        found = next((cloud.deployments[name] for cloud in emulator.world.clouds.values() if name in cloud.deployments), None)
        identity = found.resource_id if found else name
        auth = (user, password or f"emulated-{name}-password")
        opened.append(httpx.Client(base_url=f"{emulator.url}/clusters/{identity}", auth=auth, verify=False, trust_env=False))
        return opened[-1]

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def ca(world):
    """The active certificate of the authority of a named cluster, or of a deployment."""

    def look(name):
        end = world.cluster(name) or next(world.cluster(cloud.deployments[name].resource_id) for cloud in world.clouds.values() if name in cloud.deployments)
        authority = world.authority_of(end)
        return authority.pem(authority.active)

    return look


@pytest.fixture
def put_files(control):
    """Puts files in place on a self-managed cluster."""
    return lambda name, files: control.put(f"/clusters/{name}/files", json=files)


@pytest.fixture
def install(put_files, ca):
    """Lets a self-managed cluster trust the authorities of others beside its own, within restrictions where there are some."""

    def put(name, *others, restrictions=None):
        settings = {f"{SSL}.certificate_authorities": ["certs/ca.crt", "others.crt"]}
        files = {"others.crt": "".join(map(ca, others))}
        if restrictions is not None:
            settings[f"{SSL}.trust_restrictions.path"] = "trust.yml"
            files["trust.yml"] = yaml.safe_dump({"trust": {"subject_name": restrictions}})
        reply = put_files(name, files | {"elasticsearch.yml": yaml.safe_dump(settings)})
        assert reply.status_code == 200, reply.text

    return put


@pytest.fixture
def apply(control):
    """Applies Kubernetes objects."""
    return lambda name, *objects: control.put(f"/clusters/{name}/kubernetes", json={"objects": list(objects)})


@pytest.fixture
def config_map():
    """A ConfigMap."""

    def make(name, **entries):
        data = {key.replace("_", "."): text for key, text in entries.items()}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}

    return make


@pytest.fixture
def elasticsearch_object():
    """The part of a cluster's Elasticsearch object that is applied."""

    def make(cluster, **spec):
        name, namespace = NAMES[cluster]
        return {"apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch", "metadata": {"name": name, "namespace": namespace}, "spec": spec}

    return make


@pytest.fixture
def node_set():
    """A part of node set ``default`` with files from a Secret or ConfigMap."""

    def make(source, authorities=None, restrictions=None, path=f"{CONFIG}/others", **more):
        volume = {"secret": {"secretName": source["metadata"]["name"]}} if source["kind"] == "Secret" else {"configMap": {"name": source["metadata"]["name"]}}
        config = {f"{SSL}.certificate_authorities": authorities, f"{SSL}.trust_restrictions.path": restrictions}
        container = {"name": "elasticsearch", "volumeMounts": [{"name": "others", "mountPath": path}]}
        template = {"spec": {"containers": [container], "volumes": [{"name": "others"} | volume]}}
        return {"name": "default", "config": {key: value for key, value in config.items() if value is not None}, "podTemplate": template} | more

    return make


LOAD_BALANCER = {"service": {"spec": {"type": "LoadBalancer"}}}


@pytest.fixture
def trust_in_kubernetes(apply, elasticsearch_object, config_map, ca):
    """Lets a cluster in Kubernetes trust the authorities of others, and exposes its transport layer."""

    def put(name, *others):
        authorities = config_map("others", ca_crt="".join(map(ca, others)))
        transport = LOAD_BALANCER | {"tls": {"certificateAuthorities": {"configMapName": "others"}}}
        reply = apply(name, authorities, elasticsearch_object(name, transport=transport))
        assert reply.status_code == 200, reply.text

    return put


@pytest.fixture
def direct(world, ca):
    """Gives a deployment one entry of ``direct``."""

    def write(holder, other, **entry):
        deployment = next(cloud.deployments[holder] for cloud in world.clouds.values() if holder in cloud.deployments)
        values = {"uid": "u", "name": other, "trust_all": False, "certificates": (ca(other),)} | entry
        deployment.trust = Trust(direct=(DirectTrust(**values),))

    return write


@pytest.fixture
def connect(rest, world):
    """Writes the settings of a remote: of a named cluster by its address, of a deployment by its endpoint."""

    def write(local, target, **more):
        cloud = next((item for item in world.clouds.values() if target in item.deployments), None)
        host = cloud.endpoint(cloud.deployments[target]) if cloud else None
        values = {"mode": "proxy", "proxy_address": f"{host}:9400" if host else world.clusters[target].transport[0], "server_name": host} | more
        reply = rest(local).put("/_cluster/settings", json={"persistent": {"cluster": {"remote": {"far": values}}}})
        assert reply.status_code == 200, reply.text

    return write


@pytest.fixture
def state(control, rest, world):
    """Whether the remote is connected, and why not; Elasticsearch itself says only the first."""

    def look(local, alias="far"):
        identity = (
            local if local in world.clusters else next(cloud.deployments[local].resource_id for cloud in world.clouds.values() if local in cloud.deployments)
        )
        found = control.get(f"/clusters/{identity}/remotes").json()[alias]
        assert rest(local).get("/_remote/info").json()[alias]["connected"] is found["connected"]
        return found["connected"], found["reason"]

    return look
