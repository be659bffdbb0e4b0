"""A local Elastic Cloud: hosted organizations and ECE environments, served by one process on the loopback interface.

It imports nothing of crosslink's other packages, so that it cannot share a mistake with them, and it is stricter than the service, never laxer.
"""

from typing import TYPE_CHECKING, Any

from crosslink_emulator.errors import EmulatorError, EstateError, PortTakenError, StateError

if TYPE_CHECKING:
    from crosslink_emulator.server import Running, running, serve

__all__ = ["EmulatorError", "EstateError", "PortTakenError", "Running", "StateError", "running", "serve"]


def __getattr__(name: str) -> Any:
    """Import the server when it is first asked for: that takes half a second, which the command line's other verbs need not pay."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from crosslink_emulator import server

    return getattr(server, name)
