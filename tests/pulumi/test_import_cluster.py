"""Links of self-managed clusters come under Pulumi's care without a change."""

import json

import yaml

from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.direct_trust import DirectTrustLifecycle
from crosslink_core.model.direct_trust import DirectTrust
from crosslink_emulator.world.elasticsearch_write import write_settings

from .stack import IDS, ROOT
from .test_cluster_link import clusters

DEMONSTRATION = ROOT / "emulator" / "crosslink_emulator" / "estates" / "demonstration.yaml"
ENDPOINT = f"{'eeee0101' * 4}.eu-west-1.aws.found.io"
PROXY = {"mode": "proxy", "proxy_socket_connections": "3"}


def trusting(live, connections):
    """Let onprem and stock trust each other, and logs-eu trust warehouse, which trusts it."""
    estate = json.loads(json.dumps(yaml.safe_load(DEMONSTRATION.read_text()), default=str))  # dates as JSON has them
    for name in ("onprem", "stock"):
        estate["clusters"][name]["trusts"] = {"authorities": ["onprem", "stock"]}
    live.control("POST", "reset", estate)
    authority = "".join(live.control("GET", "clusters/warehouse/certificates")["authority"])
    (deployment,) = DeploymentDirectory(connections).find([("hosted", IDS["logs-eu"])]).values()
    known = {"name": "warehouse", "scope_id": "datacenter1", "trust_all": True, "certificates": [authority]}
    DirectTrustLifecycle(connections, Tell.by(print)).create(DirectTrust.model_validate({"deployment": deployment} | known))


def linked(live, name, alias, settings):
    """Write a remote as a person does."""
    world = live.inner.world
    hosted = world.clouds["hosted"]
    cloud, one = (None, world.clusters[name]) if name in world.clusters else (hosted, hosted.deployments[name])
    write_settings(world, cloud, one, {f"cluster.remote.{alias}.{key}": value for key, value in settings.items()})


def test_import(stack, live, connections):
    """After the import of remotes between clusters, from one into a deployment and back, nothing differs, and nothing was written to anybody."""
    trusting(live, connections)
    linked(live, "warehouse", "eu", PROXY | {"proxy_address": f"{ENDPOINT}:9400", "server_name": ENDPOINT, "skip_unavailable": "false"})
    linked(live, "logs-eu", "depot", {"seeds": ["warehouse.example:9300"]})
    linked(live, "onprem", "stock", {"seeds": ["stock.example:9300"], "node_connections": "2", "transport.compress": "true"})
    linked(live, "stock", "onprem", PROXY | {"proxy_address": "onprem.example:9300"})
    there = {"url": f"{live.url}/clusters/warehouse", "username": "crosslink", "password": "emulated-warehouse-password"}
    stack.configure({}, clusters=clusters(stack, live) | {"warehouse": there | {"transportAddress": "warehouse.example:9300"}})
    before = live.control("GET", "state")
    live.control("DELETE", "requests")
    said = stack.adopt()
    stack.settled()
    resources = {one["id"]: one["outputs"] for one in stack.state() if one.get("custom") and "crosslink" in one["type"]}
    linked_ids = {id_ for id_, one in resources.items() if "alias" in one}

    assert "1 direct trust" in said
    assert "4 remote connections" in said
    assert linked_ids == {"warehouse/eu", f"{IDS['logs-eu']}/depot", "onprem/stock", "stock/onprem"}
    assert {resources[one]["connected"] for one in linked_ids} == {True}
    assert {one["method"] for one in live.requests()} == {"GET", "POST"}
    assert live.control("GET", "state") == before
