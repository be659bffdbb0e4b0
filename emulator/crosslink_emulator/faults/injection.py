"""Faults that a test asks for: the table of kinds, and the queue of those that wait for their request."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from crosslink_emulator.faults.refusal import RateLimitedError, Refusal, UnavailableError


@dataclass
class Fault:
    """One fault: which requests it is for, and how often it still strikes."""

    operation: str
    kind: str
    count: int = 1
    skip: int = 0
    retry_after_s: int = 1
    deployment_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what ``GET /_emulator/faults`` lists; ``count`` and ``skip`` are what is left of them."""
        return dict(vars(self))


@dataclass(frozen=True)
class Kind:
    """What one kind of fault does to a request."""

    when: Literal["before", "after"]
    """Before the handler runs (nothing is written) or after it."""
    reply: Callable[[Fault], Refusal] | None
    """The answer instead; None closes the connection without one."""


KINDS: dict[str, Kind] = {
    "429": Kind("before", lambda fault: RateLimitedError(fault.retry_after_s)),
    "503": Kind("before", lambda _: UnavailableError()),
    "drop-before": Kind("before", None),
    "drop-after": Kind("after", None),
}


@dataclass
class Faults:
    """The faults that wait, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.waiting)

    def add(self, fault: Fault) -> None:
        """Queue a fault behind the others."""
        self.waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self.waiting.clear()

    def take(self, operation: str, deployment_id: str | None) -> Fault | None:
        """Return the fault that strikes this request and use it up by one; only the oldest fault for it counts the request."""
        for fault in self.waiting:
            if fault.operation != operation or fault.deployment_id not in (None, deployment_id):
                continue
            if fault.skip:
                fault.skip -= 1
                return None
            fault.count -= 1
            if not fault.count:
                self.waiting.remove(fault)
            return fault
        return None
