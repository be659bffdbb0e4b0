"""One fault that a test asks for, and the queue of those that wait for their request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_jsonable_python

from crosslink_emulator.world.state.deployment import Remote
from crosslink_emulator.world.state.trust import TrustChange


class Attachment(BaseModel):
    """A ruleset and a deployment."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    ruleset_id: str
    deployment_id: str


@dataclass
class Fault:
    """One fault: which requests it is for, and how often it still strikes.  The other fields belong to one kind each."""

    operation: str
    kind: str
    count: int = 1
    skip: int = 0
    retry_after_s: int = 1
    deployment_id: str | None = None
    delay_ms: int = 100
    remotes: Sequence[Remote] | None = None
    """The whole list that another writer writes."""
    add: Sequence[Remote] | None = None
    """What he adds to the list; an entry with one of these aliases makes room."""
    remove: Sequence[str] | None = None
    """The aliases that he takes away, where they are there."""
    attach: Sequence[Attachment] | None = None
    """The traffic filters that he attaches, where they are not."""
    detach: Sequence[Attachment] | None = None
    """Those that he detaches, where they are attached."""
    settings: dict[str, str | list[str] | None] | None = None
    """The persistent settings of Elasticsearch that he writes, by whole names; None removes."""

    trust: TrustChange | None = None
    """What he changes in the trust of the deployment."""
    step: str | None = None
    """Where the plan fails or stays."""
    message: str | None = None
    """What the failed plan says."""

    def rewrite(self, there: Sequence[Remote]) -> list[Remote]:
        """Return the list that another writer makes of the one that is there."""
        if self.remotes is not None:
            return list(self.remotes)
        added = self.add or ()
        gone = {*(self.remove or ()), *(remote.alias for remote in added)}
        return [*(remote for remote in there if remote.alias not in gone), *added]

    def to_json(self) -> dict[str, Any]:
        """Return what ``GET /_emulator/faults`` lists; ``count`` and ``skip`` are what is left of them."""
        return {name: to_jsonable_python(value) for name, value in vars(self).items()}


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
