"""A deployment's certificate authority: which certificates others must hold, now and after a rotation."""

from datetime import UTC, datetime

import pytest

from crosslink_core.api.cloud.trust.certificate_authority import CertificateAuthority, PublicCertificate
from crosslink_core.api.error import RefusedError, UnexpectedReplyError
from crosslink_core.lifecycle.deployments.deployment import UnknownDeploymentError
from crosslink_core.lifecycle.trust.certificate_authority import authority, classify
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.trust.certificate import rotate

EU, SHOP, ORDERS, NOBODY = "dddd0101" * 4, "dddd0201" * 4, "dddd0302" * 4, "f" * 32


def one(number, year, *, active=False):
    pem = issue("region", number, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 10, 1, 1, tzinfo=UTC))
    return PublicCertificate(active=active, pem=pem)


def pems(*certificates):
    return [certificate.pem for certificate in certificates]


OLDEST, OLD, NOW, NEXT = one(1, 2015), one(2, 2020), one(3, 2025, active=True), one(4, 2026)


@pytest.mark.parametrize(
    ("given", "trusted", "past"),
    [
        pytest.param([NOW], [NOW], [], id="one"),
        pytest.param([NOW, NEXT], [NOW, NEXT], [], id="a next one"),
        pytest.param([NEXT, OLD, NOW, OLDEST], [NOW, NEXT], [OLD, OLDEST], id="all, in any order"),
        pytest.param([NOW, one(5, 2025)], [NOW], [one(5, 2025)], id="one that began with the active one"),
        pytest.param([NOW, NOW.model_copy(update={"active": False})], [NOW], [], id="the same one twice"),
    ],
)
def test_classify(given, trusted, past):
    """The active one comes first, then the next one; past ones are apart."""
    found = classify(CertificateAuthority(recommended_trust_restriction="*.node", public_certificates=given))

    assert [certificate.pem for certificate in found.trusted] == pems(*trusted)
    assert [certificate.pem for certificate in found.past] == pems(*past)
    assert found.trust_restriction == "*.node"


def test_rotation(session, emulator, next_process):
    """A next certificate is trusted from its announcement on, the past one no more once the next one signs; one process asks once."""
    found, cloud = [authority(session, "hosted", EU)], emulator.world.clouds["hosted"]
    for step in ("announce", "activate"):
        rotate(emulator.world, cloud, "aws-eu-west-1", step)
        found.append(authority(session, "hosted", EU))

    assert found[0] is found[1] is found[2]

    new = authority(next_process, "hosted", EU)

    assert (new.past, len(new.active), new.next) == (found[0].active, 1, ())


def test_announced(session, emulator):
    """An environment's next certificate is trusted beside the active one."""
    rotate(emulator.world, emulator.world.clouds["enterprise"], None, "announce")
    found = authority(session, "enterprise", ORDERS)

    assert (len(found.active), len(found.next), found.past) == (1, 1, ())
    assert found.trusted == (*found.active, *found.next)


@pytest.mark.parametrize(
    ("connection", "deployment", "hint"),
    [
        ("hosted", NOBODY, f"deployment {NOBODY} is not known to connection hosted; correct the id, or name the connection that sees it"),
        ("hosted", SHOP, f"deployment {SHOP} is not known to connection hosted (hidden from its API key, or of another organization); correct the id"),
        ("enterprise", EU, f"deployment {EU} is not known to connection enterprise"),
    ],
)
def test_unknown(session, connection, deployment, hint):
    """A deployment that the connection does not know is said as everywhere."""
    with pytest.raises(UnknownDeploymentError) as caught:
        authority(session, connection, deployment)

    assert str(caught.value).startswith(hint)


def test_failures_are_not_kept(session, fault):
    """A failure is the user's error, and the next question is asked anew."""
    fault("get-deployment-certificate-authority", "500")
    with pytest.raises(RefusedError):
        authority(session, "hosted", EU)

    assert authority(session, "hosted", EU).active


@pytest.mark.parametrize(
    ("certificates", "problem"),
    [
        pytest.param([OLD], "signs for nobody: none is active", id="none is active"),
        pytest.param([], "signs for nobody: none is active", id="none at all"),
        pytest.param(
            [NOW.model_copy(update={"pem": "x"})],
            "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE----- (a file's text, not its path)",
            id="no certificate",
        ),
    ],
)
def test_odd_answers(session, monkeypatch, certificates, problem):
    """An answer that cannot be used says so in one line, with where it came from."""
    odd = CertificateAuthority(recommended_trust_restriction="r", public_certificates=certificates)
    monkeypatch.setattr(session.cloud("hosted").certificate_authorities, "get", lambda _: odd)
    with pytest.raises(UnexpectedReplyError) as caught:
        authority(session, "hosted", EU)

    where = f"connection hosted, deployment {EU}: get-deployment-certificate-authority answered with a certificate that "
    assert str(caught.value) == where + problem
