"""Changes of a deployment: every setting is written here.

The version that was read is an optimistic lock.  Callers that change the same deployment within a moment share a write, which
holds what changed, and the plan, which the API requires.  It waits for a pending plan, before and after.  Other resources of
the deployment are never pruned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from crosslink_core.api import Versioned
from crosslink_core.api.cloud import trust
from crosslink_core.api.cloud.deployments.deployment import SETTINGS, Deployments
from crosslink_core.api.cloud.trust import TrustEntry
from crosslink_core.api.error import ConflictError, RefusedError, UnexpectedReplyError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Session
from crosslink_core.coordination import plan, wait_for
from crosslink_core.coordination.plan import PlanFailedError, PlanPendingError, PlanTooLongError
from crosslink_core.coordination.shared_list import change
from crosslink_core.model import CrosslinkError

PLAN_PENDING: Final = "deployments.resource_plan_state_error"
"""The code of a refusal because of a plan that began after the settings were read; seen in real replies."""

RETRY_ON: Final = (*PASSING, ConflictError, PlanPendingError)


@dataclass(frozen=True)
class Settings:
    """The settings of a deployment as they were read, with what an update must repeat."""

    trust: tuple[TrustEntry, ...]
    version: str | None
    resource: Mapping[str, Any] = field(compare=False)
    """The Elasticsearch resource's `ref_id`, `region` and current plan, which an update repeats."""
    pending: str | None = None
    """The step of a plan that has not ended within the time; None: none is pending."""
    healthy: bool = True
    """Whether the last plan went well."""
    is_known: bool = True
    """Whether the reply says whom the deployment trusts."""
    anew: bool = False
    """Whether to write the settings although they are as wanted, because the plan that should apply them failed."""

    def to_wire(self) -> object:
        """Return what two readings are compared by."""
        return [entry.to_wire() for entry in self.trust], self.anew


Edit = Callable[[Settings], Settings]


class UnknownTrustError(CrosslinkError):
    """A reply does not say whom a deployment trusts, and a write replaces all of its trust."""


@dataclass
class DeploymentUpdate:
    """The deployment whose settings are changed."""

    session: Session
    deployments: Deployments
    deployment_id: str
    where: str
    """The deployment, for messages."""
    status: Callable[[str], None]
    timeout_s: float
    """How long to wait for a plan, in seconds."""
    _written_over: str | None = None
    """The version before the last write; a reading that still shows it lags behind."""
    _wrote: bool = False

    def change(self, edit: Edit, *, precondition: Callable[[Settings], None] = lambda _: None) -> Settings:
        """Edit the settings, wait until they are applied, and return what was read last.

        Raises what the precondition or a request raised, :exc:`PlanFailedError`, and :exc:`PlanTooLongError` where another plan does not end.
        Where the plan of this change does not end in time, `pending` says at which step it is.
        """
        place = ("settings of deployment", self.deployment_id)
        return change(self.session, place, self.read, self._write, edit, precondition=precondition, wire=Settings.to_wire, retry_on=RETRY_ON)

    def read(self) -> Settings:
        """Return the settings, when no plan is pending or the time is over; raise :exc:`PlanFailedError` where this change's plan failed."""
        ask = partial(self.deployments.settings, self.deployment_id)
        first = ask()
        found = wait_for(self.session, ask, _has_ended, first=first, timeout_s=self.timeout_s, on=PASSING, watch=self._watch)
        settings = self._settings(found)
        if not (settings.is_known or self.session.overwrites_unknown_trust):
            raise UnknownTrustError(
                f"{self.where}: the service does not say whom it trusts, and a write replaces all of its trust; look at its trust in the console (Security), "
                "and set crosslink:unknownTrust to overwrite if nothing there is to be kept"
            )
        lags = settings.version is not None and settings.version == self._written_over
        if self._wrote and not lags and settings.pending is None and not settings.healthy:
            self._wrote = False
            why = plan.failure(self.deployments.settings(self.deployment_id, history=True).content)
            msg = f"{self.where}: the plan that applies the change to its nodes failed at {why}; correct that and run `pulumi up` again"
            raise PlanFailedError(msg)
        return settings

    def peek(self) -> Settings:
        """Return the settings as they are, whatever is pending."""
        return self._settings(self.deployments.settings(self.deployment_id))

    def _write(self, settings: Settings) -> None:
        if settings.pending is not None:
            raise self._still_pending(settings.pending)
        if settings.resource["plan"] is None:
            text = "shows no plan of its Elasticsearch resource, which an update must repeat; has its first plan been applied?"
            raise UnexpectedReplyError(self.where, SETTINGS.id, text)
        resource = dict(settings.resource) | {"settings": {"trust": trust.to_wire(settings.trust)}}
        self._wrote, self._written_over = True, settings.version
        try:
            self.deployments.update(self.deployment_id, settings.version, {"prune_orphans": False, "resources": {"elasticsearch": [resource]}})
        except ConflictError:
            self._wrote = False
            raise
        except PASSING:  # applied or not; where a plan had failed before, the next failure that is seen may be that plan's
            self._wrote = settings.healthy
            raise
        except RefusedError as error:
            self._wrote = False
            if error.code == PLAN_PENDING:
                raise PlanPendingError(str(error)) from None
            raise

    def _still_pending(self, step: str) -> PlanTooLongError:
        msg = f"{self.where}: another plan is still at step {step} after {self.timeout_s:g} s, which prevents every change; wait for it or cancel it"
        return PlanTooLongError(msg)

    def _watch(self, found: Versioned) -> None:
        self.status(f"waiting for the plan of {self.where}: {plan.pending(found.content)}")

    def _settings(self, found: Versioned) -> Settings:
        try:
            resource = found.content["resources"]["elasticsearch"][0]
            info = resource["info"]
            current = (info.get("plan_info") or {}).get("current") or {}
            repeated = {"ref_id": resource["ref_id"], "region": resource["region"], "plan": current.get("plan")}
            entries = trust.read(info["settings"])  # without settings the entries are unknown, and a write would remove them
        except (LookupError, TypeError, AttributeError, ValueError):
            text = "lacks its Elasticsearch resource or the settings of that, or has them in another form than the API documents; is the endpoint correct?"
            raise UnexpectedReplyError(self.where, SETTINGS.id, text) from None
        return Settings(entries or (), found.version, repeated, plan.pending(found.content), plan.healthy(found.content), is_known=entries is not None)


def _has_ended(found: Versioned) -> bool:
    return plan.pending(found.content) is None


def with_trust(settings: Settings, entries: tuple[TrustEntry, ...]) -> Settings:
    """Return the settings with other trust; if the last plan failed, it is written even where nothing changed."""
    return replace(settings, trust=entries, anew=not settings.healthy)
