from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from crosslink_core.model.token import ACCOUNT_TRUST, DIRECT_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.certificate import read
from crosslink_policies.rules.require_valid_certificate import require_valid_certificate as rule

KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(first, last, subject="region", *, authority=True):
    """A certificate that is valid from so many days from now to so many."""
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), x509.random_serial_number(), now + timedelta(days=first), now + timedelta(days=last))
    extended = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    return extended.sign(KEY, SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.fixture
def judged(violations):
    """Judge an entry with these certificates."""
    return lambda *pems, config=None, **props: violations(rule, DIRECT_TRUST, config, certificates=list(pems), **props)


def test_violation(judged, violations):
    """A certificate that ends soon is reported with its name and date, in either type, and without its text."""
    pem = certificate(-300, 20.5)
    sentence = f"{read(pem)[0].label} expires on {read(pem)[0].valid_to:%Y-%m-%d}, in less than 30 days; add its successor (rule require-valid-certificate)."

    assert judged(certificate(-1, 900, "other"), pem) == [f"certificates[1]: {sentence}"]
    assert violations(rule, TRUST_RELATIONSHIP, public_ca_cert=pem) == [f"public_ca_cert: {sentence}"]
    assert "BEGIN" not in sentence


def test_violation_of_time(judged):
    """One that has ended, or has not begun, vouches for nobody."""
    ended, later = certificate(-300, -1.5), certificate(2.5, 300)

    assert judged(ended)[0].startswith(
        f"certificates[0]: {read(ended)[0].label} expired on {read(ended)[0].valid_to:%Y-%m-%d}; use the current certificate of that authority"
    )
    assert judged(later)[0].startswith(
        f"certificates[0]: {read(later)[0].label} is not valid before {read(later)[0].valid_from:%Y-%m-%d}; add the current certificate of that authority"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("not a certificate", "is not a certificate in PEM", id="no PEM"),
        pytest.param(certificate(-1, 900)[:-60], "breaks off within a certificate", id="cut off"),
        pytest.param(certificate(-1, 900, authority=False), "which is not an authority's", id="no authority"),
    ],
)
def test_violation_of_form(judged, text, said):
    """What is no certificate of an authority is reported in one line, and does not hide one beside it."""
    found = judged(text, certificate(-300, 1))

    assert [item.partition(":")[0] for item in found] == ["certificates[0]", "certificates[1]"]
    assert said in found[0]
    assert "\n" not in found[0]


def test_closest_legal(judged):
    """A certificate with time left is fine, and so is one that ends with its successor beside it, begun or not, in one text or two."""
    ending, following = certificate(-300, 20), certificate(-1, 900)

    assert judged(certificate(-1, 31)) == []
    assert judged(ending, following) == []
    assert judged(ending + following) == []
    assert judged(ending, certificate(5, 900)) == []


def test_rotation(judged):
    """A successor is of the same authority and lasts; what it has replaced is removed."""
    ended = certificate(-300, -1)

    assert len(judged(certificate(-300, 20), certificate(-1, 900, "other"))) == 1
    assert len(judged(certificate(-300, 20), certificate(-1, 29))) == 2
    assert [item.partition(";")[2] for item in judged(ended, certificate(-1, 900))] == [" remove it (rule require-valid-certificate)."]


def test_clusters(violations, trust, logs):
    """The authority of a self-managed cluster or one on Kubernetes is judged like a platform's."""
    sound, ending = certificate(-1, 900, "onprem"), certificate(-300, 20, "onprem")

    def judged(*pems, **props):
        token, name, facts = trust.direct("a", logs, "generic", "datacenter1", certificates=list(pems), **props)
        return violations(rule, token, None, name, **facts)

    assert judged(sound) == []
    assert judged(ending, sound, additional_node_names=["es1"]) == []
    assert [text.partition(":")[0] for text in judged(ending)] == ["certificates[0]"]


def test_unknown(judged, violations, unknown):
    """An unknown certificate is left alone, and hides none beside it."""
    assert judged(unknown) == []
    assert violations(rule, DIRECT_TRUST, certificates=unknown) == []
    assert violations(rule, TRUST_RELATIONSHIP, public_ca_cert=unknown) == []
    assert len(judged(unknown, certificate(-300, 1), name=unknown, deployment=unknown)) == 1


def test_absent(violations):
    """A resource without certificates is none of this rule's business."""
    assert violations(rule, DIRECT_TRUST, certificates=None) == violations(rule, TRUST_RELATIONSHIP) == []


def test_secret(violations, secret):
    """A secret mark hides nothing from the rule."""
    assert len(violations(rule, TRUST_RELATIONSHIP, public_ca_cert=secret(certificate(-300, 1)))) == 1


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, ACCOUNT_TRUST, certificates=["not a certificate"]) == []


def test_config_days(judged):
    """`days` says how early; none of them, that an end is reported when it has come."""
    assert len(judged(certificate(-1, 89), config={"days": 90})) == 1
    assert judged(certificate(-1, 91), config={"days": 90}) == []
    assert judged(certificate(-1, 0.5), config={"days": 0}) == []
    assert len(judged(certificate(-2, -0.5), config={"days": 0})) == 1


@pytest.mark.parametrize(("days", "said"), [(-1, "must be at least 0"), ("soon", "must be a whole number")])
def test_wrong_config(judged, days, said):
    """A configuration that cannot be read is a violation, not a rule that is silently off."""
    assert judged(certificate(-1, 900), config={"days": days}) == [f"policy configuration: days: {said}; correct it (rule require-valid-certificate)."]
