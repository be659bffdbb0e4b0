"""Certificates in PEM: what is one, what is not, and what an error may say of it."""

import base64
import textwrap
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crosslink_core.model.trust import certificate
from crosslink_core.model.trust.certificate import Bundle, Pem, ends_at, expired, read, read_all
from crosslink_emulator.world.state.certificate import issue

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
PEM, BUNDLE = TypeAdapter(Pem), TypeAdapter(Bundle)
UNREADABLE = "holds a certificate that cannot be read: was all of it copied?"
CUT = "breaks off within a certificate: was all of it copied?"
NONE = "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE----- (a file's text, not its path)"
FOREIGN, ALONE = "holds a block {}, which is not a certificate: {}", "give the certificates alone"
PRIVATE = "holds a private key, which must stay where it is: give the certificate alone"


def authority(number=1, begin=BEGIN, end=END):
    return issue("environment", number, begin, end)


ONE, TWO, THREE = authority(1), authority(2), authority(3)


@cache
def others():
    """A node's certificate, one that does not say whether it is an authority's, one of an authority without a name, and a key."""
    key = ec.generate_private_key(ec.SECP256R1())
    node, nobody = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node-1")]), x509.Name([])

    def signed(name, *ca):
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        builder = builder.not_valid_before(BEGIN).not_valid_after(END)
        for item in ca:
            builder = builder.add_extension(x509.BasicConstraints(ca=item, path_length=None), critical=True)
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return {"node": signed(node, False), "silent": signed(node), "nameless": signed(nobody, True), "key": key.private_bytes(*plain).decode()}


def pem(der, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{textwrap.fill(base64.b64encode(der).decode(), 64)}\n-----END {label}-----\n"


def der(text):
    return base64.b64decode("".join(line for line in text.splitlines() if "-----" not in line))


def outcome(text):
    """The certificates in a text, or what is wrong with it."""
    try:
        return [item.pem for item in read(text)]
    except ValueError as error:
        return str(error)


def test_what_is_read():
    """All that is shown of a certificate comes from the certificate itself."""
    (found,) = read(ONE)

    assert found.pem == ONE
    assert found.subject == "CN=environment 1,O=Emulated Elastic Cloud"
    assert found.fingerprint == x509.load_pem_x509_certificate(ONE.encode()).fingerprint(hashes.SHA256()).hex()
    assert (found.valid_from, found.valid_to) == (BEGIN, END)
    assert found.label == f"CN=environment 1,O=Emulated Elastic Cloud ({found.fingerprint[:16]}…)"
    assert read(others()["nameless"])[0].label.startswith("without a subject (")


WRITTEN = st.sampled_from([lambda text: text, lambda text: text.replace("\n", "\r\n"), lambda text: pem(der(text)), str.strip])
BETWEEN = st.sampled_from(["", "\n", "# from the console\n", "Bag Attributes\n    friendlyName: ca\n", " \r\n"])


@given(st.lists(st.tuples(BETWEEN, st.sampled_from([ONE, TWO, THREE]), WRITTEN), min_size=1, max_size=6))
def test_bundles(parts):
    """However a bundle is written, each certificate is read once, in its order, in one form."""
    text = "\n".join(f"{between}{form(found)}" for between, found, form in parts)
    wanted = list(dict.fromkeys(each for _, each, _ in parts))

    assert [this.pem for this in read(text)] == wanted
    assert list(BUNDLE.validate_python([text])) == wanted
    assert list(BUNDLE.validate_python([form(item) for _, item, form in parts])) == wanted
    assert [one.pem for one in read_all([text, ONE])] == list(dict.fromkeys([*wanted, ONE]))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", NONE, id="nothing"),
        pytest.param("/etc/ca.crt", NONE, id="a path"),
        pytest.param(pem(b"x", "CERTIFICATE REQUEST"), FOREIGN.format("CERTIFICATE REQUEST", "give the certificate that was issued for it"), id="a request"),
        pytest.param(pem(b"x", "PUBLIC KEY"), FOREIGN.format("PUBLIC KEY", ALONE), id="a public key"),
        pytest.param(ONE + pem(b"x", "X509 CRL"), FOREIGN.format("X509 CRL", ALONE), id="a certificate and something else"),
        pytest.param(pem(b"x", "PKCS7"), FOREIGN.format("PKCS7", "convert it with `openssl pkcs7 -print_certs -in FILE`"), id="PKCS7"),
        pytest.param(
            ONE.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
            FOREIGN.format("TRUSTED CERTIFICATE", "convert it with `openssl x509 -in FILE`"),
            id="OpenSSL's own form",
        ),
        pytest.param(pem(b"x", "hunter2"), FOREIGN.format("of an unknown kind", ALONE), id="a label of one's own"),
        pytest.param(base64.b64encode(der(ONE)).decode(), NONE, id="DER in Base64"),
        pytest.param(ONE + " " * certificate.LONGEST, NONE, id="endless"),
        pytest.param(ONE[:-30], CUT, id="its end is missing"),
        pytest.param(ONE + TWO[:100], CUT, id="the end of the second is missing"),
        pytest.param(pem(der(ONE)[:-9]), UNREADABLE, id="less within"),
        pytest.param(pem(b""), UNREADABLE, id="nothing within"),
        pytest.param(ONE.replace("M", "!", 1), UNREADABLE, id="not Base64"),
    ],
)
def test_what_is_no_certificate(text, problem):
    """One sentence says what it is, and repeats nothing of it."""
    with pytest.raises(ValueError, match=r"^\S") as caught:
        read(text)

    assert str(caught.value) == problem


