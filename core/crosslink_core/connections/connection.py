"""A connection: a control plane, as the environment and the stack's configuration describe it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from crosslink_core.api.transport import Transport
from crosslink_core.connections.server import URL, ConnectionsError, Server, check_port, fold, read, variables
from crosslink_core.model.deployments.deployment import Platform, hosted

KEY: Final = "crosslink:connections"

PUBLIC_ENDPOINT: Final = "https://api.elastic-cloud.com"
"""Elastic Cloud Hosted, from the API's documentation; other platforms need an endpoint in the configuration."""

GENERAL: Final = {"apiKey": "EC_API_KEY", "endpoint": "EC_ENDPOINT"}
"""The variables of Elastic's own Terraform provider, which the default connection reads too."""


class Connection(Server):
    """The configuration of a connection."""

    platform: Annotated[Platform, BeforeValidator(hosted)] = Platform.ECH
    endpoint: str | None = Field(default=None, pattern=URL)
    """The base URL without `/api/v1`."""
    api_key: SecretStr | None = None

    @field_validator("endpoint")
    @classmethod
    def _has_a_port(cls, value: str | None) -> str | None:
        return check_port(value)

    @field_validator("api_key")
    @classmethod
    def _is_printable(cls, value: SecretStr | None) -> SecretStr | None:
        """A line break in a header would be refused by the HTTP library, with the key in its message."""
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("must be printable characters without spaces: was a line break or a space copied with it?")
        return value


@dataclass(frozen=True)
class Configured:
    """A connection, and which of its settings come from which variable."""

    name: str
    connection: Connection
    variables: Mapping[str, str]

    def transport(self) -> Transport:
        """Return the client's transport; raise :exc:`ConnectionsError` when the endpoint or the key is missing."""
        connection, name = self.connection, self.name
        endpoint = connection.endpoint or (PUBLIC_ENDPOINT if connection.platform is Platform.ECH else None)
        if endpoint is None:
            raise ConnectionsError(f"connection {name} has no endpoint: set {KEY}.{name}.endpoint or the variable {variable(name, 'endpoint')}")
        if connection.api_key is None:
            raise ConnectionsError(f"connection {name} has no API key: set {KEY}.{name}.apiKey (as a secret) or the variable {variable(name, 'api_key')}")
        secret, verify = connection.api_key, connection.verify(f"{KEY}.{name}")
        url = f"{endpoint.rstrip('/').removesuffix('/api/v1')}/api/v1"
        source = f"the variable {self.variables['apiKey']}" if "apiKey" in self.variables else f"{KEY}.{name}.apiKey"
        try:
            return Transport(name, url, lambda: f"ApiKey {secret.get_secret_value()}", credential=source, verify=verify)
        except ValueError as error:
            raise ConnectionsError(
                f"connection {name}: {endpoint} cannot be used ({error}); correct {KEY}.{name}.endpoint, or the variables that name proxies or certificates"
            ) from None


def configured(name: str, given: Any, environment: Mapping[str, str], *, is_default: bool) -> Configured:
    """Read a connection: the environment first, then the configuration; raise :exc:`ConnectionsError` where it is malformed."""
    if not isinstance(given, Mapping):
        raise ConnectionsError(f"{KEY}.{name} must be an object, such as {{platform: ech, apiKey: {{secure: …}}}}")
    words = {setting: word for setting, word in (GENERAL if is_default else {}).items() if environment.get(word)}
    words |= variables(Connection, partial(variable, name), environment)
    return Configured(name, read(Connection, f"{KEY}.{name}", given, words, environment), words)


def variable(name: str, setting: str) -> str:
    """Return the environment variable of a setting: `logs-eu`, `api_key` → `CROSSLINK_CONNECTIONS__LOGS_EU__API_KEY`."""
    return f"CROSSLINK_CONNECTIONS__{fold(name)}__{setting.upper()}"
