"""Names → clients: which control planes there are, and with which credentials.

State and programs name a connection and never hold its credential.  A value is taken from the environment first, then
from the stack's configuration `crosslink:connections`: so a rotated key reaches `destroy`, which uses the stored one.
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.transport import LOOPBACK, Transport
from crosslink_core.model.deployment import Platform
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import Problem, problems

KEY: Final = "crosslink:connections"
DEFAULT: Final = "default"
"""The connection that is meant where none is named; else the only one."""

PUBLIC_ENDPOINT: Final = "https://api.elastic-cloud.com"
"""Elastic Cloud Hosted, from the API's documentation; other platforms must say theirs."""


class ConnectionsError(CrosslinkError):
    """A connection is unknown, or what is configured for it is wrong; names the key and the variable, never a value."""


class Connection(BaseModel):
    """One control plane, as configured."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)

    platform: Platform = Platform.ECH
    endpoint: str | None = Field(default=None, pattern=r"^https?://[^\s/?#@]+[^\s?#@]*$")
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


class Connections:
    """The configured control planes; clients are made when first asked for and shared by all threads."""

    def __init__(self, configuration: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Read the value of `crosslink:connections`; raise :exc:`ConnectionsError` for a malformed one."""
        if not isinstance(configuration, Mapping) or not all(isinstance(name, str) and name for name in configuration):
            msg = f"{KEY} must be an object of connections by name, such as {{hosted: {{platform: ech, apiKey: {{secure: …}}}}}}"
            raise ConnectionsError(msg)
        names = list(configuration)
        if not names and "EC_API_KEY" in environment:
            names = [DEFAULT]
        _check_names(names)
        self._default = DEFAULT if DEFAULT in names else names[0] if len(names) == 1 else None
        self._connections = {name: _connection(name, configuration.get(name) or {}, environment, is_default=name == self._default) for name in names}
        self._clouds: dict[str, Cloud] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._connections)

    def name(self, name: str | None) -> str:
        """Return the name, or the default's for None; raise :exc:`ConnectionsError` when there is none of it."""
        found = name or self._default
        if found is None or found not in self._connections:
            known = ", ".join(self._connections) or "none"
            what = "no connection is named, and there is no default one" if found is None else f"connection {found!r} is not configured"
            msg = f"{what} (configured: {known}); add it to {KEY}, or correct the name"
            raise ConnectionsError(msg)
        return found

    def __getitem__(self, name: str | None) -> Connection:
        """Return the settings of a connection."""
        return self._connections[self.name(name)]

    def cloud(self, name: str | None) -> Cloud:
        """Return the client of a connection; raise :exc:`ConnectionsError` when it is unknown or lacks its key."""
        known = self.name(name)
        with self._lock:
            if known not in self._clouds:
                self._clouds[known] = Cloud(_transport(known, self._connections[known]))
            return self._clouds[known]

    def warnings(self) -> Iterator[str]:
        """Yield what is configured dangerously."""
        for name, connection in self._connections.items():
            if connection.insecure:
                yield f"connection {name} is insecure: its server's certificate is not checked; set {KEY}.{name}.caFile instead"
            address = urlsplit(connection.endpoint or PUBLIC_ENDPOINT)
            if address.scheme == "http" and address.hostname not in LOOPBACK:
                yield f"connection {name} sends its API key unencrypted to {connection.endpoint}; use https"

    def close(self) -> None:
        """Close all clients."""
        for cloud in self._clouds.values():
            cloud.close()


def variable(name: str, setting: str) -> str:
    """Return the environment variable of a setting: `logs-eu`, `api_key` → `CROSSLINK_CONNECTIONS__LOGS_EU__API_KEY`."""
    return f"CROSSLINK_CONNECTIONS__{_fold(name)}__{setting.upper()}"


def _fold(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def _check_names(names: list[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(_fold(name), name)) != name:
            msg = f"{KEY}.{name} and {KEY}.{first} would share their environment variables ({variable(name, 'api_key')}); rename one"
            raise ConnectionsError(msg)


def _connection(name: str, configured: Any, environment: Mapping[str, str], *, is_default: bool) -> Connection:
    if not isinstance(configured, Mapping):
        msg = f"{KEY}.{name} must be an object, such as {{platform: ech, apiKey: {{secure: …}}}}"
        raise ConnectionsError(msg)
    general = {"apiKey": "EC_API_KEY", "endpoint": "EC_ENDPOINT"} if is_default else {}
    words = {setting: word for setting, word in general.items() if environment.get(word)}
    words |= {to_camel(setting): word for setting in Connection.model_fields if environment.get(word := variable(name, setting))}
    given = {setting: environment[word] for setting, word in words.items()}
    try:
        return Connection.model_validate({to_camel(str(key)): value for key, value in configured.items()} | given)
    except ValidationError as error:
        raise ConnectionsError("; ".join(f"{KEY}.{name}.{one}{_origin(one, words)}" for one in problems(error))) from None


def _origin(problem: Problem, words: Mapping[str, str]) -> str:
    """Name the variable that the wrong value came from: the configuration's own may be right."""
    word = words.get(problem.path)
    return f" (its value is that of the variable {word})" if word else ""


def _transport(name: str, connection: Connection) -> Transport:
    endpoint = connection.endpoint or (PUBLIC_ENDPOINT if connection.platform is Platform.ECH else None)
    if endpoint is None:
        msg = f"connection {name} has no endpoint: set {KEY}.{name}.endpoint or the variable {variable(name, 'endpoint')}"
        raise ConnectionsError(msg)
    if connection.api_key is None:
        msg = f"connection {name} has no API key: set {KEY}.{name}.apiKey (as a secret) or the variable {variable(name, 'api_key')}"
        raise ConnectionsError(msg)
    secret, verify = connection.api_key, _verify(name, connection)
    try:
        return Transport(name, f"{endpoint.rstrip('/')}/api/v1", lambda: f"ApiKey {secret.get_secret_value()}", verify=verify)
    except ValueError as error:
        msg = f"connection {name}: {endpoint} or the environment's proxy cannot be used ({error}); correct {KEY}.{name}.endpoint"
        raise ConnectionsError(msg) from None


def _verify(name: str, connection: Connection) -> ssl.SSLContext | bool:
    if connection.insecure:
        return False
    if connection.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=connection.ca_file)
    except (OSError, ssl.SSLError, ValueError):  # ValueError: a path that no file can have
        msg = f"{KEY}.{name}.caFile: {connection.ca_file} is not a readable file of PEM certificates"
        raise ConnectionsError(msg) from None
