"""The body of ``POST /_emulator/faults``."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from crosslink_emulator.faults import KINDS
from crosslink_emulator.faults.writer import writer_of
from crosslink_emulator.http.remotes.remote_cluster import RemoteResourceRef
from crosslink_emulator.world import Form
from crosslink_emulator.world.state.fault import Attachment, Fault
from crosslink_emulator.world.state.plan import STEPS
from crosslink_emulator.world.state.trust import TrustChange

DELAY_MAX_MS = 60_000
"""Longer waits are typing errors."""


def _step(name: str) -> str:
    if name not in STEPS:
        raise ValueError(f"unknown step {name}; known are {', '.join(STEPS)}")
    return name


class FaultRequest(Form):
    """A fault to inject."""

    operation: str
    kind: str
    count: int = Field(default=1, ge=1)
    skip: int = Field(default=0, ge=0)
    """How many requests pass before it strikes."""
    retry_after_s: int | None = Field(default=None, ge=0)
    deployment_id: str | None = None
    delay_ms: int | None = Field(default=None, ge=1, le=DELAY_MAX_MS)
    remotes: list[RemoteResourceRef] | None = None
    add: list[RemoteResourceRef] | None = None
    remove: list[str] | None = None
    attach: list[Attachment] | None = Field(default=None, min_length=1)
    detach: list[Attachment] | None = Field(default=None, min_length=1)
    settings: dict[str, str | list[str] | None] | None = Field(default=None, min_length=1)

    trust: TrustChange | None = None
    step: Annotated[str, AfterValidator(_step)] | None = None
    message: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f"kind: unknown kind {self.kind}; known are {', '.join(KINDS)}")
        if kind.operations and self.operation not in kind.operations:
            raise ValueError(f"kind: {self.kind} is only for {' and '.join(kind.operations)}")
        for owner, other in KINDS.items():
            for name in other.fields:
                if name not in kind.fields and getattr(self, name) is not None:
                    raise ValueError(f"{name} belongs to kind {owner}")
        if self.kind == "another-writer":
            self._fits_its_writer()
        return self

    def _fits_its_writer(self) -> None:
        own = writer_of(self.operation).fields
        given = [name for name in KINDS[self.kind].fields if getattr(self, name) is not None]
        for name in given:
            if name not in own:
                raise ValueError(f"{name} is not for {self.operation}")
        if len(given) != 1:
            choice = f"one of {', '.join(own[:-1])} and {own[-1]}" if own[1:] else own[0]
            raise ValueError(f"kind: another-writer takes {choice}")

    def fault(self) -> Fault:
        """Return the fault, with its defaults."""
        given: dict[str, Any] = {name: value for name, value in self if value is not None}
        for name in ("remotes", "add"):
            if name in given:
                given[name] = [entry.remote() for entry in given[name]]
        return Fault(**given)
