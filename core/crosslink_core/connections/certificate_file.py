"""The certificate files in the configuration: of authorities, and of nodes, whose names are read from them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crosslink_core.connections.server import ConnectionsError
from crosslink_core.model.identifier import NODE_NAME
from crosslink_core.model.trust import certificate

if TYPE_CHECKING:
    from cryptography import x509

COMMON_NAME: Final = "2.5.4.3"
"""The type of the `otherName` that Elasticsearch reads a node's name from."""


def authorities(key: str, file: str | None) -> tuple[str, ...]:
    """Return the certificates of authorities in a file; raise :exc:`ConnectionsError`, which names the key, for a file that is not a certificate file."""
    if file is None:
        return ()
    try:
        return tuple(found.pem for found in certificate.read(_text(key, file)))
    except ValueError as error:
        raise ConnectionsError(f"{key}: {file} {error}") from None


def names(key: str, file: str | None, signed_by: Iterable[str]) -> tuple[str, ...]:
    """Return the names in nodes' certificates, by which others trust them; raise :exc:`ConnectionsError` for other certificates."""
    if file is None:
        return ()
    from cryptography import x509  # as in model.certificate: most programs need no certificates

    try:
        nodes = x509.load_pem_x509_certificates(_text(key, file).encode())
    except ValueError:
        raise ConnectionsError(f"{key}: {file} holds no certificate in PEM, or a certificate that cannot be read") from None
    held = [x509.load_pem_x509_certificate(pem.encode()) for pem in signed_by]
    try:
        found = dict.fromkeys(name for node in nodes if not _is_authority(node) for name in _names(node))
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise ConnectionsError(f"{key}: {file} holds a certificate whose extensions cannot be read") from None
    if not found:
        raise ConnectionsError(
            f"{key}: {file} holds no node's certificate with a name that others could trust (subjectAltName otherName, which a stock installation lacks); "
            "make the certificates with `elasticsearch-certutil cert --in instances.yml` and a cn for each node"
        )
    if held and not any(_signed(node, held) for node in nodes):
        raise ConnectionsError(f"{key}: none of the authorities of transportCaFile signed the certificate in {file}; give the authority that did")
    return tuple(found)


def _text(key: str, file: str) -> str:
    """Return the text of a file; only the blocks in it count, so comments may be in any encoding."""
    try:
        return Path(file).read_bytes().decode(errors="replace")
    except (OSError, ValueError):  # ValueError: an impossible path
        raise ConnectionsError(
            f"{key}: {file} cannot be read; correct the path{'' if Path(file).is_absolute() else f', which counts from {Path.cwd()}'}"
        ) from None


def _is_authority(node: "x509.Certificate") -> bool:
    from cryptography import x509

    return any(isinstance(extension.value, x509.BasicConstraints) and extension.value.ca for extension in node.extensions)


def _names(node: "x509.Certificate") -> Iterator[str]:
    from cryptography import x509

    for extension in node.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            for other in extension.value.get_values_for_type(x509.OtherName):
                if other.type_id.dotted_string == COMMON_NAME and re.fullmatch(NODE_NAME, name := _string(other.value)):
                    yield name


def _string(der: bytes) -> str:
    """Return the string in an `otherName`: UTF-8 as Elastic's own tool writes it, or as other tools write it; empty where it is not a string."""
    from cryptography.hazmat import asn1

    with suppress(ValueError):
        return asn1.decode_der(str, der)
    with suppress(ValueError):
        return asn1.decode_der(asn1.PrintableString, der).as_str()
    with suppress(ValueError):
        return asn1.decode_der(asn1.IA5String, der).as_str()
    return ""


def _signed(node: "x509.Certificate", held: "list[x509.Certificate]") -> bool:
    from cryptography.exceptions import InvalidSignature

    for authority in held:
        try:
            node.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return True
    return False
