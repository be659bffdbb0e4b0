"""What connections and clusters share: the form of their configuration, where each value came from, and how the certificate is checked."""

import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from crosslink_core.api.error import LONGEST_WORD
from crosslink_core.model import CrosslinkError
from crosslink_core.model.problem import Problem, in_configuration, problems

URL: Final = r"^(?i:https?)://[^\s/?#@]+[^\s?#@]*$"


class ConnectionsError(CrosslinkError):
    """A connection or a cluster is unknown, or its configuration is wrong; names the key and the variable, never a value."""


class Server(BaseModel):
    """The configuration that every server has."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)

    ca_file: str | None = None
    """A file with the certificates of the authorities to trust, in PEM."""
    insecure: bool = False
    """Whether the server's certificate is not checked: for a first try only."""

    def verify(self, key: str) -> ssl.SSLContext | bool:
        """Return how to check the server's certificate; raise :exc:`ConnectionsError` for a file without certificates."""
        if self.insecure:
            return False
        if self.ca_file is None:
            return True
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError, ValueError):  # ValueError: an impossible path
            where = "" if Path(self.ca_file).is_absolute() else f"; its path counts from {Path.cwd()}"
            raise ConnectionsError(f"{key}.caFile: {self.ca_file} is not a readable file of PEM certificates{where}") from None


S = TypeVar("S", bound=Server)


def check_port(value: str | None) -> str | None:
    """Raise :exc:`ValueError` for an invalid port: otherwise the first request would fail, with an error that repeats the URL."""
    try:
        urlsplit(value or "").port  # noqa: B018 — reading it is the check
    except ValueError:
        raise ValueError("has an invalid host or port; write it as https://ece.example:12443") from None
    return value


def variables(model: type[Server], variable: Callable[[str], str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that the environment holds: the variable by the setting's key."""
    return {to_camel(setting): word for setting in model.model_fields if environment.get(word := variable(setting))}


def read(model: type[S], key: str, given: Mapping[str, Any], words: Mapping[str, str], environment: Mapping[str, str]) -> S:
    """Read a server: the environment first, then the configuration; raise :exc:`ConnectionsError` where it is malformed."""
    values = {to_camel(str(name)): value for name, value in given.items()} | {setting: environment[word] for setting, word in words.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = dict.fromkeys(_without_index(in_configuration(problem, values), values) for problem in problems(error))
        raise ConnectionsError("; ".join(f"{key}{'.' if problem.path else ': '}{problem}{_origin(problem, words)}" for problem in found)) from None


def fold(name: str) -> str:
    """Return a name as it is spelled in a variable."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def check_names(key: str, names: list[str], example: Callable[[str], str]) -> None:
    """Raise :exc:`ConnectionsError` for two names that would share their variables."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(fold(name), name)) != name:
            raise ConnectionsError(f"{key}.{name} and {key}.{first} would share their environment variables ({example(name)}); rename either")


def shown(name: str) -> str:
    """Return a name as an error shows it; a text that is far longer than any name may be a secret."""
    return repr(name) if len(name) <= LONGEST_WORD else "of that name"


def _without_index(problem: Problem, values: Mapping[str, Any]) -> Problem:
    """Leave out the index in a list that was given as a single string."""
    setting = problem.path.partition("[")[0]
    return Problem(setting, problem.text) if isinstance(values.get(setting), str) else problem


def _origin(problem: Problem, words: Mapping[str, str]) -> str:
    """Name the variable that holds the wrong value: the value in the configuration may be correct."""
    word = words.get(problem.path)
    return f" (its value is that of the variable {word})" if word else ""
