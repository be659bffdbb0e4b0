"""Cross-cluster features of an old deployment: they can be enabled, and never disabled.

Source: operation `enable-deployment-resource-ccr`; that it "migrates" Elasticsearch and Kibana, so a plan may be pending afterwards.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from crosslink_core.api.cloud.deployments.deployment import GET
from crosslink_core.api.error import ApiError, ForbiddenError, NotFoundError, UnexpectedReplyError
from crosslink_core.api.retry import PASSING
from crosslink_core.coordination import plan, retry, wait_for
from crosslink_core.coordination.plan import PlanFailedError, PlanTooLongError
from crosslink_core.lifecycle import NOBODY, Lifecycle, Owner, RefusedLinkError
from crosslink_core.lifecycle.deployments import hidden
from crosslink_core.lifecycle.deployments.deployment import facts
from crosslink_core.model.deployments.cross_cluster_enablement import CrossClusterEnablement, CrossClusterEnablementState
from crosslink_core.model.deployments.deployment import MAIN

Document = Mapping[str, Any]
"""`DeploymentGetResponse`."""


class CrossClusterEnablementLifecycle(Lifecycle[CrossClusterEnablement, CrossClusterEnablementState]):
    """Create and read :class:`CrossClusterEnablement`; nothing can be disabled."""

    identity: ClassVar = frozenset({"deployment.deployment_id", "deployment.ref_id"})
    volatile: ClassVar = frozenset({"enabled"})

    def create(self, spec: CrossClusterEnablement, owner: Owner = NOBODY) -> CrossClusterEnablementState:
        """Enable the features and wait for the plan that applies them; where they are enabled already nothing is sent.

        Raises :exc:`PlanTooLongError` after `plan_timeout_s`, and :exc:`PlanFailedError`; the next `up` goes on from there.
        """
        first = self._document(spec)
        if _ccr(first):
            self._tell.say(f"deployment {spec.deployment.label} has its cross-cluster features already")
            return self._settled(spec, first, first)
        if spec.deployment.is_system or facts(first).is_system:
            msg = f"deployment {spec.deployment.label} is a system deployment, which can be neither local nor remote; enable another deployment"
            raise RefusedLinkError(msg)
        self._wait(spec, first, lambda document: plan.pending(document) is None, "another plan")

        def enable() -> bool:
            self._session.cloud(spec.deployment.connection).cross_cluster_enablement.enable(spec.deployment.deployment_id, spec.deployment.ref_id or MAIN)
            return True

        def enabled_after_all(_error: ApiError) -> bool | None:
            return _ccr(self._document(spec)) or None

        retry(self._session, enable, verify=enabled_after_all)
        return self._settled(spec, self._document(spec), first)

    def read(self, id: str, state: CrossClusterEnablementState) -> CrossClusterEnablementState | None:  # noqa: A002 — Pulumi's word
        """Return whether the features are there; None only where the deployment is gone."""
        try:
            return state.model_copy(update={"enabled": _ccr(self._document(state)) is not False})
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise hidden(self._session, id, state.deployment, error) from None

    def update(
        self,
        id: str,  # noqa: A002 — Pulumi's word
        state: CrossClusterEnablementState,
        spec: CrossClusterEnablement,
    ) -> CrossClusterEnablementState:
        """Take new facts over; features that a refresh found missing are enabled."""
        return _state(spec) if state.enabled else self.create(spec)

    def delete(self, id: str, state: CrossClusterEnablementState) -> None:  # noqa: A002 — Pulumi's word
        """Send nothing: the features cannot be disabled."""
        self._tell.say(f"deployment {state.deployment.label} keeps its cross-cluster features: they cannot be disabled")

    def _settled(self, spec: CrossClusterEnablement, found: Document, before: Document) -> CrossClusterEnablementState:
        """Wait until the features show and no plan is pending; a plan that failed before does not count.

        GUESS: a reply that does not say whether they are enabled means that they are, as the specification's reply has it.
        """
        last = self._wait(spec, found, lambda document: _ccr(document) is not False and plan.pending(document) is None, "the plan that enables them")
        if not plan.healthy(last) and plan.healthy(before):
            why = plan.failure(self._session.cloud(spec.deployment.connection).deployments.settings(spec.deployment.deployment_id, history=True).content)
            msg = f"{_what(spec)}: the plan that enables them failed at {why}; correct that and run `pulumi up` again"
            raise PlanFailedError(msg)
        deployment = spec.deployment.model_copy(update={"ccr": _ccr(last)})  # else the new fact would be a change in the next run
        return _state(spec.model_copy(update={"deployment": deployment}))

    def _wait(self, spec: CrossClusterEnablement, first: Document, done: Callable[[Document], bool], what: str) -> Document:
        def watch(document: Document) -> None:
            self._tell.status(f"waiting for {what} of deployment {spec.deployment.label}: {plan.pending(document) or 'begins'}")

        last = wait_for(self._session, lambda: self._document(spec), done, first=first, timeout_s=spec.plan_timeout_s, on=PASSING, watch=watch)
        if not done(last):
            step = plan.pending(last)
            there = f"{what} is still at step {step}" if step else "they do not show, and no plan is pending"
            msg = f"{_what(spec)}: {there} after {spec.plan_timeout_s:g} s; look at the deployment's activity, and run `pulumi up` again"
            raise PlanTooLongError(msg)
        return last

    def _document(self, spec: CrossClusterEnablement) -> Document:
        deployments = self._session.cloud(spec.deployment.connection).deployments
        found: Document = deployments.settings(spec.deployment.deployment_id).content  # with the log of a pending plan, whose step is shown
        try:
            facts(found)
        except (LookupError, TypeError, ValueError, AttributeError):
            text = "lacks a field that crosslink needs; is an Elasticsearch resource in it?"
            raise UnexpectedReplyError(f"deployment {spec.deployment.label}", GET.id, text) from None
        return found


def _what(spec: CrossClusterEnablement) -> str:
    return f"cross-cluster features of deployment {spec.deployment.label}"


def _ccr(document: Document) -> bool | None:
    return facts(document).ccr


def _state(spec: CrossClusterEnablement) -> CrossClusterEnablementState:
    return CrossClusterEnablementState.model_validate(spec.model_dump(include=set(CrossClusterEnablement.model_fields)))
