import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.error import BY_STATUS, ApiError, Refusal, StatusError
from crosslink_core.model import CrosslinkError

WHERE = "connection hosted, deployment " + "d" * 32 + ", ref main-elasticsearch"
OPERATION = "set-deployment-es-resource-remote-clusters"


def test_one_tree():
    """Whoever catches the base catches everything that a request can come back with."""
    kinds = [getattr(errors, name) for name in dir(errors) if name.endswith("Error")]

    assert all(issubclass(kind, CrosslinkError) for kind in kinds)
    assert all(issubclass(kind, ApiError) for kind in kinds if kind is not CrosslinkError)
    assert all(issubclass(kind, StatusError) for kind in BY_STATUS.values())


def test_what_an_error_knows():
    """Place, operation, status, code and id can be asked for without reading the text."""
    error = errors.RefusedError(WHERE, OPERATION, Refusal(400, "a.b", "no", "id-1", retry_after_s=7))

    assert (error.where, error.operation, error.status, error.code, error.request_id) == (WHERE, OPERATION, 400, "a.b", "id-1")
    assert error.retry_after_s == 7
    assert str(error) == f"{WHERE}: {OPERATION} answered 400 a.b: no (request id-1)"


def test_a_long_message_is_cut():
    """The service repeats whole requests in its messages: the beginning is enough."""
    error = errors.RefusedError(WHERE, OPERATION, Refusal(500, "deployments.cluster_request_failed", "Bad request! " * 500, "8c1d-7"))

    assert len(str(error)) < 700
    assert "cluster_request_failed: Bad request! Bad" in str(error)
    assert str(error).endswith("(request 8c1d-7)")


@pytest.mark.parametrize("kind", [*sorted(set(BY_STATUS.values()), key=lambda statu: statu.__name__), errors.RefusedError], ids=lambda item: item.__name__)
def test_hostile_words(kind):
    """Whatever a server puts in code, message and id, an error stays one short line that cannot steer a terminal."""
    error = kind(WHERE, OPERATION, Refusal(999, "co\nde\x1b[2J" * 500, "me\r\nss\x1b]0;age\x07\u2028{x}" * 500, "i\td" * 500))

    assert str(error).isprintable()
    assert len(str(error)) < 850


def test_nothing_said():
    """Without code, message and id the status stands alone."""
    assert str(errors.RefusedError("connection a", "do", Refusal(500, "", "", ""))) == "connection a: do answered 500"


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        pytest.param(errors.UnauthenticatedError, "correct the API key in the variable EC_API_KEY", id="401"),
        pytest.param(errors.UnauthenticatedError, "run `pulumi up` before destroy or refresh", id="401 after a rotation"),
        pytest.param(errors.ForbiddenError, "the API key in the variable EC_API_KEY lacks the permission", id="403"),
        pytest.param(errors.RateLimitedError, "try again", id="429"),
        pytest.param(errors.UnavailableError, "try again", id="503"),
    ],
)
def test_hints(kind, hint):
    """An error says what to do about it, and of a credential where it came from."""
    assert hint in str(kind(WHERE, OPERATION, Refusal(1, "a", "b", "", "the variable EC_API_KEY")))
