import pytest

from crosslink_core.api.error import UnexpectedReplyError


def test_all(connections):
    """An organization says whom it trusts, in the form of a deployment's trust."""
    (own,) = connections.cloud("hosted").trusted_environments.all()

    assert (own.kind, own.key, own.content["trust_all"]) == ("accounts", "1000000001", True)


def test_request(server, cloud):
    """It is one GET of the plain path; lists that are absent or null are none."""
    server.answers_with(200, {"external": [{"trust_relationship_id": "r", "trust_all": False}], "direct": None})
    found = cloud.trusted_environments.all()

    assert [line for line, _, _ in server.requests] == ["GET /api/v1/trusted-environments HTTP/1.1"]
    assert [(item.kind, item.key) for item in found] == [("external", "r")]


@pytest.mark.parametrize("body", [b"", [], "text", {"accounts": {}}, {"accounts": ["a"]}, {"accounts": [{}]}, {"direct": [{"uid": 7}]}], ids=str)
def test_an_answer_of_another_shape(server, cloud, body):
    """It is never read as "none"."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.trusted_environments.all()
