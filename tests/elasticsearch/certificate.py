"""Certificate authorities, and certificates of nodes that carry names as Elastic Cloud writes them."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from crosslink_emulator.world.state.certificate import private_key
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority

COMMON_NAME = x509.ObjectIdentifier("2.5.4.3")
"""Type of the otherName in the subject alternative names that trust restrictions read."""
UTF8_STRING = 0x0C
"""Tag of an ASN.1 UTF8String."""
SHORT = 128
"""Lengths below it are one octet in DER."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NodeCertificate:
    """A certificate of a node and its key, both PEM, with the names that trust restrictions see and the PEM of its authority."""

    certificate: str
    key: str
    names: tuple[str, ...]
    authority: str


class Authority:
    """A certificate authority for tests: made anew, or one whose key and certificate are given."""

    def __init__(self, name: str, key: ec.EllipticCurvePrivateKey | None = None, certificate: x509.Certificate | None = None) -> None:
        self.name = name
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self._certificate = certificate or self._own()

    @classmethod
    def of_emulator(cls, authority: CertificateAuthority) -> "Authority":
        """Return one of the emulator's, which signs with its active certificate: a real node can then play an emulated deployment."""
        certificate = x509.load_pem_x509_certificate(authority.pem(authority.active).encode())
        return cls(authority.name, private_key(authority.name, authority.active.number), certificate)

    @property
    def pem(self) -> str:
        """The authority's own certificate."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def node(self, *names: str, addresses: tuple[str, ...] = ("127.0.0.1",)) -> NodeCertificate:
        """Return a certificate for a node with these names in otherName; without names it is as a stock installation has it."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives: list[x509.GeneralName] = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
        alternatives += [x509.OtherName(COMMON_NAME, _utf8(name)) for name in names]
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        certificate = (
            _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")]), self._certificate.subject, key)
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(purposes, critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return NodeCertificate(certificate.public_bytes(Encoding.PEM).decode(), text, names, self.pem)

    def _own(self) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        return (
            _builder(subject, subject, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + 30 * DAY)


def _utf8(text: str) -> bytes:
    raw = text.encode()
    assert len(raw) < SHORT, f"{text}: {len(raw)} bytes; write longer lengths first"
    return bytes([UTF8_STRING, len(raw)]) + raw
