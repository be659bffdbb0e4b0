"""Answers that are no success: the service's own, and those of a proxy before it."""

from http import HTTPStatus

from fastapi.responses import HTMLResponse, JSONResponse

from crosslink_emulator.errors.refusal import Refusal

PROXY_PAGE = "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
"""GUESS: a usual proxy's page; what stands before the service, and what it says, is not documented."""


def failed_reply(refusal: Refusal) -> JSONResponse:
    """Return a ``BasicFailedReply``."""
    return JSONResponse(refusal.body(), refusal.status, headers=refusal.headers)


def proxy_page(status: HTTPStatus) -> HTMLResponse:
    """Return what a proxy says when it cannot reach the service: a page for people, without the service's headers."""
    return HTMLResponse(PROXY_PAGE.format(title=f"{status.value} {status.phrase}"), status)
