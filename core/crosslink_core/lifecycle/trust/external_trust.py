"""Trust in another ECE environment: an entry of `settings.trust.external`."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from crosslink_core.api.cloud.deployments.deployment import UPDATE
from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.api.error import NotFoundError, RefusedError
from crosslink_core.coordination.deployment_update import Edit, Settings
from crosslink_core.lifecycle import RefusedLinkError
from crosslink_core.lifecycle.trust import trust_list
from crosslink_core.lifecycle.trust.slot_trust import SlotTrustLifecycle
from crosslink_core.lifecycle.trust.trust_relationships import Relationships
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment, Platform
from crosslink_core.model.trust.external_trust import ExternalTrust, ExternalTrustState


class ExternalTrustLifecycle(SlotTrustLifecycle[ExternalTrust, ExternalTrustState]):
    """Create, read, update and delete :class:`ExternalTrust`."""

    kind = Kind.EXTERNAL
    identity: ClassVar = frozenset({"deployment.deployment_id", "deployment.ref_id", "trust_relationship_id"})

    def to_wire(self, spec: ExternalTrust | ExternalTrustState) -> TrustEntry:
        """Return the entry that is wanted; its name is the service's."""
        whom = trust_list.whom(trust_all=spec.trust_all, trust_allowlist=spec.trust_allowlist)
        return TrustEntry(self.kind, {"trust_relationship_id": spec.trust_relationship_id} | whom)

    def from_wire(self, deployment: Deployment, content: dict[str, Any], *, plan_timeout_s: float) -> ExternalTrustState:
        """Return an entry as a state."""
        return ExternalTrustState(deployment=deployment, plan_timeout_s=plan_timeout_s, **trust_list.fields(content, "trust_relationship_id", "name"))

    def made(self, spec: ExternalTrust, state: ExternalTrustState | None = None, found: TrustEntry | None = None) -> ExternalTrustState:
        """Return the state of an entry that is as wanted."""
        name = found.content.get("name") if found else state.name if state else None
        return ExternalTrustState.model_validate(spec.model_dump(include=set(ExternalTrust.model_fields)) | {"name": name})

    def _change(self, spec: ExternalTrust | ExternalTrustState, edit: Edit, *, precondition: Callable[[Settings], None] = lambda _: None) -> Settings:
        """Change the lists; where the service refuses, say whether the trust relationship is missing: the service's own message is not documented."""
        try:
            return super()._change(spec, edit, precondition=precondition)
        except (RefusedError, NotFoundError) as error:
            if error.operation != UPDATE.id or isinstance(spec, ExternalTrustState) or self._is_known(spec):
                raise
            msg = (
                f"deployment {spec.deployment.label}: its environment has no trust relationship {spec.trust_relationship_id}, which trust in another "
                "environment needs first; declare a TrustRelationship with that environment, on both platforms, and take its id"
            )
            raise RefusedLinkError(msg) from None

    def _is_known(self, spec: ExternalTrust) -> bool:
        """Whether the environment has the relationship, or cannot be asked: what only helps to explain must not fail."""
        with suppress(CrosslinkError):
            return spec.trust_relationship_id in self._session.shared(Relationships).fresh(spec.deployment.connection)
        return True

    def refuse(self, spec: ExternalTrust) -> None:
        """Refuse deployments of Elastic Cloud: only ECE has trust relationships."""
        super().refuse(spec)
        if spec.deployment.platform is Platform.ECH:
            msg = f"deployment {spec.deployment.label} is on Elastic Cloud, which has no trust relationships; declare an AccountTrust or a DirectTrust"
            raise RefusedLinkError(msg)
