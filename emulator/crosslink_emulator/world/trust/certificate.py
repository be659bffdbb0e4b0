"""The certificate that a node shows to others on the transport layer, and the rotation of authorities.

Source: the documentation of ``trust_restrictions``: ``subjectAltName.otherName.commonName`` is an otherName of type 2.5.4.3 that holds a UTF8String; tried.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crosslink_emulator.world import identifier
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import authority_subject, private_key
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, RotationError, Step, authority_name
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.trust.trust_relationship import local_relationship, relationships

COMMON_NAME_TYPE = x509.ObjectIdentifier("2.5.4.3")
"""``commonName`` as the type of an otherName."""


class NodeIdentity(NamedTuple):
    """What a node needs to show who it is, both in PEM."""

    certificate: str
    key: str


def sign_node(authority: CertificateAuthority, node: str, names: tuple[str, ...]) -> NodeIdentity:
    """Return the certificate of a node with these names, signed by the authority's active certificate; the same bytes for the same arguments."""
    active = authority.active
    return _signed(authority.name, active.number, node, names, active.valid_from, active.valid_to)


@lru_cache(maxsize=256)
def _signed(authority: str, number: int, node: str, names: tuple[str, ...], valid_from: datetime, valid_to: datetime) -> NodeIdentity:
    key, signing = private_key("node", authority, number, node), private_key(authority, number)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, (names[0] if names else node)[:64])]))
        .issuer_name(authority_subject(authority, number))
        .public_key(key.public_key())
        .serial_number(int(identifier("node certificate", authority, number, node), 16) >> 1 or 1)
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([*map(_other_name, names), x509.DNSName(node)]), critical=False)
    )
    certificate = builder.sign(signing, hashes.SHA256(), ecdsa_deterministic=True)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return NodeIdentity(certificate.public_bytes(Encoding.PEM).decode(), pem)


def _other_name(name: str) -> x509.OtherName:
    encoded = name.encode()
    assert len(encoded) < 1 << 16  # noqa: S101 - names in certificates are never so long, and the length below has two bytes at most
    length = bytes([len(encoded)]) if len(encoded) < 128 else bytes([0x81, len(encoded)]) if len(encoded) < 256 else b"\x82" + len(encoded).to_bytes(2)
    return x509.OtherName(COMMON_NAME_TYPE, b"\x0c" + length + encoded)


def rotate(world: World, cloud: Cloud, region: str | None, step: Step) -> CertificateAuthority:
    """Take one step with the authority of a region or of an environment; how things were is kept for readings that lag."""
    if region is None and cloud.platform == "ech":
        raise RotationError(f"region: is needed, one of {', '.join(sorted(cloud.regions))}")
    if region is not None and region not in cloud.regions:
        raise RotationError(f"region: no deployment of this cloud is in {region}")
    name = authority_name(cloud, region or "")
    before = world.certificate_authorities[name]
    after = before.rotated(step, world.clock + timedelta(seconds=1))  # a step that is refused takes no time
    world.tick()
    world.past.remember("certificate authority", name, now=before)
    if cloud.platform == "ece":
        local = local_relationship(world, cloud)
        world.past.remember("trust relationship", cloud.name, local.id, now=local)
        world.past.remember("trust relationships", cloud.name, now=relationships(world, cloud))
    world.certificate_authorities[name] = after
    world.changed()
    return after
