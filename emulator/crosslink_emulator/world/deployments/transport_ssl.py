"""Reading what decides whom the transport layer of a node trusts: its settings, bundles of certificates, and the file of trust restrictions.

Source: the documentation of ``xpack.security.transport.ssl``; Elasticsearch 8.15.0 and 8.19.21, tried.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from crosslink_emulator.world import load_yaml
from crosslink_emulator.world.state.certificate import LABEL, UNREADABLE

SSL = "xpack.security.transport.ssl."
AUTHORITIES, RESTRICTIONS = f"{SSL}certificate_authorities", f"{SSL}trust_restrictions.path"

SUBJECT_NAME = "trust.subject_name"
"""The only key of the file of trust restrictions."""

FIXED = {
    f"{SSL}enabled": ("true",),
    f"{SSL}verification_mode": ("certificate", "full"),
    f"{SSL}client_authentication": ("required",),
    f"{SSL}trust_restrictions.x509_fields": ("subjectAltName.otherName.commonName",),
}
"""Settings that nodes have so already.  The emulator knows no other values, and takes ``full`` for ``certificate``."""

FREE = frozenset({AUTHORITIES, RESTRICTIONS})
"""The settings that decide here."""

Value = str | list[str]

Flat = dict[str, Value | None]
"""Settings by whole names; None: the line is taken away."""


class InstallationError(Exception):
    """What would keep nodes from starting, or from accepting each other; the text is one sentence."""


class NodeTrust(NamedTuple):
    """Whom one node accepts, or the nodes of one node set."""

    place: str
    """Which nodes; empty for all."""
    authorities: tuple[str, ...]
    """PEM of each."""
    restrictions: tuple[str, ...] | None
    """Patterns of names; None: every certificate of these authorities will do."""


def flat_settings(document: Any, place: str, more: frozenset[str] = frozenset()) -> Flat:
    """Return settings by whole names, nested or flat as they were given; raise for those that nodes, or the emulator, do not know."""
    if not isinstance(document, dict):
        raise InstallationError(f"{place} is no mapping of settings")
    flat: Flat = {}
    for key, value in _leaves(document, ""):
        if key in flat:
            raise InstallationError(f"{place} has {key} twice")
        flat[key] = value
    _check(flat, place, more)
    return flat


def _check(flat: Mapping[str, Value | None], place: str, more: frozenset[str]) -> None:
    """Raise for a setting that is not known, or has a value that is not emulated."""
    for key, value in flat.items():
        if value is not None and key in FIXED and value not in FIXED[key] and value != [*FIXED[key]]:
            raise InstallationError(f"{place}: {key} {value} is not emulated, only {' and '.join(FIXED[key])}")
        if key not in FIXED and key not in FREE | more:
            raise InstallationError(f"{place}: {key} is no setting that this emulator knows; it knows {', '.join(sorted({*FIXED, *FREE, *more}))}")


def texts(value: Value | None) -> list[str]:
    """Return what a setting lists: a list, or one text with commas."""
    if value is None:
        return []
    return value if isinstance(value, list) else [part.strip() for part in value.split(",") if part.strip()]


@lru_cache(maxsize=256)
def read_authorities(text: str, place: str) -> tuple[str, ...]:
    """Return the certificates of a bundle, each in PEM; raise where there is none, or something else."""
    labels = LABEL.findall(text)
    if not labels:
        raise InstallationError(f"{place} holds no certificate in PEM")
    for label in labels:
        if label != "CERTIFICATE":
            raise InstallationError(f"{place} holds a {label}, and only certificates belong there")
    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except UNREADABLE as error:
        raise InstallationError(f"{place} holds a certificate that cannot be read") from error
    return tuple(certificate.public_bytes(Encoding.PEM).decode() for certificate in found)


@lru_cache(maxsize=256)
def read_restrictions(text: str, place: str) -> tuple[str, ...]:
    """Return the patterns of a file of trust restrictions, nested or flat; raise where it is none."""
    try:
        document = load_yaml(text)
    except yaml.YAMLError as error:
        raise InstallationError(f"{place} is no YAML") from error
    if not isinstance(document, dict):
        raise InstallationError(f"{place} is no mapping; it needs {SUBJECT_NAME}")
    found = dict(_leaves(document, ""))
    if [*found] != [SUBJECT_NAME]:
        raise InstallationError(f"{place} needs {SUBJECT_NAME} and nothing else, and has {', '.join(found) or 'nothing'}")
    return tuple(texts(found[SUBJECT_NAME]))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Value | None]]:
    """Yield settings by whole names, all values as text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        yield path, [_text(item) for item in value]
    else:
        yield path, None if value is None else _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
