"""Elasticsearch's own errors, and the check of privileges.  Source: replies of version 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.world.state.elasticsearch import SUPERUSER

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


READERS = ("manage", "all")
"""GUESS: users have no index privileges here, so whoever may change the cluster's settings may search, on the remote as well."""

GRANTED_BY = {
    "indices:data/read/search": "read,all",
    "indices:admin/resolve/cluster": "read,view_index_metadata,manage,all",
}
"""Action → the index privileges that grant it, as errors list them.  Recorded for the first.  GUESS: the second, by the source code."""


class RootedError(ElasticsearchError):
    """A failed reply whose root cause is not what it is about."""

    def __init__(self, status: int, cause: dict[str, Any], root: dict[str, Any]) -> None:
        self.cause, self.root = cause, root
        super().__init__(status, cause["type"], cause["reason"])

    def body(self) -> dict[str, Any]:
        """Return the body."""
        return {"error": {"root_cause": [self.root]} | self.cause, "status": self.status}


def index_unauthorized(action: str, user: str, expression: str) -> ElasticsearchError:
    """Return the refusal of a user who may not do this with these indices."""
    names = ",".join(part.rpartition(":")[2] for part in expression.split(","))
    return ElasticsearchError(403, "security_exception", _sentence(action, user, f" on indices [{names}]"))


def no_such_remote(alias: str, action: str, user: str) -> ElasticsearchError:
    """Return the refusal of an alias that is no remote: 403, not 404."""
    root = {"type": "no_such_remote_cluster_exception", "reason": f"no such remote cluster: [{alias}]"}
    return RootedError(403, {"type": "security_exception", "reason": _sentence(action, user, ""), "caused_by": root}, root)


def _sentence(action: str, user: str, on: str) -> str:
    role = "superuser" if user == SUPERUSER else user
    granted = f"this action is granted by the index privileges [{GRANTED_BY[action]}]"
    return f"action [{action}] is unauthorized for user [{user}] with effective roles [{role}]{on}, {granted}"
