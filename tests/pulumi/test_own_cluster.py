"""Links with self-managed clusters and Kubernetes over time, with the real engine: rotations of authorities, other writers, killed runs, and their cost."""

import json
from collections import Counter

import pytest
import yaml

from .own_cluster import files, install, remotes, topology

LINKS = [("logs-eu", "onprem"), ("onprem", "logs-eu"), ("k8s-logs", "logs-eu"), ("onprem", "k8s-other")]
STEPS = ("announce", "activate", "retire")
AUTHORITIES = {"clouds/hosted": {"region": "aws-eu-west-1"}, "clusters/onprem": {}, "clusters/k8s-other": {}, "clusters/k8s-logs": {}}


def connected(live, links=LINKS):
    return {(local, alias): remotes(live, local).get(alias) for local, alias in links}


SECRET = "RkFLRVNFQ1JFVA=="
KEY = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"
ALL = dict.fromkeys(LINKS, (True, ""))


@pytest.fixture
def linked(stack, live, clusters):
    """Make the links, install their files, and return the function that configures them as the clusters are then."""

    def configure():
        stack.configure(topology(*LINKS), clusters=clusters())

    configure()
    stack.up()
    install(live, files(stack))
    stack.up()
    assert connected(live) == ALL
    return configure


def test_rotations(stack, live, linked):
    """Authorities that are rotated, of a region and of clusters, keep all links connected at each step, where `up` runs and its files are installed between."""
    for step in STEPS:
        for whose, more in AUTHORITIES.items():
            live.control("POST", f"{whose}/certificate-authority/rotate", {"step": step, **more})
        at_once, before = connected(live), files(stack)
        linked()
        stack.up()
        handed = files(stack)
        install(live, handed)

        assert (step, at_once, connected(live)) == (step, ALL, ALL)
        assert step != "activate" or handed == before  # the same certificates: nothing is to be installed


def test_second_up(stack, live, linked):
    """A second `up` changes nothing, neither settings nor trust nor files, and asks each cluster for its facts once."""
    before = files(stack)
    live.control("DELETE", "requests")
    said = stack.up("--expect-no-changes")
    asked = Counter(request["operation"] for request in live.requests())

    assert files(stack) == before
    assert "unchanged" in said
    assert {operation for operation in asked if "put" in operation or "update" in operation or "set-" in operation} == set()
    assert asked["info"] == asked["nodes-info"] == asked["license-get"] == 3
    assert asked["cluster-get-settings"] == asked["cluster-remote-info"] == 0


def test_one_that_is_away(stack, live, linked):
    """A stopped cluster stops nobody: its links keep what was known of it, without a change, and links of others are made."""
    live.control("PUT", "clusters/onprem/status", {"status": "stopped"})
    live.control("DELETE", "requests")
    configured = yaml.safe_load((stack.folder / "Pulumi.dev.yaml").read_text())["config"]["crosslink:clusters"]
    stack.configure(topology(*LINKS, ("k8s-other", "k8s-logs")), clusters=configured)
    said = stack.up()

    assert "using the earlier facts, because cluster onprem: info " in said
    assert "k8s-logs" in remotes(live, "k8s-other")
    assert {request["operation"] for request in live.requests() if request["method"] == "PUT" and "onprem" in request["path"]} == set()


def test_renamed_aliases(stack, live, clusters):
    """Two links of one cluster that swap their aliases, in one `up`, lead where they are said to in the end."""
    ends = [("onprem", "stock"), ("onprem", "k8s-other")]
    declared = topology(*ends, mode="sniff")
    for link, alias in zip(declared["links"], ("one", "two"), strict=True):
        link["alias"] = alias
    stack.configure(declared, clusters=clusters())
    stack.up()
    for link, alias in zip(declared["links"], ("two", "one"), strict=True):
        link["alias"] = alias
    stack.configure(declared, clusters=clusters())
    stack.up()
    settings = live.control("GET", "state")["clusters"]["onprem"]["persistent"]

    assert {alias: settings[f"cluster.remote.{alias}.seeds"] for alias in ("one", "two")} == {"one": ["k8s-other.example:9300"], "two": ["stock.example:9300"]}


def test_private_keys(stack, live, clusters):
    """A private key beside a node's certificate is in no output of the engine and in no state; among authorities it stops the run, and is not shown."""
    said = clusters()
    stack.write("onprem-node.pem", KEY + (stack.folder / "onprem-node.pem").read_text())
    stack.configure(topology(("logs-eu", "onprem"), ("onprem", "logs-eu")), clusters=said)
    heard = stack.preview("--debug", "--diff") + stack.up("--debug") + stack.refresh("--diff") + json.dumps(stack.state())
    stack.write("onprem-ca.pem", (stack.folder / "onprem-ca.pem").read_text() + KEY)
    refused = stack.up("--debug", expect=1)

    assert "holds a private key, which must stay where it is" in refused
    assert SECRET not in heard + refused
