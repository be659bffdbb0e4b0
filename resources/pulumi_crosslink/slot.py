"""Resources whose id is a place on the server, made of their identity, as :class:`~crosslink_core.model.Slot` says."""

from typing import ClassVar, TypeVar

from pulumi.dynamic import CreateResult

from crosslink_core.lifecycle.claims import Claimant
from crosslink_core.model import CrosslinkError, Slot
from pulumi_crosslink.provider import LINK, Props, Provider, one_line, outputs

Spec = TypeVar("Spec", bound=Slot)
State = TypeVar("State", bound=Slot)


class SlotProvider(Provider[Spec, State]):
    """The place is known before anything is created, and claimed first."""

    spec: ClassVar[type[Slot]]
    delete_before_replace = True
    shared: ClassVar[bool] = False
    """Whether several resources may have one place, because none of them ever takes away what is in it."""

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Create, or adopt what is alike and nobody else in this program owns."""
        spec = self.spec.model_validate(self.wanted(props))
        owner = Claimant(self.session)
        if not owner.take(spec.id) and not owner.take(spec.id, vacated=self._is_vacant(spec)):
            raise CrosslinkError(f"{spec.id}: another resource of this program owns this place; drop one of the two, or give it a place of its own")
        try:
            state = self._lifecycle().create(spec, owner)
        except BaseException:
            owner.give_up()
            raise
        if self.ends == LINK:
            self.dependents.keep_link(spec.id, props)
        return CreateResult(spec.id, outputs(state, owner.taken[spec.id]))

    def _is_vacant(self, spec: Slot) -> bool:
        """Whether nothing is in the place that a resource of the program has."""
        return self.shared or self._lifecycle().read(spec.id, self.state.model_validate(spec.model_dump(exclude_none=True))) is None
