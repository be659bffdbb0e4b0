"""What was asked, in order: tests count requests here.  No header and no query string is kept, so no credential is."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

LOG_LENGTH = 100_000
"""Older requests are forgotten, so that a long run cannot fill the memory."""


@dataclass
class LoggedRequest:
    """One request and its answer; ``status`` is None while it runs and when the connection was dropped."""

    sequence: int
    cloud: str | None
    operation: str | None
    method: str
    path: str
    status: int | None
    request_id: str


class RequestLog:
    """The requests to all control planes and all clusters."""

    def __init__(self) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=LOG_LENGTH)
        self._count = 0

    def begin(self, method: str, path: str) -> LoggedRequest:
        """Count a request and give it its id: the same one at the same place of every run."""
        self._count += 1
        entry = LoggedRequest(self._count, None, None, method, path, None, f"emulated-{self._count:08d}")
        self._entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget the entries; counting goes on."""
        self._entries.clear()

    def to_json(self) -> list[dict[str, Any]]:
        """Return the entries, oldest first."""
        return [asdict(entry) for entry in self._entries]
