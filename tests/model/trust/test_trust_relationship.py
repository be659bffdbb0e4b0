import pytest
from pydantic import ValidationError

from crosslink_core.model.problem import problems
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState

A, B, C = ("acc00100" * 4, "acc00200" * 4, "acc00300" * 4)


@pytest.fixture
def spec(authority):
    """A wish."""
    return lambda **more: TrustRelationship.model_validate({"name": "n", "installation_id": B, "public_ca_cert": authority()} | more)


@pytest.mark.parametrize(
    ("given", "accounts"),
    [
        pytest.param({}, (B,), id="none"),
        pytest.param({"account_ids": None}, (B,), id="null"),
        pytest.param({"account_ids": []}, (B,), id="empty"),
        pytest.param({"account_ids": [A]}, (A,), id="one"),
        pytest.param({"account_ids": [C, A, C]}, (A, C), id="several, in their order, each once"),
    ],
)
def test_accounts(spec, given, accounts):
    """An environment has one account with its own id, which is meant where none is given."""
    assert spec(**given).account_ids == accounts


def test_plain(spec, authority):
    """A certificate is kept in one form, whatever is around it."""
    found = spec(public_ca_cert=f"# comment\n{authority()}".replace("\n", "\r\n"))

    assert found.public_ca_cert == authority()
    assert (found.trust_by_default, found.connection) == (False, None)


ID = "must be the id of an organization (usually ten digits) or of an ECE environment: lower-case letters and digits"


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    [
        pytest.param({"name": ""}, "name", "must not be empty", id="no name"),
        pytest.param({"name": " \t"}, "name", "must not be blank", id="blank name"),
        pytest.param({"installation_id": None}, "installation_id", "is missing", id="no environment"),
        pytest.param({"installation_id": "ECE-2"}, "installation_id", ID, id="no environment's id"),
        pytest.param({"account_ids": [B, "Account"]}, "account_ids[1]", ID, id="no account's id"),
        pytest.param(
            {"public_ca_cert": "x"},
            "public_ca_cert",
            "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE----- (a file's text, not its path)",
            id="no certificate",
        ),
        pytest.param({"local": True}, "local", "is not a known key", id="what only the service says"),
    ],
)
def test_wrong(spec, changes, path, text):
    """What is wrong has its path and one sentence; what follows from it is not told, too."""
    with pytest.raises(ValidationError) as caught:
        spec(**changes)

    assert [(problem.path, problem.text) for problem in problems(caught.value)] == [(path, text)]


def test_two_certificates(spec, authority):
    """One certificate is held: the next one takes its place."""
    with pytest.raises(ValidationError, match="holds 2 certificates where a single certificate is expected"):
        spec(public_ca_cert=authority() + authority(2))


def test_state_takes_what_others_wrote():
    """What crosslink would not write is a state all the same."""
    found = TrustRelationshipState(name="", account_ids=["X"], public_ca_cert="x", trust_relationship_id="i")

    assert (found.id, found.installation_id, found.account_ids, found.valid_to) == ("i", None, ("X",), None)
