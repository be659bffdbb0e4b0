"""Trust in an organization: an entry of `settings.trust.accounts`."""

from typing import Any, ClassVar

from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.lifecycle import RefusedLinkError
from crosslink_core.lifecycle.trust import trust_list
from crosslink_core.lifecycle.trust.slot_trust import SlotTrustLifecycle
from crosslink_core.model.deployments.deployment import Deployment, Platform
from crosslink_core.model.trust.account_trust import AccountTrust, AccountTrustState


class AccountTrustLifecycle(SlotTrustLifecycle[AccountTrust, AccountTrustState]):
    """Create, read, update and delete :class:`AccountTrust`."""

    kind = Kind.ACCOUNTS
    identity: ClassVar = frozenset({"deployment.deployment_id", "deployment.ref_id", "account_id"})

    def to_wire(self, spec: AccountTrust | AccountTrustState) -> TrustEntry:
        """Return the entry that is wanted; a name only where the program gives it."""
        content = {"account_id": spec.account_id} | trust_list.whom(trust_all=spec.trust_all, trust_allowlist=spec.trust_allowlist)
        return TrustEntry(self.kind, content | ({"name": spec.name} if spec.name is not None else {}))

    def from_wire(self, deployment: Deployment, content: dict[str, Any], *, plan_timeout_s: float) -> AccountTrustState:
        """Return an entry as a state."""
        return AccountTrustState(deployment=deployment, plan_timeout_s=plan_timeout_s, **trust_list.fields(content, "account_id", "name"))

    def made(self, spec: AccountTrust, state: AccountTrustState | None = None, found: TrustEntry | None = None) -> AccountTrustState:
        """Return the state of an entry that is as wanted."""
        return AccountTrustState.model_validate(spec.model_dump(include=set(AccountTrust.model_fields)))

    def refuse(self, spec: AccountTrust) -> None:
        """Refuse an account that is not the environment's own: other environments are trusted by an ExternalTrust."""
        super().refuse(spec)
        end = spec.deployment
        if end.platform is Platform.ECE and end.organization not in {None, spec.account_id}:
            raise RefusedLinkError(
                f"deployment {end.label} cannot trust account {spec.account_id}, which is not its environment's own ({end.organization}): "
                "declare a TrustRelationship of the platform with that environment first, and an ExternalTrust by its id"
            )
