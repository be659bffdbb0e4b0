"""Certificates of certificate authorities: making them, and looking at those that somebody sends.

Nothing here is random: key, serial number and signature follow from the names, so every run makes the same bytes, and no key has to be stored.
Whoever has this source has the keys as well; that is right for an emulator and for nothing else.
"""

import hashlib
import re
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from crosslink_emulator.world import identifier

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Number of points of the curve P-256; private keys are below it.  Source: FIPS 186-4, D.1.2.3."""

SUBJECT_ORGANIZATION = "Emulated Elastic Cloud"
"""GUESS: what stands in the subject of a real certificate authority is not documented; no rule may depend on it."""

LABEL = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")

UNREADABLE = (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""What the library raises for certificates that are none."""

CERTIFICATES_PER_FIELD = 1
"""GUESS: one PEM field holds one certificate, not a chain and not a bundle; the field is named in the singular."""

LONG_AGO = datetime(1950, 1, 1, tzinfo=UTC)
"""By this clock nothing has expired: what is there from the beginning may have expired since."""

EXPIRED_IS_REFUSED = True
"""GUESS: a certificate whose time is over, by the world's clock, is refused when it is written."""


@lru_cache(maxsize=256)
def issue(name: str, number: int, valid_from: datetime, valid_to: datetime) -> str:
    """Return the PEM of an authority's own certificate, the ``number``-th it has; the same bytes for the same arguments."""
    key, subject = private_key(name, number), authority_subject(name, number)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int(identifier("certificate", name, number), 16) >> 1 or 1)
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return certificate.public_bytes(Encoding.PEM).decode()


def private_key(*parts: object) -> ec.EllipticCurvePrivateKey:
    """Return the private key of what these parts name: of an authority its name and the number of its certificate."""
    digest = hashlib.sha512("\0".join(("crosslink emulator authority", *map(str, parts))).encode()).digest()
    return ec.derive_private_key(int.from_bytes(digest) % (P256_ORDER - 1) + 1, ec.SECP256R1())


def authority_subject(name: str, number: int) -> x509.Name:
    """Return whom an authority's certificate names, and those that it signs as their issuer."""
    common_name = f"{name} {number}"
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, SUBJECT_ORGANIZATION), x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


@lru_cache(maxsize=1000)
def fingerprint(pem: str) -> str:
    """Return the SHA-256 fingerprint.  GUESS: lowercase hexadecimal digits without colons, as ``ca_trusted_fingerprint`` of Elastic's own tools."""
    return x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256()).hex()


def validity(pem: str) -> tuple[datetime, datetime]:
    """Return when a certificate begins and ends to be valid."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def certificate_problem(pem: str, now: datetime) -> str | None:
    """Return why a text is not the certificate of an authority, or None; a private key that was sent by mistake is such a reason."""
    labels = LABEL.findall(pem)
    if labels != ["CERTIFICATE"] * CERTIFICATES_PER_FIELD:
        return "one certificate in PEM, and nothing else, is expected"
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except UNREADABLE:
        return "the certificate cannot be read"
    except x509.ExtensionNotFound:
        authority = False
    if not authority:
        return "the certificate is not that of a certificate authority"
    if EXPIRED_IS_REFUSED and certificate.not_valid_after_utc < now:
        return f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    return None
