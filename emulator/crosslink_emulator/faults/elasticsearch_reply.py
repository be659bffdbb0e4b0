"""What faults answer to requests to Elasticsearch: its own errors, and those of Elastic Cloud's proxy before it."""

from collections.abc import Callable

from fastapi.responses import JSONResponse

from crosslink_emulator.world.state.fault import Fault

REJECTED = "es_rejected_execution_exception"
"""GUESS: why Elasticsearch answers 429 to a request about settings; a queue that is full is one reason of its documentation."""

UNAVAILABLE = {"ok": False, "message": "The requested deployment resource is currently unavailable."}
"""GUESS: the wording of the proxy while no node answers; its form is that of its other replies."""

REPLIES: dict[str, Callable[[Fault], JSONResponse]] = {
    "429": lambda fault: _failed(429, REJECTED, "rejected execution", {"retry-after": str(fault.retry_after_s)}),
    "500": lambda _: _failed(500, "exception", "there was an internal server error"),
    "503": lambda _: JSONResponse(UNAVAILABLE, 503),
}
"""By kind; the others answer what they always do."""


def _failed(status: int, kind: str, reason: str, headers: dict[str, str] | None = None) -> JSONResponse:
    cause = {"type": kind, "reason": reason}
    return JSONResponse({"error": {"root_cause": [cause]} | cause, "status": status}, status, headers)
