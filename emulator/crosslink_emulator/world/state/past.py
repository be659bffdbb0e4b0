"""How things were before the last write to them, for readings that lag."""

from collections.abc import Hashable
from typing import Any


class Past:
    """What the last write replaced, by the thing that was written; a reset forgets it."""

    def __init__(self) -> None:
        self._before: dict[Hashable, Any] = {}

    def remember(self, *thing: Hashable, now: Any) -> None:
        """Keep what is there, right before a write; the value must be one that no write changes."""
        self._before[thing] = now

    def before(self, *thing: Hashable, now: Any) -> Any:
        """Return the thing as it was before the last write to it by this process; without one, as it is."""
        return self._before.get(thing, now)
