"""What somebody changes in a deployment's trust: entries that come and entries that go."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.world.state.trust import Trust

KEYS: dict[str, Callable[[Any], frozenset[str | None]]] = {
    "accounts": lambda entry: frozenset({entry.account_id}),
    "external": lambda entry: frozenset({entry.trust_relationship_id}),
    "direct": lambda entry: frozenset({entry.uid, entry.name}) - {None},
}
"""What names an entry, by list."""


class Removal(BaseModel):
    """What goes, where it is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accounts: tuple[str, ...] = ()
    """Ids of accounts."""
    external: tuple[str, ...] = ()
    """Ids of trust relationships."""
    direct: tuple[str, ...] = ()
    """Uids or names."""


class TrustChange(BaseModel):
    """A change of the three lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    add: Trust = Trust()
    """Entries that come, each in the place of those that are named alike."""
    remove: Removal = Removal()

    def apply(self, there: Trust) -> Trust:
        """Return the lists after the change: entries that stay keep their order, new ones follow."""
        return there.model_copy(update={name: self._list(name, getattr(there, name)) for name in KEYS})

    def _list(self, name: str, there: tuple[Any, ...]) -> tuple[Any, ...]:
        added, gone = getattr(self.add, name), frozenset(getattr(self.remove, name))
        for one in added:
            gone |= KEYS[name](one)
        return (*(one for one in there if not KEYS[name](one) & gone), *added)
