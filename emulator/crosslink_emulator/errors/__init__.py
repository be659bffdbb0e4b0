"""Errors before or around serving; the errors that the emulated services answer are in ``refusal.py`` and beside it.

EmulatorError
├── EstateError      the description of the clouds is wrong
├── StateError       the state file cannot be used
└── PortTakenError   something else listens on the port
"""


class EmulatorError(Exception):
    """Base of this package's errors; the text is one line for people."""


class EstateError(EmulatorError):
    """The estate does not describe clouds that could exist."""

    def __init__(self, source: str, path: str, problem: str) -> None:
        self.source = source
        self.path = path
        self.problem = problem
        super().__init__(": ".join(part for part in (source, path, problem) if part))


class StateError(EmulatorError):
    """The state file cannot be read or written."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        self.problem = problem
        super().__init__(f"{source}: {problem}")


class PortTakenError(EmulatorError):
    """The port is in use."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"port {port} of 127.0.0.1 is in use: stop what listens there (perhaps another emulator), or choose another port")
