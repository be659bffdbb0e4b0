"""Which deployment a request is about, for faults that are meant for one."""

from typing import Any

from fastapi import Request

PATH_PARAMETERS = ("deployment_id", "associated_entity_id")
"""What operations call it in their paths."""

BODY_FIELDS = {"create-traffic-filter-ruleset-association": "id"}
"""Operations that name it in their body, and the field."""


async def deployment_of(operation: str, request: Request) -> str | None:
    """Return the deployment's id as the request gives it, or None; a body that is no JSON is the operation's matter."""
    for name in PATH_PARAMETERS:
        if name in request.path_params:
            return str(request.path_params[name])
    if operation not in BODY_FIELDS:
        return None
    try:
        body: Any = await request.json()
    except (ValueError, RecursionError):
        return None
    return body.get(BODY_FIELDS[operation]) if isinstance(body, dict) else None
