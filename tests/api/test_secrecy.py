"""The credential is nowhere but in the one header: looked for after every way in which a request can end."""

import logging
import socket
import threading
import traceback
from base64 import b64encode

import httpx
import pytest

from crosslink_core.api import transport as module
from crosslink_core.connections import Connections
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment

SECRET = "FAKE_SECRET"
ID = "d" * 32


@pytest.fixture
def logged(caplog):
    """Everything that any logger says, at every level."""
    for name in ("", "httpx", "httpcore", "httpcore.connection", "httpcore.http11", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.fixture
def connected(server, monkeypatch):
    """Connections to the server, with the secret as their key."""
    monkeypatch.setattr(module, "TIMEOUT_S", httpx.Timeout(0.1))
    made = Connections({"tried": {"endpoint": server.url, "apiKey": SECRET, "insecure": True}}, {})
    yield made
    made.close()


def everything(connected, logged, error):
    """All that a person could come to see."""
    cloud = connected.cloud("tried")
    seen = [repr(connected), repr(connected["tried"]), str(connected["tried"]), repr(cloud), repr(cloud.deployments), str(connected["tried"].model_dump())]
    return "\n".join([*seen, everything_of(logged, error)])


def everything_of(logged, error):
    """What the loggers and an error say."""
    seen = [record.getMessage() + repr(vars(record)) for record in logged.records]
    while error is not None:
        seen += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(seen)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, {"id": ID}, id="200"),
        pytest.param(200, b"no JSON", id="invalid JSON"),
        pytest.param(200, b"no gzip", id="invalid encoding"),
        pytest.param(302, b"", id="302"),
        pytest.param(401, {"errors": [{"code": "root.unauthenticated", "message": "The supplied authentication is invalid"}]}, id="401"),
        pytest.param(500, {"errors": [{"code": "internal", "message": "broken"}]}, id="500"),
        pytest.param(404, {"errors": [{"code": f"root.{SECRET}", "message": SECRET}]}, id="repeated for a path that is not there"),
        pytest.param(400, {"errors": [{"code": f"bad {SECRET}", "message": f"bad header: Authorization: ApiKey {SECRET}"}]}, id="repeated by the server"),
        pytest.param(400, {"errors": [{"code": "bad", "message": "x" * (module.LONGEST_MESSAGE - 5) + SECRET}]}, id="repeated where the message is cut"),
    ],
)
def test_replies(server, connected, logged, status, body):
    """No reply brings the credential into a log record, an error or a repr, not even one that repeats it."""
    encoding = {"content_encoding": "gzip"} if body == b"no gzip" else {}
    server.answers_with(status, body, location="/elsewhere", **encoding)
    error = None
    try:
        connected.cloud("tried").deployments.get(ID)
    except CrosslinkError as caught:
        error = caught

    assert server.requests[0][1]["authorization"] == f"ApiKey {SECRET}"
    assert logged.records
    assert SECRET[:5] not in everything(connected, logged, error)


@pytest.mark.parametrize("answer", [None, threading.Event(), b"HTTP/1.1 nonsense " + SECRET.encode() + b"\r\n\r\n"], ids=["dropped", "timeout", "repeated"])
def test_no_replies(server, connected, logged, answer):
    """No missing reply does either."""
    server.answers[:] = [answer]

    with pytest.raises(CrosslinkError) as caught:
        connected.cloud("tried").deployments.get(ID)

    if isinstance(answer, threading.Event):
        answer.set()
    assert server.requests
    if answer is None or isinstance(answer, threading.Event):
        assert SECRET not in everything(connected, logged, caught.value)
    assert SECRET not in str(caught.value)


