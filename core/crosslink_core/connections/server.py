"""What the description of any server has in common: its form, where each value came from, and how its certificate is checked."""

import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from crosslink_core.api.error import LONGEST_WORD
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import Problem, problems

URL: Final = r"^(?i:https?)://[^\s/?#@]+[^\s?#@]*$"


class ConnectionsError(CrosslinkError):
    """A connection or a cluster is unknown, or what is configured for it is wrong; names the key and the variable, never a value."""


class Server(BaseModel):
    """What can be configured of every server."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)

    ca_file: str | None = None
    """A file with the certificates of the authorities to trust, in PEM."""
    insecure: bool = False
    """Whether the server's certificate is not checked: for a first try only."""

    def verify(self, key: str) -> ssl.SSLContext | bool:
        """Return how to check the server's certificate; raise :exc:`ConnectionsError` for a file that holds none."""
        if self.insecure:
            return False
        if self.ca_file is None:
            return True
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError, ValueError):  # ValueError: a path that no file can have
            where = "" if Path(self.ca_file).is_absolute() else f"; its path counts from {Path.cwd()}"
            msg = f"{key}.caFile: {self.ca_file} is not a readable file of PEM certificates{where}"
            raise ConnectionsError(msg) from None


S = TypeVar("S", bound=Server)


def check_port(value: str | None) -> str | None:
    """Raise :exc:`ValueError` for a port that is none: the system would find it when a request is sent, and its error repeats it."""
    try:
        urlsplit(value or "").port  # noqa: B018 — reading it is the check
    except ValueError:
        msg = "has a host or port that cannot be one; write it as https://ece.example:12443"
        raise ValueError(msg) from None
    return value


def variables(model: type[Server], variable: Callable[[str], str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return which settings, by the names of their keys, the environment says, and by which variable."""
    return {to_camel(setting): word for setting in model.model_fields if environment.get(word := variable(setting))}


def read(model: type[S], key: str, given: Mapping[str, Any], words: Mapping[str, str], environment: Mapping[str, str]) -> S:
    """Read one server: the environment first, then the configuration; raise :exc:`ConnectionsError` for a malformed one."""
    values = {to_camel(str(name)): value for name, value in given.items()} | {setting: environment[word] for setting, word in words.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = dict.fromkeys(_in_one_text(one, values) for one in problems(error))
        raise ConnectionsError("; ".join(f"{key}{'.' if one.path else ': '}{one}{_origin(one, words)}" for one in found)) from None


def fold(name: str) -> str:
    """Write a name as it stands in a variable."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def check_names(key: str, names: list[str], example: Callable[[str], str]) -> None:
    """Raise :exc:`ConnectionsError` for two names that fold alike: they would share their variables."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(fold(name), name)) != name:
            msg = f"{key}.{name} and {key}.{first} would share their environment variables ({example(name)}); rename one"
            raise ConnectionsError(msg)


def shown(name: str) -> str:
    """Write a name as an error repeats it; what is far longer than any name is something else, perhaps a secret."""
    return repr(name) if len(name) <= LONGEST_WORD else "of that name"


def _in_one_text(problem: Problem, values: Mapping[str, Any]) -> Problem:
    """Leave out the place in a list where one text holds all of it."""
    setting = problem.path.partition("[")[0]
    return Problem(setting, problem.text) if isinstance(values.get(setting), str) else problem


def _origin(problem: Problem, words: Mapping[str, str]) -> str:
    """Name the variable that the wrong value came from: the configuration's own may be right."""
    word = words.get(problem.path)
    return f" (its value is that of the variable {word})" if word else ""
