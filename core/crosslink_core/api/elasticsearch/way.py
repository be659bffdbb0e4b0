"""How to reach a cluster: its own address with its own credentials, or the proxy operation of an ECE control plane.

Source: operations `…-deployment-resource-proxy-requests`, ECE only, "for management purposes only", with low performance.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Protocol, TypeVar

from crosslink_core.api import Operation

PROXY: Final = "/deployments/{deployment_id}/elasticsearch/{ref_id}/proxy"
MANAGEMENT: Final = (("X-Management-Request", "true"),)
"""A header that only this operation requires."""

T = TypeVar("T")


class Send(Protocol):
    """What a transport's `send` does."""

    def __call__(
        self,
        operation: Operation,
        read: Callable[[Any], T],
        path: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str | bool] | None = None,
        body: Any = None,
    ) -> T:
        """Send one request and return what `read` makes of the reply."""


def through(send: Send, deployment_id: str, ref_id: str) -> Send:
    """Return the way through a control plane: the same operations behind another path, as a superuser."""
    there = {"deployment_id": deployment_id, "ref_id": ref_id}

    def proxied(
        operation: Operation,
        read: Callable[[Any], T],
        path: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str | bool] | None = None,
        body: Any = None,
    ) -> T:
        behind = replace(operation, path=f"{PROXY}{operation.path}", headers=MANAGEMENT)
        return send(behind, read, {**there, **(path or {})}, query=query, body=body)

    return proxied