def test_connection_refused(logged):
    """Nor does a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    made = Connections({"tried": {"endpoint": url, "apiKey": SECRET, "insecure": True}}, {})

    with pytest.raises(CrosslinkError) as caught:
        made.cloud("tried").deployments.get(ID)

    assert SECRET not in everything(made, logged, caught.value)

    made.close()


@pytest.mark.parametrize(
    ("configured", "environment"),
    [
        pytest.param({"tried": {"apiKey": SECRET + "\n"}}, {}, id="line break"),
        pytest.param({"tried": {"apiKey": [SECRET]}}, {}, id="list"),
        pytest.param({"tried": {"apiKey": {"secure": SECRET}}}, {}, id="object"),
        pytest.param({"tried": {"endpoint": f"https://admin:{SECRET}@ece.example"}}, {}, id="in the endpoint"),
        pytest.param({"tried": SECRET}, {}, id="in the place of the object"),
        pytest.param([SECRET], {}, id="in the place of the connections"),
        pytest.param({"tried": {"platform": SECRET}}, {}, id="as the platform"),
        pytest.param({"tried": {"insecure": SECRET}}, {}, id="as a switch"),
        pytest.param({"tried": {}}, {"EC_API_KEY": f"ApiKey {SECRET}"}, id="in the environment"),
        pytest.param({}, {"EC_API_KEY": f"{SECRET}\r"}, id="in the environment alone"),
        pytest.param({"tried": {"endpoint": "https://a", "apiKey": SECRET, "caFile": "/no/such/file"}}, {}, id="beside another mistake"),
    ],
)
def test_a_wrong_configuration(configured, environment):
    """A mistake in the configuration is told without the value, wherever the secret was put."""
    with pytest.raises(CrosslinkError) as caught:
        Connections(configured, environment).cloud("tried")

    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))


ENCODED = b64encode(f"elastic:{SECRET}".encode()).decode()
END = Deployment(deployment_id=ID, cluster="tried")


@pytest.fixture
def cluster(server, monkeypatch):
    """Connections with a cluster on the server, whose password is the secret."""
    monkeypatch.setattr(module, "TIMEOUT_S", httpx.Timeout(0.1))
    made = Connections({}, {}, clusters={"tried": {"url": server.url, "username": "elastic", "password": SECRET, "insecure": True}})
    yield made
    made.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, {"cluster_name": SECRET}, id="another shape"),
        pytest.param(401, {"error": {"type": "security_exception", "reason": f"unable to authenticate [elastic] with {SECRET}"}}, id="the password alone"),
        pytest.param(400, {"error": {"type": f"bad_{SECRET}", "reason": f"bad header: Authorization: Basic {ENCODED}"}}, id="encoded, and in the type"),
        pytest.param(400, {"error": f"no handler found for [{SECRET}]"}, id="a sentence"),
        pytest.param(403, {"ok": False, "message": f"Forbidden {ENCODED}"}, id="the proxy"),
        pytest.param(404, {"error": {"type": "x", "reason": "x" * (module.LONGEST_MESSAGE - 5) + SECRET}}, id="repeated where the message is cut"),
        pytest.param(404, b"no JSON", id="no JSON"),
    ],
)
def test_a_password(server, cluster, logged, status, body):
    """A password is as secret as a key, alone and as it is encoded."""
    server.answers_with(status, body)

    with pytest.raises(CrosslinkError) as caught:
        cluster.elasticsearch(END).info()

    found = cluster.clusters.find("tried")
    seen = [
        everything_of(logged, caught.value),
        repr(cluster),
        repr(cluster.clusters),
        repr(found),
        str(found),
        repr(cluster.elasticsearch(END)),
        str(found.cluster.model_dump()),
    ]
    assert server.requests[0][1]["authorization"] == f"Basic {ENCODED}"
    assert [item for item in seen if SECRET[:5] in item or ENCODED in item] == []


@pytest.mark.parametrize(
    ("configured", "environment"),
    [
        pytest.param({"tried": {"password": SECRET + "\n"}}, {}, id="line break"),
        pytest.param({"tried": {"password": [SECRET]}}, {}, id="list"),
        pytest.param({"tried": {"username": f"elastic:{SECRET}"}}, {}, id="in the user's name"),
        pytest.param({"tried": {"url": f"https://elastic:{SECRET}@es.example"}}, {}, id="in the URL"),
        pytest.param({"tried": SECRET}, {}, id="in the place of the object"),
        pytest.param([SECRET], {}, id="in the place of the clusters"),
        pytest.param({"tried": {"insecure": SECRET}}, {}, id="as a switch"),
        pytest.param({"tried": {"password": SECRET}}, {}, id="without a user"),
        pytest.param({"tried": {}}, {"CROSSLINK_CLUSTERS__TRIED__PASSWORD": f"{SECRET}\r"}, id="in the environment"),
        pytest.param({"tried": {"username": "u", "password": SECRET, "url": "https://a", "caFile": "/no/such/file"}}, {}, id="beside another mistake"),
    ],
)
def test_a_wrong_configuration_of_a_cluster(configured, environment):
    """A mistake about a cluster is told without its password, wherever that was put."""
    with pytest.raises(CrosslinkError) as caught:
        Connections({}, environment, clusters=configured).elasticsearch(END)

    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
