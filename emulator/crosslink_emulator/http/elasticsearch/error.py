"""Elasticsearch's own errors.  Source: replies of version 8.19.21, recorded."""

from typing import Any

CHALLENGES = ['Basic realm="security", charset="UTF-8"', "ApiKey"]
"""How to authenticate."""

NOT_JSON_TYPE = "x_content_parse_exception"
"""GUESS: the type of the error about a body that is no JSON."""


class ElasticsearchError(Exception):
    """One failed reply."""

    def __init__(self, status: int, kind: str, reason: str, *, details: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.kind = kind
        self.reason = reason
        self.details = details or {}
        self.headers = headers or {}
        super().__init__(reason)

    def body(self) -> dict[str, Any]:
        """Return the body: the cause twice, as Elasticsearch says it."""
        cause = {"type": self.kind, "reason": self.reason} | self.details
        return {"error": {"root_cause": [cause]} | cause, "status": self.status}


class IllegalArgumentError(ElasticsearchError):
    """A value or a parameter that Elasticsearch does not take."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, "illegal_argument_exception", reason)


class PlainError(ElasticsearchError):
    """A failed reply whose error is one sentence."""

    def body(self) -> dict[str, Any]:
        """Return the body; a path that nothing handles has no status in it."""
        return {"error": self.reason} | ({} if self.status == 400 else {"status": self.status})


def unauthenticated(reason: str) -> ElasticsearchError:
    """Return the refusal of a caller who is not known."""
    return ElasticsearchError(401, "security_exception", reason, details={"header": {"WWW-Authenticate": CHALLENGES}})


def unauthorized(action: str, user: str, privileges: tuple[str, ...]) -> ElasticsearchError:
    """Return the refusal of a user who may not do this."""
    granted = f"this action is granted by the cluster privileges [{','.join(privileges)}]"
    return ElasticsearchError(403, "security_exception", f"action [{action}] is unauthorized for user [{user}] with effective roles [{user}], {granted}")


def no_handler(uri: str, method: str) -> PlainError:
    """Return the refusal of a path that Elasticsearch, or this emulator, does not have."""
    return PlainError(400, "", f"no handler found for uri [{uri}] and method [{method}]")


def wrong_method(uri: str, method: str, allowed: list[str]) -> PlainError:
    """Return the refusal of a method that a path does not have."""
    names = ", ".join(allowed)
    return PlainError(405, "", f"Incorrect HTTP method for uri [{uri}] and method [{method}], allowed: [{names}]", headers={"allow": names})
