"""One control plane, as the environment and the stack's configuration describe it."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from crosslink_core.api.transport import Transport
from crosslink_core.model.deployment import Platform
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import Problem, problems

KEY: Final = "crosslink:connections"

PUBLIC_ENDPOINT: Final = "https://api.elastic-cloud.com"
"""Elastic Cloud Hosted, from the API's documentation; other platforms must say theirs."""

GENERAL: Final = {"apiKey": "EC_API_KEY", "endpoint": "EC_ENDPOINT"}
"""The variables of Elastic's own Terraform provider, which the default connection honours too."""


class ConnectionsError(CrosslinkError):
    """A connection is unknown, or what is configured for it is wrong; names the key and the variable, never a value."""


class Connection(BaseModel):
    """What can be configured."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)

    platform: Platform = Platform.ECH
    endpoint: str | None = Field(default=None, pattern=r"^(?i:https?)://[^\s/?#@]+[^\s?#@]*$")
    """The base URL without `/api/v1`."""
    api_key: SecretStr | None = None
    ca_file: str | None = None
    """A file with the certificates of the authorities to trust, in PEM."""
    insecure: bool = False
    """Whether the server's certificate is not checked: for a first try only."""

    @field_validator("endpoint")
    @classmethod
    def _has_a_port(cls, value: str | None) -> str | None:
        """A port that is none would be found by the system only, when a request is sent; and its error repeats it."""
        try:
            urlsplit(value or "").port  # noqa: B018 — reading it is the check
        except ValueError:
            msg = "has a host or port that cannot be one; write it as https://ece.example:12443"
            raise ValueError(msg) from None
        return value

    @field_validator("api_key")
    @classmethod
    def _one_word(cls, value: SecretStr | None) -> SecretStr | None:
        """A line break in a header would be refused by the HTTP library, with the key in its message."""
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            msg = "must be one word of printable characters: was a line break or a space copied with it?"
            raise ValueError(msg)
        return value


@dataclass(frozen=True)
class Configured:
    """A connection, and which of its settings come from which variable."""

    name: str
    connection: Connection
    variables: Mapping[str, str]

    def transport(self) -> Transport:
        """Make the client; raise :exc:`ConnectionsError` when the endpoint or the key is missing."""
        connection, name = self.connection, self.name
        endpoint = connection.endpoint or (PUBLIC_ENDPOINT if connection.platform is Platform.ECH else None)
        if endpoint is None:
            msg = f"connection {name} has no endpoint: set {KEY}.{name}.endpoint or the variable {variable(name, 'endpoint')}"
            raise ConnectionsError(msg)
        if connection.api_key is None:
            msg = f"connection {name} has no API key: set {KEY}.{name}.apiKey (as a secret) or the variable {variable(name, 'api_key')}"
            raise ConnectionsError(msg)
        secret, verify = connection.api_key, self._verify()
        url = f"{endpoint.rstrip('/').removesuffix('/api/v1')}/api/v1"
        source = f"the variable {self.variables['apiKey']}" if "apiKey" in self.variables else f"{KEY}.{name}.apiKey"
        try:
            return Transport(name, url, lambda: f"ApiKey {secret.get_secret_value()}", credential=source, verify=verify)
        except ValueError as error:
            msg = f"connection {name}: {endpoint} cannot be used ({error}); correct {KEY}.{name}.endpoint, or the variables that name proxies or certificates"
            raise ConnectionsError(msg) from None

    def _verify(self) -> ssl.SSLContext | bool:
        if self.connection.insecure:
            return False
        if self.connection.ca_file is None:
            return True
        try:
            return ssl.create_default_context(cafile=self.connection.ca_file)
        except (OSError, ssl.SSLError, ValueError):  # ValueError: a path that no file can have
            msg = f"{KEY}.{self.name}.caFile: {self.connection.ca_file} is not a readable file of PEM certificates"
            raise ConnectionsError(msg) from None


def configured(name: str, given: Any, environment: Mapping[str, str], *, is_default: bool) -> Configured:
    """Read one connection: the environment first, then the configuration; raise :exc:`ConnectionsError` for a malformed one."""
    if not isinstance(given, Mapping):
        msg = f"{KEY}.{name} must be an object, such as {{platform: ech, apiKey: {{secure: …}}}}"
        raise ConnectionsError(msg)
    words = {setting: word for setting, word in (GENERAL if is_default else {}).items() if environment.get(word)}
    words |= {to_camel(setting): word for setting in Connection.model_fields if environment.get(word := variable(name, setting))}
    values = {setting: environment[word] for setting, word in words.items()}
    try:
        return Configured(name, Connection.model_validate({to_camel(str(key)): value for key, value in given.items()} | values), words)
    except ValidationError as error:
        raise ConnectionsError("; ".join(f"{KEY}.{name}.{one}{_origin(one, words)}" for one in problems(error))) from None


def variable(name: str, setting: str) -> str:
    """Return the environment variable of a setting: `logs-eu`, `api_key` → `CROSSLINK_CONNECTIONS__LOGS_EU__API_KEY`."""
    return f"CROSSLINK_CONNECTIONS__{fold(name)}__{setting.upper()}"


def fold(name: str) -> str:
    """Write a connection's name as it stands in a variable."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def _origin(problem: Problem, words: Mapping[str, str]) -> str:
    """Name the variable that the wrong value came from: the configuration's own may be right."""
    word = words.get(problem.path)
    return f" (its value is that of the variable {word})" if word else ""
