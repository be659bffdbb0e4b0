"""Replies for failures: the service's own, those of a proxy before it, and no reply at all."""

import asyncio
from http import HTTPStatus
from typing import ClassVar

from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from crosslink_emulator.errors.refusal import Refusal

_Ends = tuple[tuple[str, int], tuple[str, int]]
"""Address and port of the client and of the server: what tells connections apart."""


class DroppableProtocol(H11Protocol):
    """uvicorn's HTTP protocol; it also remembers the open connections by their two ends, which an ASGI scope names too."""

    transports: ClassVar[dict[_Ends, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it in the same way
        """Remember the connection."""
        super().connection_made(transport)
        self._ends: _Ends = (transport.get_extra_info("peername")[:2], transport.get_extra_info("sockname")[:2])
        self.transports[self._ends] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.transports.pop(self._ends, None)
        super().connection_lost(exc)


class NoReply(Response):
    """Closes the connection instead of answering."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close, unless the client did, and let the loop tell uvicorn; otherwise it would answer 500 on a handler that sent nothing."""
        transport = DroppableProtocol.transports.get((tuple(scope["client"]), tuple(scope["server"])))
        if transport is not None:
            transport.abort()
            await asyncio.sleep(0)


PROXY_PAGE = "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
"""GUESS: a usual proxy's page; what stands before the service, and what it says, is not documented."""


def failed_reply(refusal: Refusal) -> JSONResponse:
    """Return a ``BasicFailedReply``."""
    return JSONResponse(refusal.body(), refusal.status, headers=refusal.headers)


def proxy_page(status: HTTPStatus) -> HTMLResponse:
    """Return what a proxy says when it cannot reach the service: a page for people, without the service's headers."""
    return HTMLResponse(PROXY_PAGE.format(title=f"{status.value} {status.phrase}"), status)
