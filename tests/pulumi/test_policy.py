"""The pack stops a bad link at preview, with the real engine."""

import pytest

SYSTEM = "logging-and-metrics"


@pytest.mark.parametrize(("link", "side"), [(f"orders -> {SYSTEM}", "remote"), (f"{SYSTEM} -> orders", "local")], ids=["remote", "local"])
def test_system_deployment(stack, live, link, side):
    """A link to a system deployment fails the preview with one sentence that names the deployment and the rule."""
    stack.topo("orders -> billing", link)
    said = stack.guarded(expect=1)
    sentences = [line for line in said.splitlines() if f"{SYSTEM} (" in line and "no-system-deployments" in line and line.strip().startswith(side)]

    assert len(sentences) == 1
    assert live.requests("set-deployment-es-resource-remote-clusters") == []


def test_newer_remote(stack):
    """An 8.19 cluster may search a 9.0 one: the table says yes."""
    stack.topo("orders -> reports")

    assert "no policy violations" not in stack.guarded()


def test_older_remote(stack):
    """A 9.0 cluster may not search an 8.19 one: the table says no, and the preview fails."""
    stack.topo("reports -> orders")
    said = stack.guarded(expect=1)

    assert "match-search-versions" in said
    assert "9.0.8" in said


def test_alias_twice(stack):
    """Two resources in one place of a deployment fail the preview."""
    stack.program(
        """
from pulumi_crosslink import Deployment, RemoteCluster

eu, us, metrics = (Deployment(deployment_id=f"dddd010{n}" * 4, connection="hosted") for n in (1, 2, 3))
RemoteCluster("one", local=eu, remote=us, alias="far")
RemoteCluster("two", local=eu, remote=metrics, alias="far")
"""
    )
    said = stack.guarded(expect=1)

    assert "no-duplicate-alias" in said


def test_quick(stack):
    """A refused preview does not wait for a grace period of the language host."""
    stack.topo(f"orders -> {SYSTEM}")
    stack.guarded(expect=1)
    said = stack.guarded(expect=1)

    assert "Duration: 1s" in said or "Duration: 0s" in said or "Duration:" not in said


def test_without_the_pack(stack, live):
    """Who goes without the pack is refused at the up, before anything is written."""
    stack.topo(f"orders -> {SYSTEM}")
    said = stack.up(expect=1)

    assert "is a system deployment, which can be neither local nor remote" in said
    assert live.requests("set-deployment-es-resource-remote-clusters") == []
