"""What exists already comes under Pulumi's care without a change."""

import json

DEPLOYMENTS = [f"dddd01{n:02}" * 4 for n in range(1, 32)]


def estate():
    """One organization with 31 deployments, the first of which has 30 remotes that somebody made by hand."""
    deployments = {
        f"logs-{n}": {"id": deployment, "resource_id": deployment.replace("d", "e"), "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
        for n, deployment in enumerate(DEPLOYMENTS)
    }
    remotes = [{"alias": f"far-{n}", "deployment": f"logs-{n}", "skip_unavailable": n % 2 == 0} for n in range(1, 31)]
    deployments["logs-0"]["remotes"] = remotes
    return {"clouds": {"hosted": {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}}}


def test_import(stack, live):
    """After the import of 30 remotes a preview of the program written beside it shows no change, and nothing was written to the service."""
    live.control("POST", "reset", estate())
    said = stack.adopt()
    stack.preview("--expect-no-changes")
    stack.run("refresh", "--preview-only", "--expect-no-changes")
    asked = [request["operation"] for request in live.requests()]
    claims = {item["outputs"]["claim"] for item in stack.state() if item["type"].endswith("RemoteCluster")}

    assert "30 remote clusters of 31 deployments" in said
    assert len(json.loads((stack.folder / "import.json").read_text())["resources"]) == 30
    assert len(claims) == 30
    assert "set-deployment-es-resource-remote-clusters" not in asked
