"""The state file: everything that outlives the process, as JSON."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from crosslink_emulator.errors import StateError
from crosslink_emulator.world import property_path
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.cluster import Cluster


class State(BaseModel):
    """The whole state; ``shape`` changes when an older emulator's file can no longer be read."""

    model_config = ConfigDict(extra="forbid")

    shape: Literal["crosslink-emulator-1"] = "crosslink-emulator-1"
    clock: datetime
    ids_given: int = 0
    """How many; older files do not say."""
    clouds: dict[str, Cloud]
    certificate_authorities: dict[str, CertificateAuthority] = {}
    """By name; older files have none.  No keys: they follow from the names."""
    clusters: dict[str, Cluster] = {}
    """Named ones; older files have none."""


def load_state(path: Path) -> State:
    """Read a state file."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StateError(str(path), error.strerror or "cannot be read") from error
    try:
        return State.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = property_path(first["loc"])
        what = f"{where}: {first['msg']}" if where else first["msg"]
        raise StateError(str(path), f"not a state of this emulator ({what}); delete the file to begin again") from error


def save_state(path: Path, state: State) -> None:
    """Write the file in one step: a reader, or a crash, sees the old state or the new one."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(state.model_dump_json(indent=2))
            os.replace(temporary, path)
        except BaseException:  # a full disk, Ctrl-C: no half file may stay
            os.unlink(temporary)
            raise
    except OSError as error:
        raise StateError(str(path), error.strerror or "cannot be written") from error
