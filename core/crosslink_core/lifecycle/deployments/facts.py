"""Adds facts to the ends of a resource: the platform, version, endpoint and so on behind a deployment id."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from crosslink_core.api.error import UNAVAILABLE
from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import DEPLOYMENT_ID, MAIN, Deployment
from crosslink_core.model.problem import Problem

Props = Mapping[str, Any]

FACTS: Final = ("cluster", "name", "cluster_uuid", "version", "license", "remote_cluster_client")
"""The facts that come from the cluster; all others are configured, and follow the configuration."""


class _Before(dict[str, Props]):
    """Earlier facts, by end and inputs: where the engine replaces a resource it checks it a second time, and without the state (seen)."""

    def __init__(self, _session: Session) -> None:
        super().__init__()


def fill(session: Session, ends: Iterable[str], olds: Props, news: Props, warn: Callable[[str], None]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the properties with facts in their ends, and a failure for each end that cannot be looked up."""
    filled = dict(news)
    failures: list[Problem] = []
    for name in (name for name in ends if _is_named(news.get(name))):
        fact, problem = _of_cluster(session, name, olds.get(name) or {}, news, warn)
        filled[name] = fact
        failures += [problem] if problem else []
    plain = {name: news[name] for name in ends if _needs_facts(news.get(name))}
    for name, end in plain.items():
        try:
            session.connections.name(end.get("connection"))
        except ConnectionsError as error:
            failures.append(Problem(f"{name}.connection", str(error)))
    if failures:
        return filled, failures
    answers = session.shared(DeploymentDirectory).answers((end.get("connection"), end["deployment_id"]) for end in plain.values())
    for name, end in plain.items():
        found, old = answers[end["deployment_id"]], olds.get(name) or {}
        ref_id = end.get("ref_id")
        if isinstance(found, Deployment) and isinstance(ref_id, str) and ref_id not in {MAIN, found.ref_id}:
            text = f"deployment {found.label} has no Elasticsearch resource {ref_id!r}; it has {found.ref_id}, which need not be given"
            failures.append(Problem(f"{name}.ref_id", text))
        elif isinstance(found, Deployment):
            filled[name] = _dump(found) | _given(end)
        elif isinstance(found, UNAVAILABLE) and old.get("deployment_id") == end["deployment_id"]:
            filled[name] = {**old, **_given(end)}
            warn(f"{name}: using the earlier facts, because {found}")
        elif str(found) not in {failure.text for failure in failures}:  # a control plane that cannot be reached is a single failure
            failures.append(Problem(f"{name}.deployment_id", str(found)))
    return filled, failures


def facts_of_cluster(session: Session, given: Props, look_up: Callable[[Session, str], Cluster] = cluster) -> dict[str, Any]:
    """Return a cluster with its configured and its own facts; the program's facts win, and with a version in the program the cluster is not asked."""
    found = _configured(session, given["cluster"]) if given.get("version") else _dump(look_up(session, given["cluster"]))
    return found | _given(given)


def _is_named(end: Any) -> bool:
    """Whether it is a cluster whose name is known and some of whose facts are not."""
    return is_cluster(end) and isinstance(end["cluster"], str) and (end.get("version") is None or not end.get("transport_addresses"))


def _known_before(session: Session, name: str, old: Props, news: Props) -> Props:
    """Return the facts of a cluster in the state, or those that the state had for the same inputs earlier in this session; empty where there are none."""
    known, key = session.shared(_Before), json.dumps([name, news], sort_keys=True, default=str)
    if old.get("cluster") == news[name]["cluster"] and old.get("deployment_id") is None:
        known[key] = {name: value for name, value in old.items() if name in FACTS}
    return known.get(key, {})


def _of_cluster(session: Session, name: str, old: Props, news: Props, warn: Callable[[str], None]) -> tuple[Props, Problem | None]:
    """Return a cluster with its facts, or with its earlier facts where it does not answer; and why it has none."""
    end = news[name]
    given = {key: value for key, value in end.items() if value != []}  # a component writes [] where none is known
    try:
        return facts_of_cluster(session, given), None
    except UNAVAILABLE as error:
        before = _known_before(session, name, old, news)
        found = {**before, **_configured(session, end["cluster"]), **_given(given)}
        if not before:
            return found, Problem(f"{name}.cluster", str(error))
        warn(f"{name}: using the earlier facts, because {error}")
        return found, None
    except CrosslinkError as error:
        return end, Problem(f"{name}.cluster", str(error))


def _configured(session: Session, name: str) -> dict[str, Any]:
    """Return the configured facts of a cluster, for which it is not asked."""
    found = session.connections.clusters.find(name)
    return {key: value for key, value in _dump(found.end()).items() if value} if found else {}


def _needs_facts(end: Any) -> bool:
    """Whether it is an end that can be looked up: its id and connection are known and well formed, its facts are not."""
    return (
        isinstance(end, Mapping)
        and isinstance(end.get("deployment_id"), str)
        and re.fullmatch(DEPLOYMENT_ID, end["deployment_id"]) is not None  # else validation reports it
        and isinstance(end.get("connection"), str | None)  # not an unknown or malformed connection
        and (end.get("platform") is None or (end.get("ref_id") is None and None in {end.get("resource_id"), end.get("endpoint")}))
    )


def _given(end: Props) -> dict[str, Any]:
    """Return the properties that the program gives: they win over facts that are looked up."""
    return {name: value for name, value in end.items() if value is not None}


def _dump(found: Deployment | Cluster) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude_none=True)
