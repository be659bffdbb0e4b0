"""Links of self-managed clusters come under Pulumi's care without a change."""

from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.model.trust.direct_trust import DirectTrust

from .stack import IDS

ENDPOINT = f"{'eeee0101' * 4}.eu-west-1.aws.found.io"
PROXY = {"mode": "proxy", "proxy_socket_connections": "3"}


def trust_warehouse(live, session):
    """Let logs-eu trust warehouse, which trusts it."""
    authority = "".join(live.control("GET", "clusters/warehouse/certificates")["authority"])
    (deployment,) = DeploymentDirectory(session).find([("hosted", IDS["logs-eu"])]).values()
    known = {"name": "warehouse", "scope_id": "datacenter1", "trust_all": True, "certificates": [authority]}
    DirectTrustLifecycle(session, Tell.by(print)).create(DirectTrust.model_validate({"deployment": deployment} | known))


def test_import(stack, live, session, clusters, configuration_of, trust_each_other, write_remote):
    """After the import of remotes between clusters, from one into a deployment and back, nothing differs, and nothing was written to anybody."""
    trust_each_other("onprem", "stock")
    trust_warehouse(live, session)
    write_remote("warehouse", "eu", PROXY | {"proxy_address": f"{ENDPOINT}:9400", "server_name": ENDPOINT, "skip_unavailable": "false"})
    write_remote("logs-eu", "depot", {"seeds": ["warehouse.example:9300"]})
    write_remote("onprem", "stock", {"seeds": ["stock.example:9300"], "node_connections": "2", "transport.compress": "true"})
    write_remote("stock", "onprem", PROXY | {"proxy_address": "onprem.example:9300"})
    stack.configure({}, clusters=clusters() | {"warehouse": configuration_of("warehouse")})
    before = live.control("GET", "state")
    live.control("DELETE", "requests")
    said = stack.adopt("onprem", "stock", "warehouse")
    stack.settled()
    resources = {each["id"]: each["outputs"] for each in stack.state() if each.get("custom") and "crosslink" in each["type"]}
    linked_ids = {id_ for id_, resource in resources.items() if "alias" in resource}

    assert "1 direct trust" in said
    assert "4 remote connections" in said
    assert linked_ids == {"warehouse/eu", f"{IDS['logs-eu']}/depot", "onprem/stock", "stock/onprem"}
    assert {resources[item]["connected"] for item in linked_ids} == {True}
    assert {request["method"] for request in live.requests()} == {"GET", "POST"}
    assert live.control("GET", "state") == before
