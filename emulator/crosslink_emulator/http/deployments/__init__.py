"""Deployments: the document of an Elasticsearch resource, with its trust."""

from typing import Any

from crosslink_emulator.http.deployments.plan_document import INSTANCE_CONFIGURATIONS, NODE_ROLES, plans_healthy, plans_info
from crosslink_emulator.http.fields import ShowSwitches, timestamp
from crosslink_emulator.world.state.certificate import fingerprint, validity
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.plan import RESTART_ACTION
from crosslink_emulator.world.state.trust import AccountTrust, DirectTrust, ExternalTrust, Trust

LISTS_THAT_ALWAYS_SHOW = frozenset({"accounts"})
"""Real replies have no ``external`` and ``direct`` where there are none.  GUESS: ``accounts`` shows even then."""


def trust_document(cloud: Cloud, trust: Trust) -> dict[str, Any]:
    """Return the three lists."""
    lists = {
        "accounts": [_account(entry) for entry in trust.accounts],
        "external": [_external(cloud, entry) for entry in trust.external],
        "direct": [_direct(entry) for entry in trust.direct],
    }
    return {name: entries for name, entries in lists.items() if entries or name in LISTS_THAT_ALWAYS_SHOW}


def _account(entry: AccountTrust) -> dict[str, Any]:
    return {"account_id": entry.account_id} | _extent(entry) | ({} if entry.name is None else {"name": entry.name})


def _external(cloud: Cloud, entry: ExternalTrust) -> dict[str, Any]:
    """Fill the name in.  GUESS: there is none where the relationship was deleted since."""
    relationship = cloud.trust_relationships.get(entry.trust_relationship_id)
    name = {} if relationship is None else {"name": relationship.name}
    return {"trust_relationship_id": entry.trust_relationship_id} | name | _extent(entry)


def _direct(entry: DirectTrust) -> dict[str, Any]:
    """GUESS: the type always shows, also where it is the default; scope and node names show where there are some."""
    wire: dict[str, Any] = {"uid": entry.uid, "name": entry.name, "type": entry.type} | _extent(entry)
    if entry.scope_id is not None:
        wire["scope_id"] = entry.scope_id
    if entry.additional_node_names:
        wire["additional_node_names"] = list(entry.additional_node_names)
    return wire | {"certificates": [_certificate(pem) for pem in entry.certificates]}


def _extent(entry: AccountTrust | ExternalTrust | DirectTrust) -> dict[str, Any]:
    """Return who of them is trusted: real replies have no allowlist beside ``trust_all``."""
    return {"trust_all": True} if entry.trust_all else {"trust_all": False, "trust_allowlist": list(entry.trust_allowlist)}


def _certificate(pem: str) -> dict[str, Any]:
    """GUESS: nothing is said of who else trusts it."""
    begin, end = validity(pem)
    return {"pem": pem, "metadata": {"fingerprint": fingerprint(pem), "valid_from": timestamp(begin), "valid_to": timestamp(end)}}


HTTPS_PORTS = {"ech": 443, "ece": 9243}
"""The port of Elasticsearch's own API, as real replies give it."""

INSTANCE = "instance-0000000000"

STOPPED_IS_HEALTHY = True
"""GUESS: a deployment that was shut down on purpose is shown as healthy, with no instances and no master."""


FAILED_PLAN_IS_UNHEALTHY = True
"""GUESS: after a plan that failed, the resource and the deployment are shown as not healthy until another one succeeds."""

PENDING_STATUS = {RESTART_ACTION: "restarting"}
"""GUESS: how a cluster is called while a plan runs, by what began it; else ``reconfiguring``.  Real replies have both words."""


