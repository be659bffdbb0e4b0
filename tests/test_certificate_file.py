"""Names in nodes' certificates that other tools made than Elastic's own."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.certificate_file import COMMON_NAME, names


@pytest.fixture
def read(tmp_path):
    """Return the names that are read from a certificate whose `otherName`s hold these bytes."""

    def read(*values):
        key, now, nobody = generate_private_key(SECP256R1()), datetime.now(UTC), x509.Name([])
        others = [x509.OtherName(x509.ObjectIdentifier(COMMON_NAME), value) for value in values]
        builder = x509.CertificateBuilder().subject_name(nobody).issuer_name(nobody).public_key(key.public_key()).serial_number(1)
        builder = builder.not_valid_before(now).not_valid_after(now + timedelta(1)).add_extension(x509.SubjectAlternativeName(others), critical=False)
        (tmp_path / "node.pem").write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
        return names("nodeCertificateFile", str(tmp_path / "node.pem"), ())

    return read


@pytest.mark.parametrize("tag", [b"\x0c", b"\x13", b"\x16"], ids=["UTF8String", "PrintableString", "IA5String"])
def test_kinds_of_text(read, tag):
    """A name counts in whichever kind of text it was written, once."""
    assert read(tag + b"\x03a.b", b"\x0c\x03a.b") == ("a.b",)


@pytest.mark.parametrize("value", [b"\x0c\x03*.a", b"\x0c\x03a b", b"\x0c\x01\xff", b"\x05\x00"], ids=["wildcard", "space", "bytes", "null"])
def test_what_is_no_name(read, value):
    """What nobody could be let in by is no name: beside another one it is left out, alone it is an error in one line."""
    assert read(value, b"\x0c\x03a.b") == ("a.b",)
    with pytest.raises(ConnectionsError, match="holds no node's certificate with a name that others could trust"):
        read(value)
