"""Which cluster accepts whose certificates: ``settings.trust`` of a deployment, with its three lists.

Source: ``ElasticsearchClusterTrustSettings`` of Elastic Cloud API 3.8.0; the documentation's pages on trust within an organization and within an environment.
"""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from crosslink_emulator.world.state.direct_trust import DirectTrust
from crosslink_emulator.world.state.external_trust import ExternalTrust

DEFAULT_NAME = "Default trust for own organization"
"""Seen in real replies."""

TRUST_BY_DEFAULT_SINCE = date(2021, 2, 1)
"""Hosted deployments older than this trust only themselves and have no cross-cluster features enabled.

GUESS: the same date for ECE, where the documentation says "before 2.9.0".
"""

OLD_TRUST_NAME = DEFAULT_NAME
"""GUESS: that the only entry of an old deployment has this name, and that it is an allowlist of the deployment itself."""


class AccountTrust(BaseModel):
    """One entry of ``accounts``: an organization or ECE environment, all of it or some clusters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_id: str
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids, not deployment ids; ignored when everything is trusted."""
    name: str | None = None


class Trust(BaseModel):
    """Whom a deployment trusts.  It never changes: a write puts another one in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
