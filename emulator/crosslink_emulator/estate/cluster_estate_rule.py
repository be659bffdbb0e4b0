"""Checks an estate's named clusters for what contradicts itself."""

from collections.abc import Iterator

from crosslink_emulator.estate.cluster import ClusterEntry, authority_named, authority_of, nodes_of
from crosslink_emulator.estate.estate import Estate
from crosslink_emulator.world import Problem, matches

HIGHEST_PORT = 65535


def cluster_problems(estate: Estate) -> Iterator[Problem]:
    """Yield what is wrong with named clusters, each alone and all together."""
    known = {*_authorities(estate)}
    addresses: dict[str, str] = {}
    places: dict[tuple[str, str, str], str] = {}
    for name, entry in estate.clusters.items():
        path = f"clusters.{name}"
        yield from _form(path, entry)
        yield from _trust(path, name, entry, known)
        for index, address in enumerate(entry.transport):
            here = f"{path}.transport[{index}]"
            if int(address.rpartition(":")[2]) > HIGHEST_PORT:
                yield here, f"no port is above {HIGHEST_PORT}"
            if address in addresses:
                yield here, f"{address} is also {addresses[address]}"
            addresses.setdefault(address, here)
        if entry.kubernetes is not None:
            place = (entry.kubernetes.operator, entry.kubernetes.namespace, entry.kubernetes.name)
            if place in places:
                yield f"{path}.kubernetes", f"{' '.join(place)} is also {places[place]}"
            places.setdefault(place, f"{path}.kubernetes")


def _form(path: str, entry: ClusterEntry) -> Iterator[Problem]:
    if entry.platform == "self" and entry.kubernetes is not None:
        yield f"{path}.kubernetes", "only a cluster of platform eck is in Kubernetes"
    if entry.platform == "self":
        return
    if entry.kubernetes is None:
        yield f"{path}.kubernetes", "is missing: which operator runs it, in which namespace, as what"
    elif len({*entry.kubernetes.node_sets}) < len(entry.kubernetes.node_sets):
        yield f"{path}.kubernetes.node_sets", "has a name twice"
    if entry.node_names:
        yield f"{path}.node_names", "in Kubernetes they follow from the names there"
    if entry.authority is not None:
        yield f"{path}.authority", "in Kubernetes each cluster has its own"


def _trust(path: str, name: str, entry: ClusterEntry, known: set[str]) -> Iterator[Problem]:
    if entry.trusts is None:
        return
    named = [authority_named(word) for word in entry.trusts.authorities]
    for index, (word, authority) in enumerate(zip(entry.trusts.authorities, named, strict=True)):
        if authority not in known:
            yield f"{path}.trusts.authorities[{index}]", f"this estate has no authority {word}; it has {', '.join(sorted(known))}"
    if authority_of(name, entry) not in named:
        yield f"{path}.trusts.authorities", "the cluster's own authority is missing"
    patterns = entry.trusts.restrictions
    for node in nodes_of(entry) if patterns is not None else ():
        if not any(matches(pattern, name) for pattern in patterns or () for name in node):
            yield f"{path}.trusts.restrictions", f"no pattern matches the name of the cluster's own node{f' {node[0]}' if node else ', which has none'}"


def _authorities(estate: Estate) -> Iterator[str]:
    for cloud in estate.clouds.values():
        if cloud.platform == "ece":
            yield f"environment {cloud.organization}"
        else:
            yield from (f"region {deployment.region}" for deployment in cloud.deployments.values())
    yield from (authority_of(name, entry) for name, entry in estate.clusters.items())
