"""Facts about deployments: looked up by id, with a single search per connection, each once in a session."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from typing import Any

from crosslink_core.api.error import ForbiddenError, NotFoundError, UnexpectedReplyError
from crosslink_core.connections.readings import Lookup, Readings
from crosslink_core.connections.session import Session
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import DEPLOYMENT_ID, Deployment
from crosslink_core.model.version import Version


class UnknownDeploymentError(CrosslinkError):
    """A deployment does not exist, or the connection cannot see it."""

    def __init__(self, connection: str, deployment_id: str, others: str = "") -> None:
        self.connection, self.deployment_id = connection, deployment_id
        super().__init__(f"deployment {deployment_id} is not known to connection {connection}{others}; correct the id, or name the connection that sees it")


class DeploymentDirectory:
    """The facts about deployments from the control planes.

    Source: `search-deployments`, and `get-deployment` for a deployment that the search does not find (created a moment ago, or unknown).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found = Lookup[str, Deployment](session, self._ask)
        self._asked: set[str] = set()
        self._listed: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        self._listing = Readings[Mapping[str, Mapping[str, Any]]](session, lifetime_s=inf)

    def find(self, ends: Iterable[tuple[str | None, str]]) -> dict[str, Deployment]:
        """Return the facts by deployment id; raise :exc:`UnknownDeploymentError` for a deployment that does not exist."""
        found: dict[str, Deployment] = {}
        for deployment_id, answer in self.answers(ends).items():
            if isinstance(answer, Exception):
                raise answer
            found[deployment_id] = answer
        return found

    def answers(self, ends: Iterable[tuple[str | None, str]]) -> dict[str, Deployment | Exception]:
        """Return the facts by deployment id, or why there are none."""
        wanted = dict.fromkeys(map(self._end, ends))
        found: dict[tuple[str, str], Deployment | Exception] = {}
        for name in sorted({name for name, _ in wanted}):
            ids, listed = [id_ for connection, id_ in wanted if connection == name], self._listed.get(name, {})
            answers = {id_: self._answer(name, id_, listed[id_]) for id_ in ids if id_ in listed}
            answers |= self._found.answers(name, (id_ for id_ in ids if id_ not in listed))
            found |= {(name, id_): answer for id_, answer in answers.items()}
        return {deployment_id: found[name, deployment_id] for name, deployment_id in wanted}

    def _end(self, end: tuple[str | None, str]) -> tuple[str, str]:
        connection, deployment_id = end
        if not isinstance(deployment_id, str) or not re.fullmatch(DEPLOYMENT_ID, deployment_id):
            raise CrosslinkError(f"{deployment_id!r} is not a deployment id, which has 32 digits from 0 to 9 and a to f")
        return self._session.connections.name(connection), deployment_id

    def all(self, connection: str | None, warn: Callable[[str], None]) -> Iterator[Deployment]:
        """Yield every deployment with an Elasticsearch resource that a connection sees, as it is now; warn of a deployment that cannot be read."""
        name = self._session.connections.name(connection)
        for document in self._session.cloud(name).deployments.all():
            if (document.get("resources") or {}).get("elasticsearch"):
                try:
                    yield self._facts(name, document)
                except UnexpectedReplyError as error:
                    warn(f"left out: {error}")

    def mistaken(self, connection: str | None, resource_id: str) -> Deployment | None:
        """Return the deployment whose own id was given in place of its resource id: both have 32 digits."""
        name = self._session.connections.name(connection)
        document = self._list(name).get(resource_id)
        found = self._answer(name, resource_id, document) if document else None
        return found if isinstance(found, Deployment) and found.resource_id != resource_id else None

    def _ask(self, connection: str, ids: frozenset[str]) -> Mapping[str, Deployment | Exception]:
        """Answer every id for itself: a wrong id must not fail the others.

        From the second search on, all deployments of the connection are listed: an engine that checks resources in sequence asks for each.
        """
        try:
            if self._session.whole or connection in self._asked:
                documents = self._list(connection)
            else:
                self._asked.add(connection)
                found = list(self._session.cloud(connection).deployments.all(ids))
                documents = {document["id"]: document for document in found}
        except CrosslinkError as error:
            return dict.fromkeys(ids, error)
        return {deployment_id: self._answer(connection, deployment_id, documents.get(deployment_id)) for deployment_id in sorted(ids)}

    def _list(self, connection: str) -> Mapping[str, Mapping[str, Any]]:
        listed = self._listing.get(connection, lambda: {document["id"]: document for document in self._session.cloud(connection).deployments.all()})
        self._listed[connection] = listed
        return listed

    def _answer(self, connection: str, deployment_id: str, document: Mapping[str, Any] | None) -> Deployment | Exception:
        try:
            return self._facts(connection, document or self._session.cloud(connection).deployments.get(deployment_id))
        except NotFoundError:
            return UnknownDeploymentError(connection, deployment_id)
        except ForbiddenError:
            return UnknownDeploymentError(connection, deployment_id, " (hidden from its API key, or of another organization)")
        except CrosslinkError as error:
            return error

    def _facts(self, connection: str, document: Mapping[str, Any]) -> Deployment:
        try:
            return facts(document).model_copy(update={"connection": connection, "platform": self._session.connections[connection].platform})
        except (LookupError, TypeError, ValueError, AttributeError):
            where = f"connection {connection}, deployment {document.get('id')}"
            raise UnexpectedReplyError(where, "search-deployments", "lacks a field that crosslink needs; is an Elasticsearch resource in it?") from None


def facts(document: Mapping[str, Any]) -> Deployment:
    """Read the facts from a `DeploymentGetResponse` or a hit of a search; the first Elasticsearch resource counts."""
    resource = document["resources"]["elasticsearch"][0]
    info, metadata = resource["info"], document.get("metadata") or {}
    return Deployment(
        deployment_id=document["id"],
        name=document["name"],
        organization=metadata.get("organization_id"),
        region=resource["region"],
        ref_id=resource["ref_id"],
        resource_id=resource["id"],
        endpoint=(info.get("metadata") or {}).get("endpoint"),
        version=_version(info),
        system_owned=bool(metadata.get("system_owned")),
        ccr=_flag((info.get("metadata") or {}).get("ccr")),
    )


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _version(info: Mapping[str, Any]) -> str | None:
    """Return the version of the plan that was applied last; None before the first plan, or for a text that is not a version."""
    plan = (info.get("plan_info") or {}).get("current") or {}
    version = ((plan.get("plan") or {}).get("elasticsearch") or {}).get("version")
    try:
        Version.parse(str(version))
    except ValueError:
        return None
    return str(version)
