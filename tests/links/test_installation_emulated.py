"""The emulator's readers, which know nothing of ours, take the files as nodes and the operator would."""

from datetime import UTC, datetime

import pytest
import yaml
from pydantic import TypeAdapter

from crosslink_core.links.installation import Peer, files
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_emulator.world import matches
from crosslink_emulator.world.deployments.kubernetes_elasticsearch import Manifest
from crosslink_emulator.world.deployments.transport_ssl import AUTHORITIES, RESTRICTIONS, flat_settings, read_authorities, read_restrictions
from crosslink_emulator.world.state.certificate import issue

OWN, REGION, OTHER = (issue("environment", number, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)) for number in range(3))
OWN_NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
ONPREM = Cluster(cluster="onprem", node_names=(OWN_NODE,))
LOGS = Cluster(cluster="k8s-logs", platform="eck", kubernetes=Kubernetes(name="logs", namespace="search", operator="k8s-eu"))
EU = Deployment(deployment_id="1" * 32, platform="ech", organization="1000000001", resource_id="2" * 32, connection="hosted")
EU_NODE, ECK_NODE = f"instance-0000000000.node.{'2' * 32}.cluster.1000000001.account", "logs-es-default-0.node.logs.search.es.local"


def test_self_managed():
    """The settings name the files that are there, the bundle holds every authority, and the restrictions let in own and others' nodes and nobody else."""
    found = {file.name: file.text for file in files(ONPREM, [OWN], [Peer(EU, (REGION,), True), Peer(LOGS, (OTHER,), False)])}
    settings = flat_settings(yaml.safe_load(found["elasticsearch.yml"]), "elasticsearch.yml")
    authorities = [authority for path in settings[AUTHORITIES] for authority in read_authorities(found[path], path)]
    patterns = read_restrictions(found[settings[RESTRICTIONS]], "trust.yml")

    assert authorities == [OWN, REGION, OTHER]
    assert [any(matches(pattern, name) for pattern in patterns) for name in (OWN_NODE, EU_NODE, ECK_NODE, EU_NODE.replace("1000000001", "2"))] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("peers", "operated"),
    [
        pytest.param([Peer(EU, (REGION,), True)], (), id="deployment"),
        pytest.param([Peer(ONPREM, (OTHER,), True)], (), id="cluster"),
        pytest.param([Peer(EU, (REGION,), True), Peer(ONPREM, (OTHER,), False)], [("shop", LOGS)], id="all"),
    ],
)
def test_kubernetes(peers, operated):
    """Every object is one that the emulated Kubernetes knows, with all of its fields."""
    manifest = TypeAdapter(Manifest)
    for file in files(LOGS, (), peers, operated):
        document = yaml.safe_load(file.text)
        read = manifest.validate_python(document).model_dump(by_alias=True, exclude_unset=True, mode="json")

        assert read == document
