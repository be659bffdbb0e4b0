"""A local Elastic Cloud: hosted organizations and ECE environments, served by one process on the loopback interface.

It imports nothing of crosslink's other packages, so that it cannot share a mistake with them, and it is stricter than the service, never laxer.
"""

from crosslink_emulator.errors import EmulatorError, EstateError, PortTakenError, StateError
from crosslink_emulator.server import Running, running, serve

__all__ = ["EmulatorError", "EstateError", "PortTakenError", "Running", "StateError", "running", "serve"]
