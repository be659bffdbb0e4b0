"""Which requests are sent again by themselves: told from what arrives at the server, and from the pauses in between."""

import json
import types

import httpx
import pytest
import stamina
import tenacity

from crosslink_core.api import error as errors
from crosslink_core.api import retry
from crosslink_core.api import transport as module
from crosslink_core.api.cloud.deployments import deployment
from crosslink_core.api.cloud.remotes import remote_cluster

ID = "d" * 32
GOOD = {"id": ID, "deployments": [], "resources": []}
FAILED = {"errors": [{"code": "some.code", "message": "No"}]}
PASSING = {
    "429": (429, errors.RateLimitedError),
    "502": (502, errors.UnavailableError),
    "503": (503, errors.UnavailableError),
    "504": (504, errors.UnavailableError),
    "closed without an answer": (None, errors.NoReplyError),
    "closed within the body": (b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{", errors.NoReplyError),
    "another protocol": (b"220 mail.example ESMTP\r\n", errors.NoReplyError),
}
LASTING = {
    "400": (400, errors.RefusedError),
    "401": (401, errors.UnauthenticatedError),
    "403": (403, errors.ForbiddenError),
    "404": (404, errors.NotFoundError),
    "409": (409, errors.ConflictError),
    "500": (500, errors.RefusedError),
    "501": (501, errors.RefusedError),
    "302": (302, errors.UnexpectedReplyError),
    "no JSON": (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n{", errors.UnexpectedReplyError),
}
READS = {
    "get-deployment": lambda cloud: cloud.deployments.get(ID),
    "search-deployments": lambda cloud: cloud.deployments.search({}),
    "get-deployment-es-resource-remote-clusters": lambda cloud: cloud.remote_clusters.get(ID, "main"),
}
each_read = pytest.mark.parametrize("read", READS.values(), ids=READS)


def write(cloud):
    return cloud.remote_clusters.set(ID, "main", ())


def answer(what, **headers):
    """The bytes of an answer with a status, or what was given."""
    if not isinstance(what, int):
        return what
    content = json.dumps(GOOD if what < 300 else FAILED).encode()
    lines = [f"HTTP/1.1 {what} Any", f"content-length: {len(content)}", "connection: close", "location: /elsewhere"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@pytest.fixture
def clock(monkeypatch):
    """Retries as in production, in time that passes only by pauses; the pauses."""
    pauses = []
    time = types.SimpleNamespace(sleep=pauses.append, monotonic=lambda: 1000.0 + sum(pauses))
    monkeypatch.setattr(tenacity, "time", time)
    monkeypatch.setattr(tenacity.nap, "time", time)
    with stamina.set_testing(False):
        yield pauses


@each_read
@pytest.mark.parametrize(("failure", "_kind"), PASSING.values(), ids=PASSING)
def test_a_read_after_what_passes(server, cloud, clock, read, failure, _kind):
    """A read or search that met a failure that passes is sent again, as it was."""
    server.answers[:] = [answer(failure), answer(failure), answer(200)]

    read(cloud)

    assert len(server.requests) == 3
    assert len({(line, body) for line, _, body in server.requests}) == 1
    assert len(clock) == 2


@each_read
@pytest.mark.parametrize(("failure", "kind"), LASTING.values(), ids=LASTING)
def test_a_read_after_what_lasts(server, cloud, clock, read, failure, kind):
    """What does not pass by itself is told at once."""
    server.answers[:] = [answer(failure)]

    with pytest.raises(kind):
        read(cloud)

    assert len(server.requests) == 1
    assert clock == []


@pytest.mark.parametrize(("failure", "kind"), (PASSING | LASTING).values(), ids=PASSING | LASTING)
@pytest.mark.parametrize("in_tests", [False, True], ids=["as in production", "as people's tests may have it"])
def test_a_write_is_sent_once(server, cloud, clock, failure, kind, in_tests):
    """A write of a shared list is never sent again as it was, whatever it met: the list may be another's by then."""
    server.answers[:] = [answer(failure)]

    with stamina.set_testing(in_tests, attempts=3), pytest.raises(kind):
        write(cloud)

    assert len(server.requests) == 1
    assert clock == []


@each_read
@pytest.mark.parametrize(("failure", "kind"), PASSING.values(), ids=PASSING)
def test_attempts_are_bounded(server, cloud, clock, read, failure, kind):
    """A failure that does not pass after all is told after five requests; the pauses between them double."""
    server.answers[:] = [answer(failure)]

    with pytest.raises(kind):
        read(cloud)

    assert len(server.requests) == retry.ATTEMPTS == 5
    assert [low <= pause <= low + 0.2 for low, pause in zip([0.2, 0.4, 0.8, 1.6], clock, strict=True)] == [True] * 4


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.ReadTimeout(""), httpx.RemoteProtocolError("")], ids=repr)
def test_failures_before_any_answer(transport, cloud, clock, monkeypatch, failure):
    """A server that is not there, or silent, is asked again; a write is not."""
    asked = []

    def request(method, *_, **__):
        asked.append(method)
        raise failure

    monkeypatch.setattr(transport._http, "request", request)
    for act in (*READS.values(), write):
        with pytest.raises(errors.NoReplyError):
            act(cloud)

    assert asked == ["GET"] * 5 + ["POST"] * 5 + ["GET"] * 5 + ["PUT"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize(("said", "pause"), [("1", 1), ("7", 7), ("30", 30), ("31", 30), ("86400", 30), ("9" * 400, 30)])
def test_retry_after(server, cloud, clock, status, said, pause):
    """The service says when to come back, up to half a minute."""
    server.answers[:] = [answer(status, retry_after=said), answer(200)]

    cloud.deployments.get(ID)

    assert clock == [pause]


@pytest.mark.parametrize("said", ["0", "", "-1", "soon", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "\u0664"])  # the last is a digit, not of ASCII
def test_retry_after_that_is_no_number_of_seconds(server, cloud, clock, said):
    """Anything else leaves it to our own pauses."""
    server.answers[:] = [answer(429, retry_after=said), answer(200)]

    cloud.deployments.get(ID)

    assert len(clock) == 1
    assert 0.2 <= clock[0] <= 0.4


def test_the_total_deadline(server, transport, cloud, clock, monkeypatch):
    """Requests that are answered late end the tries earlier: no pause begins after two minutes."""
    exchange = transport._exchange

    def slow(*args):
        clock.append(39.9)
        return exchange(*args)

    monkeypatch.setattr(transport, "_exchange", slow)
    server.answers[:] = [answer(503)]

    with pytest.raises(errors.UnavailableError):
        cloud.deployments.get(ID)

    assert len(server.requests) == 3
    assert 120 <= sum(clock) <= 121


def test_the_table():
    """Every operation says whether it may be sent again; those that may only read, whatever their method."""
    operations = [var for file in (deployment, remote_cluster) for var in vars(file).values() if isinstance(var, module.Operation)]

    assert {operation.id for operation in operations if operation.again} == set(READS)
    assert {item.id for item in operations if not item.again} == {"set-deployment-es-resource-remote-clusters", "update-deployment"}
    assert set(retry.AFTER) == {errors.RateLimitedError, errors.UnavailableError, errors.NoReplyError}


def test_nothing_is_printed(server, cloud, clock, capfd):
    """A retry is no line on standard error: the front end shows what is to be shown."""
    server.answers[:] = [answer(503), answer(200)]

    cloud.deployments.get(ID)

    assert capfd.readouterr() == ("", "")
