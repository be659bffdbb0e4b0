"""Certificates of authorities, in PEM, as trust entries hold them.

A cluster that trusts an authority accepts every node certificate that the authority signed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator

BLOCK: Final = re.compile(r"-----BEGIN ([^\n]+?)-----.*?-----END \1-----", re.DOTALL)
LABEL: Final = re.compile(r"-----BEGIN ([^\n]+?)-----")
CERTIFICATE: Final = "CERTIFICATE"

REMEDIES: Final = {
    "TRUSTED CERTIFICATE": "convert it with `openssl x509 -in FILE`",
    "X509 CERTIFICATE": "convert it with `openssl x509 -in FILE`",
    "PKCS7": "convert it with `openssl pkcs7 -print_certs -in FILE`",
    "CERTIFICATE REQUEST": "give the certificate that was issued for it",
    "NEW CERTIFICATE REQUEST": "give the certificate that was issued for it",
}
"""What to do about blocks that hold something else than a certificate, by their labels.  Source: RFC 7468; OpenSSL's manual pages."""

LONGEST: Final = 1_000_000
"""The most characters that are read as certificates: no bundle is as long."""


@dataclass(frozen=True)
class Certificate:
    """A certificate of an authority."""

    pem: str
    """In a normalized form: lines of 64, and a line break at the end."""
    subject: str
    fingerprint: str
    """SHA-256, lower-case hexadecimal digits."""
    valid_from: datetime
    valid_to: datetime

    @property
    def label(self) -> str:
        """The certificate in messages: its subject, and enough of its fingerprint to identify it."""
        return f"{self.subject or 'without a subject'} ({self.fingerprint[:16]}…)"


def read(text: str) -> tuple[Certificate, ...]:
    """Return the certificates of a text, each once; raise :exc:`ValueError` for anything else, with a sentence that never has the text."""
    labels = LABEL.findall(text[:LONGEST])
    if any("PRIVATE KEY" in label for label in labels):
        msg = "holds a private key, which must stay where it is: give the certificate alone"
        raise ValueError(msg)
    if foreign := next((label for label in labels if label != CERTIFICATE), None):
        name = foreign if re.fullmatch(r"[A-Z0-9 ]{1,40}", foreign) else "of an unknown kind"
        raise ValueError(f"holds a block {name}, which is not a certificate: {REMEDIES.get(foreign, 'give the certificates alone')}")
    if not labels or len(text) > LONGEST:
        msg = "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE----- (a file's text, not its path)"
        raise ValueError(msg)
    blocks = [match.group(0) for match in BLOCK.finditer(text)]
    if len(blocks) != len(labels):
        msg = "breaks off within a certificate: was all of it copied?"
        raise ValueError(msg)
    found = [_certificate(block) for block in blocks]
    return tuple({certificate.fingerprint: certificate for certificate in found}.values())


def _certificate(pem: str) -> Certificate:
    from cryptography import x509  # takes 40 ms, which programs and rules without certificates need not spend
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        parsed = x509.load_pem_x509_certificate(pem.encode())
        is_authority = any(isinstance(extension.value, x509.BasicConstraints) and extension.value.ca for extension in parsed.extensions)
        found = Certificate(
            parsed.public_bytes(Encoding.PEM).decode(),
            parsed.subject.rfc4514_string(),
            parsed.fingerprint(SHA256()).hex(),
            parsed.not_valid_before_utc,
            parsed.not_valid_after_utc,
        )
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        msg = "holds a certificate that cannot be read: was all of it copied?"
        raise ValueError(msg) from None
    if not is_authority:
        msg = f"holds the certificate of {found.subject or 'no subject'}, which is not an authority's: give the certificate of the authority that signed it"
        raise ValueError(msg)
    return found


def read_all(texts: Iterable[str]) -> tuple[Certificate, ...]:
    """Return the certificates of several texts, each once, in their order; raise as :func:`read`."""
    return tuple({certificate.fingerprint: certificate for text in texts for certificate in read(text)}.values())


def _single(text: str) -> str:
    found = read(text)
    if len(found) != 1:
        msg = f"holds {len(found)} certificates where a single certificate is expected"
        raise ValueError(msg)
    return found[0].pem


def _normalized(text: str) -> str:
    return "".join(certificate.pem for certificate in read(text))


def _split(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give each certificate its own place in the list; each text was validated before, so errors have the user's place."""
    return tuple(certificate.pem for certificate in read_all(texts))


Pem = Annotated[str, AfterValidator(_single)]
"""The certificate of an authority, in PEM."""

Bundle = Annotated[tuple[Annotated[str, AfterValidator(_normalized)], ...], AfterValidator(_split)]
"""Certificates of authorities, in PEM; a text may hold several, the current and the next."""


def expired(texts: Iterable[str], now: datetime) -> tuple[Certificate, ...]:
    """Return the certificates that are not valid any more, or not yet."""
    return tuple(certificate for certificate in read_all(texts) if not certificate.valid_from <= now < certificate.valid_to)


def ends_at(texts: Iterable[str]) -> str | None:
    """Return when the first of the certificates ends, in UTC: `2034-03-01T00:00:00Z`; None where there is none."""
    ends = [certificate.valid_to for certificate in read_all(texts)]
    return f"{min(ends):%Y-%m-%dT%H:%M:%SZ}" if ends else None