@pytest.mark.parametrize("label", ["PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY"])
@pytest.mark.parametrize("form", ["{key}", "{one}{key}", "{key}{one}", "{cut}"])
def test_private_keys(label, form):
    """A private key is told from all else, whatever is beside it and even if a part of it is missing; nothing of it is repeated."""
    key = others()["key"].replace("PRIVATE KEY", label)
    text = form.format(key=key, one=ONE, cut=key[:80])
    for kind, value in ((PEM, text), (BUNDLE, [text])):
        with pytest.raises(ValidationError) as caught:
            kind.validate_python(value)

        assert [error["msg"] for error in caught.value.errors()] == [f"Value error, {PRIVATE}"]


@pytest.mark.parametrize("name", ["node", "silent"])
def test_nodes(name):
    """The certificate of a node, or one that does not say that it may sign, is not what others trust by."""
    with pytest.raises(ValueError, match=r"^holds the certificate of CN=node-1, which is not an authority's: give the certificate of the authority"):
        read(ONE + others()[name])


def test_one():
    """Where one is expected, two are told; the same one twice is one."""
    with pytest.raises(ValidationError, match="holds 2 certificates where a single certificate is expected"):
        PEM.validate_python(ONE + TWO)

    assert PEM.validate_python(f"# comment\n{ONE}\n{ONE}") == ONE


def test_a_wrong_one_has_its_place():
    """Of several texts the wrong one is named; the others are still read apart."""
    with pytest.raises(ValidationError) as caught:
        BUNDLE.validate_python([ONE + TWO, "nonsense", 7])

    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [((1,), "value_error"), ((2,), "string_type")]


@given(st.text() | st.sampled_from([ONE, ONE + TWO]).flatmap(lambda text: st.integers(0, len(text) - 2).map(lambda end: text[:end])))
def test_any_text(text):
    """Of whatever is no certificate, a text that was cut anywhere too, an error says one sentence and no word of the text."""
    assert outcome(text) in ([ONE], NONE, CUT, UNREADABLE)


@pytest.mark.filterwarnings("ignore::Warning")
@given(st.integers(0, len(der(ONE)) - 1), st.integers(0, 255))
def test_any_byte(place, byte):
    """A certificate of which any byte is another one is read, or refused in our words."""
    content = bytearray(der(ONE))
    content[place] = byte
    found = outcome(pem(bytes(content)))

    assert found in (UNREADABLE, [pem(bytes(content))]) or "is not an authority's" in found


@pytest.mark.parametrize(
    ("begin", "end", "is_expired"),
    [
        pytest.param(BEGIN, END, False, id="valid"),
        pytest.param(NOW, END, False, id="from now on"),
        pytest.param(NOW + timedelta(seconds=1), END, True, id="not yet"),
        pytest.param(BEGIN, NOW + timedelta(seconds=1), False, id="for a second more"),
        pytest.param(BEGIN, NOW, True, id="until now"),
        pytest.param(BEGIN, BEGIN + timedelta(days=9), True, id="long ago"),
    ],
)
def test_expired(begin, end, is_expired):
    """A certificate is valid from its first moment, and no more at its last."""
    one = authority(9, begin, end)

    assert [found.pem for found in expired([ONE, one], NOW)] == ([one] if is_expired else [])


@given(st.lists(st.integers(1, 5000), max_size=4))
def test_ends_at(days):
    """The first end counts, in UTC; nothing has none."""
    ends = [BEGIN + timedelta(days=day) for day in days]

    assert ends_at(authority(5, BEGIN, end) for end in ends) == (f"{min(ends):%Y-%m-%d}T00:00:00Z" if ends else None)
