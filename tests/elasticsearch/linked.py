"""Stacks whose clusters are the real nodes: as self-managed clusters, or one of them as a deployment of the emulator."""

from collections.abc import Mapping

import yaml

from .node import Node

BUNDLE = "crosslink-authorities.crt"


def clusters(stack, nodes, **named):
    """What `crosslink:clusters` says of the nodes, by name, with the files that those who run them hand over."""
    return {name: _cluster(stack, name, node, nodes) for name, node in named.items()}


def credentials(node: Node):
    """What it says of a node that plays a deployment."""
    return {"url": node.url, "username": node.user, "password": node.password}


def _cluster(stack, name, node, nodes):
    stack.write(f"{name}-ca.pem", node.authority_pem)
    stack.write(f"{name}-node.pem", node.node_pem)
    files = {"transportCaFile": f"{stack.folder}/{name}-ca.pem", "nodeCertificateFile": f"{stack.folder}/{name}-node.pem"}
    return credentials(node) | {"transportAddress": nodes.address(node)} | files


def files(stack, name) -> dict[str, str]:
    """What a stack hands over for a cluster."""
    outputs = [item.get("outputs") or {} for item in stack.state()]
    return {each["name"]: each["text"] for output in outputs for each in output.get("files") or () if each["cluster"] == name}


def connected(stack, link) -> tuple[bool, str]:
    """What the state says of a link's connection."""
    (outputs,) = (item["outputs"] for item in stack.state() if item["urn"].endswith(f"::{link}"))
    return outputs["connected"], outputs["reason"]


def hand_over(node: Node, texts: Mapping[str, str]) -> None:
    """Put our files where the running node reads them, which spares a restart: the settings name such paths already."""
    node.install({"peers.crt": texts[BUNDLE], **({"trust.yml": texts["trust.yml"]} if "trust.yml" in texts else {})})


def as_platform(node: Node, entry: Mapping) -> None:
    """Let a node that plays a deployment hold one direct entry of its trust, as the platform would."""
    names = [*node.names, *(f"*.node.{id_}.cluster.{entry['scope_id']}.account" for id_ in entry.get("trust_allowlist") or ())]
    restrictions = yaml.safe_dump({"trust.subject_name": names})
    node.install({"peers.crt": "".join(entry["certificates"]), "trust.yml": restrictions})


def document(node: Node, index: str) -> None:
    """Let a cluster have one document."""
    node.ask("PUT", f"/{index}/_doc/1?refresh=true", {"of": node.name}, expect=None)


def found(node: Node, alias: str, index: str) -> list[str]:
    """Search through an alias, and return whose documents come."""
    return [hit["_source"]["of"] for hit in node.ask("GET", f"/{alias}:{index}/_search")["hits"]["hits"]]


def settings(node: Node) -> dict:
    """What a node's settings say of remotes, by alias."""
    return node.ask("GET", "/_cluster/settings?filter_path=persistent.cluster.remote").get("persistent", {}).get("cluster", {}).get("remote", {})
