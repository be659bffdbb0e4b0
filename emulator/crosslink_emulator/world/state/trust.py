"""Which cluster accepts whose certificates: ``settings.trust`` of a deployment, with its three lists.

Source: ``ElasticsearchClusterTrustSettings`` of Elastic Cloud API 3.8.0; the documentation's pages on trust within an organization and within an environment.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from crosslink_emulator.world import Value


class TrustRelationship(Value):
    """A relationship.  It never changes: a write puts another one in its place."""

    id: str
    name: str
    """Several relationships may have the same one."""
    public_ca_cert: str
    trust_by_default: bool = False
    account_ids: tuple[str, ...] = ()
    installation_id: str | None = None
    """Id of the other environment."""
    local: bool = False
    """The environment itself, so that others can learn its id and its certificate."""
    created: datetime
    last_modified: datetime
    revision: int = 1
    """``x-cloud-resource-version``."""


class ExternalTrust(Value):
    """One entry.  Its name is not kept: it is the relationship's, looked up at each reading."""

    trust_relationship_id: str
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids, not deployment ids; ignored when everything is trusted."""


DirectType = Literal["ESS", "ECE", "generic", "proxy"]
"""What is trusted; ``proxy`` is about remotes by API key and admits nobody who comes with a certificate."""

DEFAULT_TYPE: DirectType = "generic"
"""Documented."""


def _pem(value: Any) -> Any:
    return value["pem"] if isinstance(value, dict) and set(value) <= {"pem", "metadata"} and "pem" in value else value


class DirectTrust(Value):
    """One entry.  It never changes: a write puts another one in its place."""

    uid: str | None = None
    """Made by the server; None only until the entry is stored."""
    name: str
    type: DirectType = DEFAULT_TYPE
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids in the scope; ignored when everything is trusted."""
    scope_id: str | None = None
    """Id of the organization or of the environment."""
    additional_node_names: tuple[str, ...] = ()
    certificates: tuple[Annotated[str, BeforeValidator(_pem)], ...]
    """PEM of authorities: the active one and, around a rotation, the next or the last one."""


DEFAULT_NAME = "Default trust for own organization"
"""Seen in real replies."""

TRUST_BY_DEFAULT_SINCE = date(2021, 2, 1)
"""Hosted deployments older than this trust only themselves and have no cross-cluster features enabled.

GUESS: the same date for ECE, where the documentation says "before 2.9.0".
"""

OLD_TRUST_NAME = DEFAULT_NAME
"""GUESS: that the only entry of an old deployment has this name, and that it is an allowlist of the deployment itself."""


class AccountTrust(Value):
    """One entry of ``accounts``: an organization or ECE environment, all of it or some clusters."""

    account_id: str
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids, not deployment ids; ignored when everything is trusted."""
    name: str | None = None


class Trust(Value):
    """Whom a deployment trusts.  It never changes: a write puts another one in its place."""

    accounts: tuple[AccountTrust, ...] = ()
    external: tuple[ExternalTrust, ...] = ()
    """ECE."""
    direct: tuple[DirectTrust, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_accounts_alone(cls, data: Any) -> Any:
        """Read what older state files hold: the list of accounts, before there were others."""
        return {"accounts": data} if isinstance(data, list | tuple) else data


def is_old(created: date) -> bool:
    """Whether a deployment is from the time before trust by default."""
    return created < TRUST_BY_DEFAULT_SINCE


def default_trust(organization: str, resource_id: str, created: date) -> Trust:
    """Return the trust that a deployment is born with."""
    if is_old(created):
        return Trust(accounts=(AccountTrust(account_id=organization, trust_all=False, trust_allowlist=(resource_id,), name=OLD_TRUST_NAME),))
    return Trust(accounts=(AccountTrust(account_id=organization, trust_all=True, name=DEFAULT_NAME),))


KEYS: dict[str, Callable[[Any], frozenset[str | None]]] = {
    "accounts": lambda entry: frozenset({entry.account_id}),
    "external": lambda entry: frozenset({entry.trust_relationship_id}),
    "direct": lambda entry: frozenset({entry.uid, entry.name}) - {None},
}
"""What names an entry, by list."""


class Removal(Value):
    """What goes, where it is there."""

    accounts: tuple[str, ...] = ()
    """Ids of accounts."""
    external: tuple[str, ...] = ()
    """Ids of trust relationships."""
    direct: tuple[str, ...] = ()
    """Uids or names."""


class TrustChange(Value):
    """A change of the three lists."""

    add: Trust = Trust()
    """Entries that come, each in the place of those that are named alike."""
    remove: Removal = Removal()

    def apply(self, there: Trust) -> Trust:
        """Return the lists after the change: entries that stay keep their order, new ones follow."""
        return there.model_copy(update={name: self._list(name, getattr(there, name)) for name in KEYS})

    def _list(self, name: str, there: tuple[Any, ...]) -> tuple[Any, ...]:
        added, gone = getattr(self.add, name), frozenset(getattr(self.remove, name))
        for entry in added:
            gone |= KEYS[name](entry)
        return (*(entry for entry in there if not KEYS[name](entry) & gone), *added)
