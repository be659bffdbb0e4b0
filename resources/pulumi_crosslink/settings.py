"""What the stack's configuration and the environment say, for the program and for the plugin alike."""

import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from pulumi.runtime.config import get_config

from crosslink_core import connections
from crosslink_core.connections import Connections, ConnectionsError
from crosslink_core.connections.session import Session

ADOPT: Final = "crosslink:adopt"
"""`never`: what exists already is not adopted, even if it is exactly what is wanted."""
UNKNOWN_TRUST: Final = "crosslink:unknownTrust"
"""`overwrite`: trust is written even where the service does not say whom the deployment trusts; all that it had is gone then."""


def read(get: Callable[[str], str | None], *, whole: bool = False) -> Session:
    """Make a session of the stack's configuration, which `get` reads; raise :exc:`ConnectionsError` for a malformed one.

    `whole`: deployments are looked up one by one, so all of a connection are listed at once.
    """
    adopt, unknown_trust = get(ADOPT), get(UNKNOWN_TRUST)
    if adopt not in {None, "never", "identical"}:
        raise ConnectionsError(f"{ADOPT} must be never or identical (the default)")
    if unknown_trust not in {None, "overwrite", "refuse"}:
        raise ConnectionsError(f"{UNKNOWN_TRUST} must be overwrite or refuse (the default)")
    configured, clusters = (json_object(key, get(key)) for key in (connections.KEY, connections.CLUSTERS))
    known = Connections(configured, os.environ, clusters=clusters)
    return Session(known, adopt=adopt != "never", overwrites_unknown_trust=unknown_trust == "overwrite", whole=whole)


@cache
def of_program() -> Session:
    """Return the session of the running program."""
    return read(get_config, whole=True)  # a program names its deployments one by one


def json_object(key: str, text: str | None) -> Mapping[str, Any]:
    """Parse a configuration value that must be an object; none at all is an empty one."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ConnectionsError(f"{key} must be an object in the stack's configuration")
    return value
