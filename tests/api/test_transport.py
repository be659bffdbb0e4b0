import json
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from crosslink_core.api import Operation
from crosslink_core.api import error as errors
from crosslink_core.api import transport as module
from crosslink_core.api.transport import Transport
from crosslink_core.model import CrosslinkError

READ = Operation("read-a-thing", "GET", "/things/{thing_id}", 200, again=True)
WRITE = Operation("write-a-thing", "PUT", "/things/{thing_id}", 202, again=False)
FAILED = {"errors": [{"code": "things.thing_not_found", "message": "No such thing"}]}


def as_it_is(reply):
    return reply


def read(transport, thing="one", shape=as_it_is):
    return transport.send(READ, shape, {"thing_id": thing})


def test_a_request_as_it_leaves(server, transport):
    """Method, path, credential and body are those of the operation, below the connection's base URL."""
    server.answers_with(202, {})

    transport.send(WRITE, as_it_is, {"thing_id": "one"}, body={"a": [1, None, "ü"]})

    ((line, headers, body),) = server.requests
    assert line == "PUT /api/v1/things/one HTTP/1.1"
    assert headers["authorization"] == "ApiKey FAKE_SECRET"
    assert json.loads(body) == {"a": [1, None, "ü"]}


def test_a_read_has_no_body(server, transport):
    """Without a body nothing is sent, not even a null."""
    server.answers_with(200, {"fine": True})

    assert read(transport) == {"fine": True}
    assert server.requests[0][2] == b""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.RefusedError),
        (401, errors.UnauthenticatedError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (405, errors.RefusedError),
        (409, errors.ConflictError),
        (412, errors.RefusedError),
        (422, errors.RefusedError),
        (429, errors.RateLimitedError),
        (449, errors.RefusedError),
        (500, errors.RefusedError),
        (501, errors.RefusedError),
        (502, errors.UnavailableError),
        (503, errors.UnavailableError),
        (504, errors.UnavailableError),
        (599, errors.RefusedError),
    ],
)
def test_each_status_has_its_class(server, transport, status, kind):
    """A failed reply is told by its status, code, text and id, with connection and object in front."""
    server.answers_with(status, FAILED, x_request_id="abc-1")

    with pytest.raises(errors.StatusError) as caught:
        read(transport)

    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code, caught.value.request_id) == (status, "things.thing_not_found", "abc-1")
    expected = f"connection tried, thing one: read-a-thing answered {status} things.thing_not_found: No such thing (request abc-1)"
    assert str(caught.value) == expected + kind.hint.format(credential="the variable TRIED", word="API key")


@pytest.mark.parametrize("status", [200, 201, 203, 204, 206, 301, 302, 303, 304, 307, 308])
def test_undocumented_success_and_redirect(server, transport, status):
    """A success that is not the documented one, and any redirect, is an unexpected reply: nothing is followed."""
    server.answers_with(status, b"" if status in {204, 304} else {}, location=f"{server.url}/elsewhere")

    with pytest.raises(errors.UnexpectedReplyError, match=f"answered {status} where 202 is documented; is the endpoint correct"):
        transport.send(WRITE, as_it_is, {"thing_id": "one"}, body={})

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html><body><h1>Bad\nGateway</h1></body></html>", id="HTML"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param({}, id="empty object"),
        pytest.param([], id="list"),
        pytest.param({"errors": []}, id="no errors"),
        pytest.param({"errors": {"a": 1}}, id="errors an object"),
        pytest.param({"errors": ["sorry"]}, id="error a text"),
        pytest.param({"errors": [{"message": "sorry"}]}, id="error without a code"),
        pytest.param(None, id="null"),
    ],
)
def test_a_failure_in_another_form(server, transport, body):
    """Proxies answer in HTML and worse: the status and its phrase are told, the body is not repeated."""
    server.answers_with(502, body, reason="Bad Gateway")

    with pytest.raises(errors.UnavailableError) as caught:
        read(transport)

    assert str(caught.value) == "connection tried, thing one: read-a-thing answered 502: Bad Gateway; the service is unavailable: try again"


def test_the_code_in_a_header(server, transport):
    """Where the body says nothing, the header with the code does."""
    server.answers_with(500, b"", x_cloud_error_codes="things.broken")

    with pytest.raises(errors.RefusedError, match=r"answered 500 things\.broken: Any"):
        read(transport)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<h1>404 page not found</h1>", id="a proxy's"),
        pytest.param(b"", id="nobody's"),
        pytest.param({"message": "no Route matched"}, id="a gateway's"),
        pytest.param({"errors": [{"code": "root.resource_not_found", "message": "There is nothing there"}]}, id="the API's, for a path that it lacks"),
    ],
)
def test_a_404_that_means_a_wrong_endpoint(server, transport, body):
    """Only a 404 that names a missing object is "gone": a wrong endpoint must not make a stack forget what it owns."""
    server.answers_with(404, body)

    with pytest.raises(errors.UnexpectedReplyError, match=r"is the endpoint http://127\.0\.0\.1"):
        read(transport)


