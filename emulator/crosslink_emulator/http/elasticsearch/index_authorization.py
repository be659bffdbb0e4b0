"""Refusals of operations on indices.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch.error import ElasticsearchError
from crosslink_emulator.world.state.elasticsearch import SUPERUSER

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