def elasticsearch_info(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    """Return the document."""
    healthy = (deployment.status == "started" or STOPPED_IS_HEALTHY) and (plans_healthy(deployment) or not FAILED_PLAN_IS_UNHEALTHY)
    info: dict[str, Any] = {
        "cluster_id": deployment.resource_id,
        "cluster_name": deployment.name,
        "deployment_id": deployment.id,
        "region": deployment.region,
        "status": _status(deployment),
        "healthy": healthy,
        "elasticsearch": _health(deployment, healthy),
        "metadata": _metadata(cloud, deployment),
        "plan_info": plans_info(cloud, deployment, switches),
        "topology": {"healthy": healthy, "instances": _instances(cloud, deployment)},
        "snapshots": {"healthy": True, "count": 0, "recent_success": False},
        "associated_kibana_clusters": [],
        "associated_apm_clusters": [],
        "associated_appsearch_clusters": [],
        "associated_enterprise_search_clusters": [],
        "external_links": [],
        "links": {},
    }
    if cloud.platform == "ech":
        info["locked"] = False
    if switches.show_metadata:
        info["metadata"]["raw"] = {}
    if switches.show_system_alerts > 0:
        info["system_alerts"] = []
    if switches.show_settings:
        info["settings"] = _settings(cloud, deployment)
    return info


def _status(deployment: Deployment) -> str:
    plan = deployment.pending_plan
    return deployment.status if plan is None else PENDING_STATUS.get(plan.action, "reconfiguring")


def owner(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
    """Return the properties that both kinds of metadata share; a system deployment names no organization."""
    if deployment.system:
        return {"owner_id": "admin", "system_owned": True, "hidden": False}
    return {"organization_id": cloud.organization, "owner_id": cloud.organization, "system_owned": False, "hidden": False, "subscription_level": "enterprise"}


def _health(deployment: Deployment, healthy: bool) -> dict[str, Any]:
    master = {"master_node_id": deployment.cluster_uuid[::-1], "master_instance_name": INSTANCE, "instances": [INSTANCE]}
    return {
        "healthy": healthy,
        "shards_status": {"status": "green"},
        "cluster_blocking_issues": {"healthy": True, "blocks": []},
        "master_info": {"healthy": healthy, "instances_with_no_master": [], "masters": [master] if deployment.status == "started" else []},
        "blocking_issues": {"healthy": True, "cluster_level": [], "index_level": []},
        "shard_info": {"healthy": True, "available_shards": [], "unavailable_shards": [], "unavailable_replicas": []},
    }


def _metadata(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
    """Return ``metadata``; ``ccr`` and ``sso_deep_linking_supported`` are in real replies, though not in the specification."""
    endpoint, https = cloud.endpoint(deployment), HTTPS_PORTS[cloud.platform]
    return {
        "version": deployment.revision,
        "last_modified": timestamp(deployment.last_modified),
        "endpoint": endpoint,
        "service_url": f"https://{endpoint}" if https == 443 else f"https://{endpoint}:{https}",
        "ports": {"http": 9200, "https": https, "transport_passthrough": 9400},
        "ccr": deployment.cross_cluster,
        "sso_deep_linking_supported": False,
    }


def _instances(cloud: Cloud, deployment: Deployment) -> list[dict[str, Any]]:
    if deployment.status != "started":
        return []
    hardware = INSTANCE_CONFIGURATIONS[cloud.platform]
    return [
        {
            "instance_name": INSTANCE,
            "instance_configuration": {"id": hardware, "name": hardware, "resource": "memory"},
            "service_version": deployment.version,
            "healthy": True,
            "container_started": True,
            "service_running": True,
            "maintenance_mode": False,
            "zone": f"{deployment.region}-1a",
            "memory": {"instance_capacity": 4096, "memory_pressure": 10},
            "disk": {"disk_space_available": 122880, "disk_space_used": 128, "storage_multiplier": 30.0},
            "node_roles": NODE_ROLES,
        }
    ]


def _settings(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
    settings = {
        "trust": trust_document(cloud, deployment.trust),
        "curation": {"specs": []},
        "dedicated_masters_threshold": 6,
        "snapshot": {"slm": True, "enabled": True, "suspended": [], "retention": {}},
        "metadata": {"name": deployment.name} | owner(cloud, deployment),
    }
    rulesets = cloud.rulesets_of(deployment.id)
    return settings | {"traffic_filter": {"rulesets": list(rulesets)}} if rulesets else settings