@pytest.mark.parametrize(
    "body",
    [b"{", b"<html></html>", b"\xff\xfe", b"[" * 100_000, b"9" * 5000],
    ids=["cut off", "HTML", "no text", "nested without end", "a number without end"],
)
def test_a_success_that_is_not_json(server, transport, body):
    """What cannot be read is an unexpected reply, not a crash."""
    server.answers_with(200, body)

    with pytest.raises(errors.UnexpectedReplyError, match="not JSON; is the endpoint correct"):
        read(transport)


def test_an_empty_success(server, transport):
    """An empty body is read as nothing at all."""
    server.answers_with(200, b"")

    assert read(transport) is None


def test_a_body_that_cannot_be_decoded(server, transport):
    """A body that is not compressed as its header says is an unexpected reply."""
    server.answers_with(200, b"this is no gzip", content_encoding="gzip")

    with pytest.raises(errors.UnexpectedReplyError, match="cannot be decoded"):
        read(transport)


@pytest.mark.parametrize("wrong", [LookupError, KeyError, IndexError, TypeError, ValueError, AttributeError])
def test_json_of_another_shape(server, transport, wrong):
    """JSON that is not what the API documents is told as such, whatever stumbled over it."""

    def shape(_):
        raise wrong

    server.answers_with(200, {})

    with pytest.raises(errors.UnexpectedReplyError, match="JSON of another shape"):
        read(transport, shape=shape)


@pytest.mark.parametrize(
    ("part", "quoted"),
    [
        pytest.param("a/b", "a%2Fb", id="slash"),
        pytest.param("a?b=c", "a%3Fb%3Dc", id="query"),
        pytest.param("a#b", "a%23b", id="fragment"),
        pytest.param("../b", "..%2Fb", id="up"),
        pytest.param("a%2Fb", "a%252Fb", id="quoted already"),
        pytest.param("a b\r\nc", "a%20b%0D%0Ac", id="line break"),
        pytest.param("{x}", "%7Bx%7D", id="braces"),
        pytest.param("ü", "%C3%BC", id="umlaut"),
    ],
)
def test_a_part_of_a_path_stays_one(server, transport, part, quoted):
    """Whatever an id is made of, it stays one segment of the path."""
    server.answers_with(200, {})

    read(transport, part)

    assert server.requests[0][0] == f"GET /api/v1/things/{quoted} HTTP/1.1"


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_a_part_that_would_be_another_path(server, transport, part):
    """An empty part or dots would ask for something else: nothing is sent."""
    with pytest.raises(CrosslinkError, match="cannot be part of a path; correct the id"):
        read(transport, part)

    assert server.requests == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(None, "disconnected", id="closed without an answer"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{", "", id="closed within the body"),
        pytest.param(b"220 mail.example ESMTP\r\n", "", id="another protocol"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"x" * 90_000 + b"\r\n\r\n", "", id="a header without end"),
        pytest.param(b"HTTP/1.1 200 \x1b[31mOK\r\nbad header\r\n\r\n", "", id="a header that is none"),
    ],
)
def test_dropped(server, transport, answer, why):
    """A reply that is cut off or garbled is no reply, told in one short line."""
    server.answers[:] = [answer]

    with pytest.raises(errors.NoReplyError) as caught:
        read(transport)

    assert type(caught.value) is errors.NoReplyError
    assert why in str(caught.value)
    assert str(caught.value).startswith(f"connection tried, thing one: read-a-thing got no answer from {server.url}/api/v1 (")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 700


def test_no_answer_in_time(server, monkeypatch):
    """A silent server is given up after the timeout, and the error says that time was the matter."""
    monkeypatch.setattr(module, "TIMEOUT_S", httpx.Timeout(0.05))
    answer = threading.Event()
    server.answers[:] = [answer]
    transport = Transport("tried", server.url, lambda: "ApiKey FAKE_SECRET", credential="the variable TRIED", verify=False)

    with pytest.raises(errors.NoReplyInTimeError, match=r"got no answer from http://127\.0\.0\.1:\d+ in time; is it reachable"):
        read(transport)

    answer.set()
    transport.close()


def test_nobody_listens():
    """A refused connection names the address and asks whether anything runs there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    transport = Transport("tried", url, lambda: "ApiKey FAKE_SECRET", credential="the variable TRIED", verify=False)

    with pytest.raises(errors.NoReplyError, match=f"got no answer from {url} .*refused.*; is it running and reachable"):
        read(transport)

    transport.close()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
def test_a_proxy_is_not_asked_for_this_machine(server, monkeypatch, proxy):
    """Behind a company's proxy the emulator is still reached directly."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.answers_with(200, {"fine": True})
    transport = Transport("tried", server.url, lambda: "ApiKey FAKE_SECRET", credential="the variable TRIED", verify=False)

    assert read(transport) == {"fine": True}

    transport.close()


def test_twelve_threads(server, transport):
    """One transport serves many threads."""
    server.answers_with(200, {"fine": True})
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(read(transport))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert replies == [{"fine": True}] * 12


def test_quick_to_import():
    """A preview imports it twice, without the command line that httpx brings where rich is installed."""
    program = "import sys, crosslink_core.api.transport; print([name for name in ('httpx', 'rich', 'click') if name in sys.modules])"

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "['httpx']\n"
