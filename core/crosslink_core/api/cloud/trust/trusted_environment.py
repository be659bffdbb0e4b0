"""`/trusted-environments`: what an organization or environment trusts, in the form of a deployment's trust.

Source: operation `get-trusted-envs`.
"""

from typing import Any, Final

from crosslink_core.api import Operation
from crosslink_core.api.cloud.trust import TrustEntry, read
from crosslink_core.api.transport import Transport

LIST: Final = Operation("get-trusted-envs", "GET", "/trusted-environments", 200, again=True)


class TrustedEnvironments:
    """One method per operation; every method is one HTTP exchange."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def all(self) -> tuple[TrustEntry, ...]:
        """Return the entries of the three lists."""
        return self._send(LIST, _entries)


def _entries(reply: Any) -> tuple[TrustEntry, ...]:
    if not isinstance(reply, dict):
        raise TypeError
    entries = read({"trust": reply})
    if not all(isinstance(one.key, str) for one in entries):
        raise TypeError
    return entries
