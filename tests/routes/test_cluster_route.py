"""The rows that end at clusters without a control plane: what happens where one side has not installed its files, or others."""

import re

import httpx
import pytest

from crosslink_core.lifecycle import RefusedLinkError
from crosslink_core.links.plan import plan
from crosslink_core.links.planned import LinkRequest

from .ends import ENDS

LOGS, ORDERS = f"logs-eu ({'dddd0101' * 4})", f"orders ({'dddd0302' * 4})"
STRICT = {"skip_unavailable": False}
"""Elasticsearch says why a remote is not connected only where searches must not go on without it."""

ROWS = {row: ENDS[row] for row in ("T4", "T5", "T5b", "T9", "T10", "T10b", "T12", "T13", "T13b", "T14", "T14b", "T15")}
HOSTED = {"logs-eu": LOGS, "orders": ORDERS}


def label(name):
    return HOSTED.get(name, name)


def argument(name):
    return name.replace("-", "_")


def without_names(texts):
    """Restrictions that let in the cluster's own nodes alone."""
    own = {"trust.yml": "trust.subject_name:\n- '*.node.feed0001feed0001feed0001feed0001.cluster.datacenter1.account'\n"}
    return texts | {name: text for name, text in own.items() if name in texts}


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("side", [0, 1], ids=["local", "remote"])
def test_nothing_on_one_side(linker, row, side):
    """Where one side holds nothing, the link does not connect, and the message names that side and what to do there."""
    ends = ROWS[row]
    holder, other = ends[side], ends[1 - side]
    _, state = linker.link(*ends, settings=STRICT, **{argument(holder): None})

    assert not state.connected
    if holder in HOSTED:
        assert state.reason.startswith(f"{label(holder)} does not trust {label(other)}: its trust has no direct entry about")
    elif side == 0:
        assert state.reason.startswith(
            f"{holder} does not trust {label(other)}: none of its certificate authorities signed the certificates of the remote's nodes"
        )
    elif holder.startswith("k8s"):
        assert "cannot resolve the host" in state.reason
        assert state.reason.endswith("install there what `crosslink show --files` has for this link, which opens its transport layer")
    else:
        assert state.reason.startswith(f"{holder} closes the connections of {label(other)}")


@pytest.mark.parametrize(("row", "side"), [("T4", 1), ("T9", 1), ("T14", 0), ("T14b", 0)])
def test_restrictions_that_do_not_fit(linker, row, side):
    """Restrictions that lack the other end's pattern refuse it although its authority is there, and the message names the side."""
    ends = ROWS[row]
    _, state = linker.link(*ends, settings=STRICT, onprem={"change": without_names})

    assert not state.connected
    if side == 0:
        assert state.reason.startswith(f"onprem does not trust {label(ends[1])}: its trust restrictions match no name of the remote's nodes (")
    else:
        assert state.reason.startswith(f"onprem closes the connections of {label(ends[0])}")


@pytest.mark.parametrize("row", ["T4", "T5", "T9", "T10"])
def test_another_authority_in_the_entry(linker, row):
    """A direct entry that holds another authority than the cluster's lets nobody in, and is named."""
    local, remote = ROWS[row]
    _, state = linker.link(local, remote, **{argument(local): {"certificates": linker.pems(linker.end("stock"))}})

    assert not state.connected
    assert f"{label(local)} does not trust {remote}: its direct entry to " in state.reason
    assert f"holds none of the authorities in transportCaFile of {remote}" in state.reason


@pytest.mark.parametrize("row", ["T4", "T9", "T14", "T14b"])
def test_certificates_without_names(linker, row):
    """A stock installation, whose certificates bear no names, is trusted by no deployment, and the error says how to make others."""
    here, there = (linker.end("stock" if name == "onprem" else name) for name in ROWS[row])

    ((_, problem),) = plan([LinkRequest("far", here, there)]).problems

    assert re.search(r"cannot trust stock, because no name of its nodes is known .*`elasticsearch-certutil cert ", str(problem))


@pytest.mark.parametrize("row", ["T5", "T10", "T12", "T13b"])
def test_not_exposed(linker, row):
    """A cluster on Kubernetes whose transport layer has no load balancer is reached by nobody outside."""
    local, remote = ROWS[row]

    def hidden(texts):
        return {name: text.replace("type: LoadBalancer", "type: ClusterIP") for name, text in texts.items()}

    _, state = linker.link(local, remote, **{argument(remote): {"change": hidden}})

    assert not state.connected


def test_operator_without_a_license(linker):
    """The operator ignores what is asked of it without an Enterprise licence."""
    linker.emulator.world.clusters["k8s-logs"].license = "basic"
    linker.link("k8s-logs", "k8s-shop")

    assert linker.remotes("k8s-logs") == {}


def test_no_node_for_remotes(linker):
    """A local cluster none of whose nodes opens connections is refused."""
    linker.emulator.world.clusters["onprem"].node_roles = ("master", "data")

    with pytest.raises(RefusedLinkError, match="no node of the local cluster onprem has the role remote_cluster_client"):
        linker.link("onprem", "stock")


@pytest.mark.parametrize(("local", "remote", "side"), [("onprem", "stock", "local"), ("logs-eu", "onprem", "remote")])
def test_license_without_replication(linker, local, remote, side):
    """A basic licence does not replicate, on either side."""
    with pytest.raises(RefusedLinkError, match=rf"the {side} cluster onprem has the licence basic, which lacks replication"):
        linker.link(local, remote, settings={"purpose": "replication"})


def test_stopped(linker):
    """A cluster that is stopped is connected when it is back, as soon as somebody uses the remote."""
    linker.end("onprem")  # what is known of a remote is known before it stops
    httpx.put(f"{linker.emulator.url}/_emulator/clusters/onprem/status", json={"status": "stopped"}).raise_for_status()
    _, state = linker.link("stock", "onprem", settings=STRICT, onprem=None)

    assert not state.connected
    assert state.reason.startswith("onprem does not listen there")
