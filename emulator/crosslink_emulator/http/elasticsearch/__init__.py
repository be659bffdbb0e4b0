"""Elasticsearch's own REST API: a call, and what it finds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crosslink_emulator.http.elasticsearch.error import NOT_JSON_TYPE, ElasticsearchError, IllegalArgumentError, PlainError
from crosslink_emulator.world.remotes.elasticsearch_settings import Settings, settings_of
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.elasticsearch import Elasticsearch

JSON_TYPES = ("application/json", "application/vnd.elasticsearch+json")
"""What a body may be."""

SUPERUSER_OF_PROXY = "cloud-internal"
"""GUESS: the name of the user as whom ECE's proxy operation acts."""


@dataclass(frozen=True)
class Caller:
    """An authenticated user; ``privileges`` holds ``all`` for one who may do everything."""

    name: str
    privileges: frozenset[str]


@dataclass(frozen=True)
class Call:
    """A request behind the proxy: nothing in it is about the emulator's own paths."""

    world: World
    cloud: Cloud | None
    """None: a named cluster is in no cloud."""
    elasticsearch: Elasticsearch
    caller: Caller
    method: str
    path: str
    """As it was sent, without the query string."""
    query: str = ""
    """As it was sent."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str | None = None
    lagging: bool = False
    """Whether this request is to see the past."""

    @property
    def uri(self) -> str:
        """The path with its query string, as errors quote it."""
        return self.path + (f"?{self.query}" if self.query else "")

    def settings(self) -> Settings:
        """Return the cluster settings, of the past where the request lags."""
        now = settings_of(self.cloud, self.elasticsearch)
        before: Settings = self.world.past.before("settings", self.elasticsearch.key, now=now)
        return before if self.lagging else now

    def flag(self, name: str) -> bool:
        """Return a switch of the query string; its name alone turns it on."""
        value = self.parameters.get(name, "false")
        if value not in ("", "true", "false"):
            raise IllegalArgumentError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")
        return value != "false"

    def document(self) -> Any:
        """Return the body; raise where it is no JSON, or has a field twice."""
        kind = (self.content_type or "").partition(";")[0].strip().lower()
        if not self.body:
            raise ElasticsearchError(400, "parse_exception", "request body is required")
        if kind not in JSON_TYPES:
            raise PlainError(406, "", f"Content-Type header [{self.content_type or ''}] is not supported")
        try:
            document = json.loads(self.body, object_pairs_hook=_object)
            json.dumps(document, ensure_ascii=False).encode()  # half a character could be stored, and never be shown again
            return document
        except (ValueError, RecursionError) as error:
            raise ElasticsearchError(400, NOT_JSON_TYPE, f"the body is no JSON: {error}") from error


@dataclass(frozen=True)
class Answer:
    """A reply."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; Elasticsearch refuses a name given twice."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"Duplicate field '{name}'")
        made[name] = value
    return made
