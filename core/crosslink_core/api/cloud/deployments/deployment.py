"""`/deployments`: get and update a deployment, search many.

Source: operations `get-deployment`, `search-deployments` and `update-deployment`.  Replies are read as open objects: real ones lack fields
that the schema requires, and carry some that it does not know.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from crosslink_core.api import Operation, Operations, Versioned

GET: Final = Operation("get-deployment", "GET", "/deployments/{deployment_id}", 200, again=True)
SEARCH: Final = Operation("search-deployments", "POST", "/deployments/_search", 200, again=True)
SETTINGS: Final = replace(GET, versioned=True)
UPDATE: Final = Operation("update-deployment", "PUT", "/deployments/{deployment_id}", 200, again=False)
"""Not retried: with the version of the reading a second request is refused, without the version it may overwrite somebody's change."""

SHOWN: Final = {"show_settings": True, "show_plans": True, "show_plan_logs": True, "clear_transient": True}
"""The trust lists; the plan, which an update must repeat, without its transient instructions; and the step of a pending plan."""

PAGE: Final = 100
"""Deployments per page, as Elastic's own Terraform provider asks for."""


class Page(NamedTuple):
    """`DeploymentsSearchResponse`."""

    deployments: list[dict[str, Any]]
    cursor: str | None
    """The token for the next page."""


class Deployments(Operations):
    """Deployments."""

    def get(self, deployment_id: str) -> dict[str, Any]:
        """Return `DeploymentGetResponse`; raise :exc:`~crosslink_core.api.error.NotFoundError` when it is gone."""
        return self._send(GET, dict, {"deployment_id": deployment_id})

    def settings(self, deployment_id: str, *, history: bool = False) -> Versioned:
        """Return `DeploymentGetResponse` with settings and plans, and its version; `history`: with plans that have failed."""
        return self._send(SETTINGS, _document, {"deployment_id": deployment_id}, query=SHOWN | {"show_plan_history": history})

    def update(self, deployment_id: str, version: str | None, body: dict[str, Any]) -> None:
        """Change what a `DeploymentUpdateRequest` says; raise :exc:`~crosslink_core.api.error.ConflictError` unless that version is there."""
        self._send(UPDATE, dict, {"deployment_id": deployment_id}, query={} if version is None else {"version": version}, body=body)

    def search(self, body: dict[str, Any]) -> Page:
        """Return one page for a `SearchRequest`."""
        return self._send(SEARCH, _page, body=body)

    def all(self, ids: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the visible deployments with these ids, or all; one exchange a page, until one is not full or brings nothing new."""
        body: dict[str, Any] = {"size": PAGE, "sort": ["id"], "query": {"match_all": {}} if ids is None else _one_of(ids)}
        seen: set[str] = set()
        while True:
            page = self.search(body)
            fresh = {deployment["id"]: deployment for deployment in page.deployments if deployment["id"] not in seen}
            seen |= fresh.keys()
            yield from fresh.values()
            if not fresh or len(page.deployments) < PAGE or not page.cursor:
                return
            body = {"cursor": page.cursor}


def _document(reply: Versioned) -> Versioned:
    return Versioned(reply.version, dict(reply.content))


def _one_of(ids: Iterable[str]) -> dict[str, Any]:
    return {"bool": {"minimum_should_match": 1, "should": [{"term": {"id": {"value": id_}}} for id_ in sorted(set(ids))]}}


def _page(reply: Any) -> Page:
    found = [dict(deployment) for deployment in reply["deployments"]]
    if not all(isinstance(deployment["id"], str) for deployment in found):
        raise TypeError
    return Page(found, reply.get("cursor"))
