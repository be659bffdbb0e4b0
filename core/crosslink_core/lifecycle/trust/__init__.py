"""What all trust entries share: each is an entry in lists that others write too.

Every change reads the deployment, edits its own entry, writes the three lists with the version that was read, and
reads them back when the plan has ended.  The entries of others stay byte for byte as they are.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError

from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.coordination.deployment_update import DeploymentUpdate, Settings
from crosslink_core.lifecycle import Lifecycle, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.deployments import hidden
from crosslink_core.lifecycle.trust import trust_list
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.trust import Trust

Spec = TypeVar("Spec", bound=Trust)
State = TypeVar("State", bound=Trust)


class _Recent(Readings[Settings]):
    """By the deployment's id."""


class TrustLifecycle(Lifecycle[Spec, State]):
    """How trust entries are read, changed and deleted; each kind adds how it is written, parsed and created."""

    kind: ClassVar[Kind]
    unordered: ClassVar = frozenset({"trust_allowlist"})
    volatile: ClassVar = frozenset({"applied"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._recent = session.shared(_Recent)

    @abstractmethod
    def to_wire(self, spec: Spec | State) -> TrustEntry:
        """Return the entry that is wanted."""

    @abstractmethod
    def from_wire(self, deployment: Deployment, content: dict[str, Any], *, plan_timeout_s: float) -> State:
        """Return an entry as a state; raise :exc:`pydantic.ValidationError` where crosslink cannot express it."""

    def match(self, state: Spec | State) -> trust_list.Match:
        """Match the entry of the account, the trust relationship or the `uid` that a state is about."""
        return trust_list.at(self.kind, getattr(state, self.kind.key, ""))

    def read(self, id: str, state: State) -> State | None:  # noqa: A002 — Pulumi's word
        """Return the entry as it is, or None; facts stay as they were."""
        deployment = state.deployment
        try:
            settings = self._recent.get(deployment.deployment_id, self._update(state).peek)
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise hidden(self._session, id, deployment, error) from None
        if not settings.is_known:
            self._tell.warn(f"{id}: the service does not say whom deployment {deployment.label} trusts; the entry is kept as it was known")
            return state
        found = trust_list.find(settings.trust, self.match(state))
        if found is None:
            return None
        if trust_list.is_same(found, self.to_wire(state)):
            return self._with_plan(state, settings)
        try:
            return self._with_plan(self.from_wire(deployment, dict(found.content), plan_timeout_s=state.plan_timeout_s), settings, before=state)
        except ValidationError:
            msg = f"{id} now has values that crosslink cannot express; correct or remove that entry in the console"
            raise PlaceTakenError(msg) from None

    def update(self, id: str, state: State, spec: Spec) -> State:  # noqa: A002 — Pulumi's word
        """Change the entry in place; facts alone send nothing."""
        wanted, match = self.to_wire(spec), self.match(state)
        if self.is_applied(state) and trust_list.is_same(self.to_wire(state), wanted):
            return self.made(spec, state)
        self.refuse(spec)
        settings = self._change(spec, partial(trust_list.put, wanted=wanted, match=match), precondition=partial(self.precondition, id, match))
        return self._with_plan(self.made(spec, state, trust_list.find(settings.trust, match)), settings, settled=True)

    def delete(self, id: str, state: State) -> None:  # noqa: A002 — Pulumi's word
        """Remove the entry; that it is gone already is fine."""
        match, written, before = self.match(state), self.to_wire(state), list[TrustEntry]()

        def precondition(settings: Settings) -> None:
            if (found := trust_list.find(settings.trust, match)) is not None:
                before.append(found)

        try:
            settings = self._change(state, partial(trust_list.removed, match=match), precondition=precondition)
        except NotFoundError:
            return
        except ForbiddenError as error:
            raise hidden(self._session, id, state.deployment, error) from None
        if settings.pending:
            self._tell.warn(f"{id} is removed, but the plan for this is still at step {settings.pending}: until it ends, the nodes may still accept it")
        if before and not trust_list.is_same(before[-1], written):
            self._tell.warn(f"{id}: somebody changed the entry after this stack wrote it; their change is removed with it")

    def existing(self, deployment: Deployment) -> Iterator[State]:
        """Yield every entry of the kind that a deployment has, whoever made it."""
        settings = self._recent.get(deployment.deployment_id, self.update_of(deployment, timeout_s=0).peek)
        if not settings.is_known:
            self._tell.warn(f"the service does not say whom deployment {deployment.label} trusts: left out")
        for found in settings.trust:
            if found.kind is self.kind:
                try:
                    yield self.from_wire(deployment, dict(found.content), plan_timeout_s=Trust.model_fields["plan_timeout_s"].default)
                except ValidationError:
                    self._tell.warn(f"deployment {deployment.label} trusts {found.key or 'somebody'} with values that crosslink cannot express: left out")

    @abstractmethod
    def made(self, spec: Spec, state: State | None = None, found: TrustEntry | None = None) -> State:
        """Return the state of an entry that is as wanted."""

    def is_applied(self, state: State) -> bool:
        """Whether the nodes have what the state says, as far as is known."""
        return bool(getattr(state, "applied", True))

    def precondition(self, id: str, match: trust_list.Match, settings: Settings) -> None:  # noqa: A002 — Pulumi's word
        """Raise for what must not be updated as it is found; an entry that is gone is simply put back."""

    def refuse(self, spec: Spec) -> None:
        """Raise for what the service would refuse, or what cannot work."""
        if spec.deployment.is_system:
            msg = f"deployment {spec.deployment.label} is a system deployment, which can be neither local nor remote, so it needs no trust; name another one"
            raise RefusedLinkError(msg)

    def _with_plan(self, state: State, settings: Settings, *, before: State | None = None, settled: bool = False) -> State:
        """Return the state with whether the plan has ended; a refresh keeps what it knew, because a pending plan may be about something else."""
        if not settled and self.is_applied(before or state):
            return state
        pending = settings.pending or (None if settings.healthy else "failed")
        reason = f"the plan that applies it to the nodes is still at step {settings.pending}" if settings.pending else "the last plan failed" if pending else ""
        if settled and pending:
            self._tell.warn(f"{state.deployment.label}: trust is written, but {reason}; the next `pulumi up` looks again")
        return state.model_copy(update={"applied": pending is None, "reason": reason})

    def _change(self, spec: Spec | State, edit: Callable[[Settings], Settings], *, precondition: Callable[[Settings], None] = lambda _: None) -> Settings:
        self._recent.drop(spec.deployment.deployment_id)
        try:
            return self._update(spec).change(edit, precondition=precondition)
        finally:
            self._recent.drop(spec.deployment.deployment_id)

    def _update(self, spec: Spec | State) -> DeploymentUpdate:
        return self.update_of(spec.deployment, timeout_s=spec.plan_timeout_s)

    def update_of(self, deployment: Deployment, *, timeout_s: float) -> DeploymentUpdate:
        """Return what changes a deployment's settings."""
        deployments = self._session.cloud(deployment.connection).deployments
        return DeploymentUpdate(self._session, deployments, deployment.deployment_id, f"deployment {deployment.label}", self._tell.status, timeout_s)
