"""The stack `local` fits what the emulator serves: what is committed beside it is what its clusters have."""

from pathlib import Path

import httpx
import yaml

from crosslink_emulator.world.deployments.transport_ssl import SUBJECT_NAME

STACKS = Path(__file__).parents[1] / "stacks"
CLUSTER = yaml.safe_load((STACKS / "Pulumi.local.yaml").read_text())["config"]["crosslink:clusters"]["warehouse"]


def test_authority(emulator):
    """The file of warehouse's authority is what `curl …/_emulator/clusters/warehouse/certificates` has; if it is not, it is stale: write it anew from there."""
    served = httpx.get(f"{emulator.url}/_emulator/clusters/warehouse/certificates", trust_env=False).json()

    assert (STACKS.parent / CLUSTER["transportCaFile"]).read_text() == "".join(served["authority"])


def test_names(emulator):
    """The stack says the address and the names of warehouse's nodes as the estate does, and the estate lets in its own nodes and those of logs-eu alone."""
    warehouse, logs = emulator.world.clusters["warehouse"], emulator.world.clouds["hosted"].find("dddd0101" * 4)
    names = [CLUSTER["nodeNames"], f"x.node.{logs.resource_id}.cluster.1000000001.account"]
    patterns = yaml.safe_load(warehouse.files["trust.yml"])[SUBJECT_NAME]

    assert ([CLUSTER["transportAddress"]], [CLUSTER["nodeNames"]]) == ([*warehouse.transport], [*warehouse.node_names])
    assert patterns == [f"*.{name.partition('.')[2]}" for name in names]
