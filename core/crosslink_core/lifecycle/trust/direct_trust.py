"""Direct trust: an entry of `settings.trust.direct`, which the service gives a `uid`."""

from functools import partial
from typing import Any, ClassVar

from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.coordination.deployment_update import Settings, with_trust
from crosslink_core.lifecycle import NOBODY, GoneError, Owner, PlaceTakenError
from crosslink_core.lifecycle.trust import TrustLifecycle, trust_list
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.trust.certificate import ends_at
from crosslink_core.model.trust.direct_trust import DirectTrust, DirectTrustState


class DirectTrustLifecycle(TrustLifecycle[DirectTrust, DirectTrustState]):
    """Create, read, update and delete :class:`DirectTrust`."""

    kind = Kind.DIRECT
    identity: ClassVar = frozenset({"deployment.deployment_id", "deployment.ref_id"})
    unordered: ClassVar = frozenset({"trust_allowlist", "additional_node_names", "certificates"})

    def create(self, spec: DirectTrust, owner: Owner = NOBODY) -> DirectTrustState:
        """Add the entry, or adopt the same entry with the same name that no other resource of this program has.

        An entry stays although its plan failed or was not waited for; the next `up` finds it by its name.
        """
        self.refuse(spec)
        wanted, before = self.to_wire(spec), set[str | None]()

        def precondition(settings: Settings) -> None:
            namesakes = [entry for entry in settings.trust if entry.kind is self.kind and entry.content.get("name") == spec.name]
            before.update(entry.key for entry in namesakes)
            self._accept(spec, same=[trust_list.is_same(entry, wanted) for entry in namesakes])

        def put(settings: Settings) -> Settings:
            there = trust_list.find(settings.trust, partial(self._is, wanted))
            return with_trust(settings, settings.trust if there else (*settings.trust, wanted))

        settings = self._change(spec, put, precondition=precondition)
        for found in settings.trust:
            state = self.made(spec, found=found)
            if self._is(wanted, found) and owner.take(state.id):
                if found.key in before:
                    self._tell.say(f"adopted direct trust {spec.name} of deployment {spec.deployment.label}, which was there already")
                return self._with_plan(state, settings, settled=True)
        raise PlaceTakenError(
            f"direct trust {spec.name} of deployment {spec.deployment.label}: another resource of this program wants the same; rename either of the two"
        )

    def precondition(self, id: str, match: trust_list.Match, settings: Settings) -> None:  # noqa: A002 — Pulumi's word
        """Raise :exc:`GoneError` for an entry that is gone: a new one would have another `uid`."""
        if trust_list.find(settings.trust, match) is None:
            raise GoneError(f"{id} is gone, somebody removed it; run `pulumi up --refresh`, which creates it again")

    def to_wire(self, spec: DirectTrust | DirectTrustState) -> TrustEntry:
        """Return the entry that is wanted."""
        content: dict[str, Any] = {"name": spec.name, "type": spec.type.value, "certificates": [{"pem": pem} for pem in spec.certificates]}
        content |= trust_list.whom(trust_all=spec.trust_all, trust_allowlist=spec.trust_allowlist)
        content |= {"scope_id": spec.scope_id} if spec.scope_id else {}
        content |= {"additional_node_names": list(spec.additional_node_names)} if spec.additional_node_names else {}
        uid = getattr(spec, "uid", None)
        return TrustEntry(self.kind, content | ({"uid": uid} if uid else {}))

    def from_wire(self, deployment: Deployment, content: dict[str, Any], *, plan_timeout_s: float) -> DirectTrustState:
        """Return an entry as a state."""
        given = trust_list.fields(content, "uid", "name", "type", "scope_id", "additional_node_names")
        certificates = trust_list.pems(content)
        state = DirectTrustState(deployment=deployment, plan_timeout_s=plan_timeout_s, certificates=certificates, **given)
        return state.model_copy(update={"valid_to": ends_at(state.certificates)})

    def made(self, spec: DirectTrust, state: DirectTrustState | None = None, found: TrustEntry | None = None) -> DirectTrustState:
        """Return the state of an entry that is as wanted."""
        uid = found.key if found else state.uid if state else None
        known = spec.model_dump(include=set(DirectTrust.model_fields)) | {"uid": uid or "", "valid_to": ends_at(spec.certificates)}
        return DirectTrustState.model_validate(known)

    def _is(self, wanted: TrustEntry, found: TrustEntry) -> bool:
        return found.kind is self.kind and found.content.get("name") == wanted.content["name"] and trust_list.is_same(found, wanted)

    def _accept(self, spec: DirectTrust, *, same: list[bool]) -> None:
        """Raise :exc:`PlaceTakenError` for an entry with the same name, unless it may be adopted or stay beside the new entry."""
        if True in same and not self._session.adopt:
            raise PlaceTakenError(f"deployment {spec.deployment.label} has the same direct trust {spec.name} already; import it, or let it be adopted")
        if same and True not in same:
            self._tell.warn(f"deployment {spec.deployment.label} has another direct trust {spec.name}, which lets others in; remove it if it is not needed")
