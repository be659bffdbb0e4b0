"""Who may use an Elasticsearch: its users, by HTTP Basic.  Source: replies of version 8.19.21, recorded."""

import base64
import binascii

from crosslink_emulator.http.elasticsearch.call import Caller
from crosslink_emulator.http.elasticsearch.error import unauthenticated
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.elasticsearch_user import SUPERUSER

OTHER_SCHEME_PROBLEM = "unable to authenticate with provided credentials and anonymous access is not allowed for this request"
"""GUESS: what is said of API keys and tokens, of which the emulator has none yet, and of a header that is no Basic."""


def authenticate(elasticsearch: Elasticsearch, authorization: str | None, uri: str) -> Caller:
    """Return the user; raise where there is none, or the password is another one."""
    if not authorization:
        raise unauthenticated(f"missing authentication credentials for REST request [{uri}]")
    scheme, _, credentials = authorization.partition(" ")
    name, password = _basic(credentials) if scheme.lower() == "basic" else (None, "")
    if name is None:
        raise unauthenticated(OTHER_SCHEME_PROBLEM)
    user = elasticsearch.users.get(name)
    if user is None or not user.has_password(password):
        raise unauthenticated(f"unable to authenticate user [{name}] for REST request [{uri}]")
    return Caller(name, frozenset({"all"} if name == SUPERUSER else user.cluster))


def _basic(credentials: str) -> tuple[str | None, str]:
    try:
        name, colon, password = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, ""
    return (name if colon else None), password
