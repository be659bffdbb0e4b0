import pytest

from crosslink_core.api.error import ForbiddenError, NotFoundError, UnexpectedReplyError

ID, EU, SHOP = "f" * 32, "dddd0101" * 4, "dddd0201" * 4
PATH = f"/api/v1/deployments/{ID}/certificate-authority"
CERTIFICATE = {"active": True, "pem": "x", "metadata": {"fingerprint": "f", "valid_from": "a", "valid_to": "b", "also_trusted_by": ["me"]}}


def test_get(connections):
    """A deployment's authority: how to name its nodes, and which certificate signs for them."""
    found = connections.cloud("hosted").certificate_authorities.get(EU)
    (one,) = found.public_certificates

    assert found.recommended_trust_restriction == f"*.node.{'eeee0101' * 4}.cluster.1000000001.account"
    assert (one.active, one.pem.splitlines()[0]) == (True, "-----BEGIN CERTIFICATE-----")
    assert one.metadata.valid_to > one.metadata.valid_from
    assert len(one.metadata.fingerprint) == 64


def test_nothing_there(connections):
    """A deployment that is not there is "not found", one of another organization forbidden."""
    api = connections.cloud("hosted").certificate_authorities
    with pytest.raises(NotFoundError, match=f"connection hosted, deployment {ID}: get-deployment-certificate-authority answered 404"):
        api.get(ID)
    with pytest.raises(ForbiddenError):
        api.get(SHOP)


def test_request(server, cloud):
    """It is one GET, and what the specification does not know does no harm."""
    server.answers_with(200, {"recommended_trust_restriction": "r", "public_certificates": [CERTIFICATE | {"more": 1}], "more": 1})
    found = cloud.certificate_authorities.get(ID)

    assert [line for line, _, _ in server.requests] == [f"GET {PATH} HTTP/1.1"]
    assert found.public_certificates[0].metadata.fingerprint == "f"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        [],
        {"public_certificates": [CERTIFICATE]},
        *({"recommended_trust_restriction": "r", "public_certificates": item} for item in (None, {}, "text", [{}], [CERTIFICATE | {"pem": None}])),
    ],
    ids=str,
)
def test_an_answer_of_another_shape(server, cloud, body):
    """It is never read as an authority without certificates: others would take those that they hold for old ones."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.certificate_authorities.get(ID)
