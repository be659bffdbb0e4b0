"""``/deployments/_search``: many deployments with one request.  Source: Elastic Cloud API 3.8.0, ``SearchRequest``."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosslink_emulator.errors.refusal import InvalidRequestError
from crosslink_emulator.http import InCloud, Operation
from crosslink_emulator.http.deployments.deployment import hit
from crosslink_emulator.http.deployments.query import QueryContainer, Scope
from crosslink_emulator.http.fields import MinimalAttribute, NoParameters

DEFAULT_SIZE = 10
"""GUESS: Elasticsearch's own default; a client that does not page misses the rest."""

MAX_SIZE = 1000
"""GUESS: no limit is documented."""

FULL_PAGE_HAS_CURSOR = True
"""GUESS: a full page carries a cursor even when nothing follows, and the next page is then empty; when the service leaves it out is not stated."""

Sortable = Literal["id", "name.keyword", "metadata.last_modified"]
"""GUESS: fields that can be sorted by; ``id`` is seen in a real request."""

router = APIRouter(route_class=Operation)


class Order(BaseModel):
    """Direction of one sort field."""

    model_config = ConfigDict(extra="forbid")

    order: Literal["asc", "desc"] = "asc"


class SearchRequest(BaseModel):
    """What is looked for; with a cursor the other fields count no more, but they must still be well formed."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: int = Field(default=0, alias="from", ge=0, strict=True)
    cursor: str | None = None
    size: int = Field(default=DEFAULT_SIZE, ge=1, le=MAX_SIZE, strict=True)
    query: QueryContainer | None = None
    sort: list[Sortable | Annotated[dict[Sortable, Order], Field(min_length=1, max_length=1)]] = []


class SearchParameters(NoParameters):
    """The query string."""

    minimal_metadata: str | None = None


@router.post("/deployments/_search", operation_id="search-deployments")
async def search(cloud: InCloud, parameters: Annotated[SearchParameters, Query()], body: SearchRequest | None = None) -> JSONResponse:
    """Answer one page."""
    wanted = body or SearchRequest()
    if wanted.cursor is not None:
        wanted = _from_cursor(wanted.cursor)
    documents = [hit(cloud, deployment) for deployment in cloud.deployments.values()]
    found = _sorted([document for document in documents if wanted.query is None or wanted.query.matches(Scope(document))], wanted.sort)
    page = found[wanted.start : wanted.start + wanted.size]
    answer: dict[str, Any] = {"return_count": len(page), "deployments": page}
    if parameters.minimal_metadata is not None:
        answer |= {"deployments": [], "minimal_metadata": _minimal(page, parameters.minimal_metadata.split(","))}
    if wanted.query is not None:
        answer["match_count"] = len(found)
    if len(page) == wanted.size and (FULL_PAGE_HAS_CURSOR or wanted.start + wanted.size < len(found)):
        answer["cursor"] = _to_cursor(wanted.model_copy(update={"start": wanted.start + wanted.size}))
    return JSONResponse(answer)


def _sorted(documents: list[dict[str, Any]], sort: list[Any]) -> list[dict[str, Any]]:
    """Sort by the last field first, since sorting is stable; without any, the last change comes first."""
    fields: list[Mapping[str, Order]] = [{entry: Order()} if isinstance(entry, str) else entry for entry in sort]
    for entry in reversed(fields or [{"metadata.last_modified": Order(order="desc")}]):
        for path, order in entry.items():
            documents = sorted(documents, key=lambda document: Scope(document).terms(path), reverse=order.order == "desc")
    return documents


def _minimal(page: list[dict[str, Any]], attributes: list[str]) -> list[dict[str, Any]]:
    for attribute in attributes:
        if attribute not in get_args(MinimalAttribute):
            raise InvalidRequestError("query.minimal_metadata", f"unknown attribute {attribute}")
    return [{attribute: document[attribute] for attribute in attributes} for document in page]


def _to_cursor(request: SearchRequest) -> str:
    """Pack the request and the place into a token that means nothing to a client."""
    return base64.urlsafe_b64encode(request.model_dump_json(by_alias=True, exclude_none=True).encode()).decode()


def _from_cursor(cursor: str) -> SearchRequest:
    try:
        return SearchRequest.model_validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValidationError, ValueError) as error:
        raise InvalidRequestError("body.cursor", "not a cursor of this service") from error
