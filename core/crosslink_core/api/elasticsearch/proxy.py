"""Elasticsearch's own REST API through the proxy operation of an ECE control plane.

Source: operations `…-deployment-resource-proxy-requests`, ECE only, "for management purposes only", with low performance.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from crosslink_core.api import Operation, Send

PROXY: Final = "/deployments/{deployment_id}/elasticsearch/{ref_id}/proxy"
MANAGEMENT: Final = (("X-Management-Request", "true"),)
"""A header that only this operation requires."""

T = TypeVar("T")


def through_proxy(send: Send, deployment_id: str, ref_id: str) -> Send:
    """Return what sends the operations of a deployment's Elasticsearch through its control plane, as a superuser."""
    deployment = {"deployment_id": deployment_id, "ref_id": ref_id}

    def proxied(operation: Operation, read: Callable[[Any], T], path: Mapping[str, str] | None = None, **more: Any) -> T:
        behind = replace(operation, path=f"{PROXY}{operation.path}", headers=MANAGEMENT)
        return send(behind, read, {**deployment, **(path or {})}, **more)

    return proxied
