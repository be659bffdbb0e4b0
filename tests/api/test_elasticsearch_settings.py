"""What is asked about a cluster's settings and remotes, and how the answers are read."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.remote_info import RemoteInfo
from crosslink_core.api.elasticsearch.settings import RemoteSettings

NESTED = {"cluster": {"remote": {"us": {"mode": "proxy", "proxy_address": "a.example:9400", "transport": {"compress": "true"}}}}}
US = {"mode": "proxy", "proxy_address": "a.example:9400", "transport.compress": "true"}


@pytest.fixture
def elasticsearch(transport):
    """A cluster behind the transport."""
    return Elasticsearch(transport.send)


def asked(server):
    """Method, path and query of the only request."""
    ((line, _, _),) = server.requests
    method, target, _ = line.split(" ")
    parts = urlsplit(target)
    return method, parts.path, parse_qs(parts.query)


def test_info(elasticsearch, server):
    """Name, ids and version are read from a recorded reply; what else is in it does no harm."""
    server.answers_with(
        200, {"name": "n", "cluster_name": "e" * 32, "cluster_uuid": "u" * 22, "version": {"number": "8.19.4", "build_flavor": "default"}, "tagline": "x"}
    )
    found = elasticsearch.info()

    assert (found.cluster_name, found.cluster_uuid, found.version.number) == ("e" * 32, "u" * 22, "8.19.4")
    assert asked(server) == ("GET", "/api/v1/", {})


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        pytest.param({}, RemoteSettings(), id="nothing"),
        pytest.param({"persistent": {}, "transient": {}}, RemoteSettings(), id="empty layers"),
        pytest.param({"persistent": NESTED}, RemoteSettings({"us": US}), id="persistent"),
        pytest.param({"transient": NESTED}, RemoteSettings({}, {"us": US}), id="transient"),
        pytest.param(
            {"persistent": {"cluster": {"remote": {"us": {"seeds": ["a:1", "b:1"]}, "eu": {"seeds": "a:1,b:1"}}}}},
            RemoteSettings({"us": {"seeds": ("a:1", "b:1")}, "eu": {"seeds": "a:1,b:1"}}),
            id="seeds",
        ),
        pytest.param({"persistent": {"cluster": {"remote": {"initial_connect_timeout": "30s"}}}}, RemoteSettings(), id="no alias"),
    ],
)
def test_settings(elasticsearch, server, reply, found):
    """Every form in which settings come is read, each level missing where nothing is in it."""
    server.answers_with(200, reply)

    assert elasticsearch.settings.remotes() == found


@pytest.mark.parametrize(("alias", "path"), [(None, "{0}.cluster.remote"), ("us", "{0}.cluster.remote.us")], ids=["all", "one"])
def test_settings_are_asked_for_in_the_nested_form(elasticsearch, server, alias, path):
    """Both layers, and never flat: with `flat_settings` such a path finds nothing."""
    server.answers_with(200, {})
    elasticsearch.settings.remotes(alias)

    assert asked(server) == ("GET", "/api/v1/_cluster/settings", {"filter_path": [",".join(path.format(layer) for layer in ("persistent", "transient"))]})


def test_the_transient_layer_wins():
    """What counts for an alias is taken key by key; an alias that is not there has nothing."""
    settings = RemoteSettings({"us": {"mode": "proxy", "skip_unavailable": "false"}}, {"us": {"mode": "sniff"}})

    assert settings.of("us") == {"mode": "sniff", "skip_unavailable": "false"}
    assert settings.of("eu") == {}


@pytest.mark.parametrize(
    ("layers", "body"),
    [
        pytest.param(({"a": "1", "b": None},), {"persistent": {"a": "1", "b": None}}, id="persistent"),
        pytest.param(({"a": ("x", "y")}, {}), {"persistent": {"a": ["x", "y"]}}, id="a list"),
        pytest.param(({}, {"a": None}), {"persistent": {}, "transient": {"a": None}}, id="both"),
    ],
)
def test_put(elasticsearch, server, layers, body):
    """Only what changes is sent, nulls included."""
    server.answers_with(200, {"acknowledged": True, "persistent": {}, "transient": {}})

    assert elasticsearch.settings.put(*layers) is True
    assert json.loads(server.requests[0][2]) == body


def test_not_acknowledged(elasticsearch, server):
    """An answer that came before all nodes had it says so."""
    server.answers_with(200, {"acknowledged": False})

    assert elasticsearch.settings.put({"a": "1"}) is False


def test_remotes(elasticsearch, server):
    """A proxy remote and a sniffing one are read from recorded replies."""
    common = {"initial_connect_timeout": "30s", "skip_unavailable": False}
    proxy = {
        "connected": True,
        "mode": "proxy",
        "proxy_address": "a:9400",
        "server_name": "a",
        "num_proxy_sockets_connected": 18,
        "max_proxy_socket_connections": 18,
    }
    sniff = {"connected": False, "mode": "sniff", "seeds": ["b:9300"], "num_nodes_connected": 0, "max_connections_per_cluster": 3}
    server.answers_with(200, {"us": proxy | common, "eu": sniff | common})

    assert elasticsearch.remotes() == {
        "us": RemoteInfo(connected=True, mode="proxy", proxy_address="a:9400", server_name="a", skip_unavailable=False),
        "eu": RemoteInfo(connected=False, mode="sniff", seeds=("b:9300",), skip_unavailable=False),
    }
    assert asked(server) == ("GET", "/api/v1/_remote/info", {})


@pytest.mark.parametrize(("timeout_s", "query"), [(None, {}), (2, {"timeout": ["2s"]})], ids=str)
def test_reconnect(elasticsearch, server, timeout_s, query):
    """All aliases are used in one request."""
    server.answers_with(200, {"us": {"connected": False}})
    elasticsearch.reconnect(["us", "eu-2"], timeout_s=timeout_s)

    assert asked(server) == ("GET", "/api/v1/_resolve/cluster/us%3A%2A%2Ceu-2%3A%2A", query)


@pytest.mark.parametrize(
    ("ask", "reply"),
    [
        ("remotes", []),
        ("remotes", {"us": 1}),
        ("remotes", {"us": {"mode": "proxy"}}),
        ("settings", []),
        ("settings", {"persistent": 1}),
        ("settings", {"persistent": {"cluster": {"remote": [1]}}}),
        ("put", {}),
        ("info", {"cluster_name": "n"}),
    ],
    ids=str,
)
def test_another_shape(elasticsearch, server, ask, reply):
    """JSON of another shape is an unexpected reply, and no crash."""
    asks = {"settings": elasticsearch.settings.remotes, "put": lambda: elasticsearch.settings.put({"a": "1"})}
    server.answers_with(200, reply)

    with pytest.raises(errors.UnexpectedReplyError, match="JSON of another shape"):
        asks.get(ask, getattr(elasticsearch, ask, None))()


SECURITY = {"type": "security_exception", "reason": "unable to authenticate user [x] for REST request [/]"}


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        pytest.param(
            401, {"error": {"root_cause": [SECURITY], **SECURITY}, "status": 401}, errors.UnauthenticatedError, "401 security_exception: unable to", id="401"
        ),
        pytest.param(
            400,
            {"error": {"type": "illegal_argument_exception", "reason": "persistent setting [a], not recognized"}, "status": 400},
            errors.RefusedError,
            "400 illegal_argument_exception: persistent setting [a], not recognized",
            id="400",
        ),
        pytest.param(
            400, {"error": "no handler found for uri [/x] and method [GET]"}, errors.RefusedError, "400: no handler found for uri [/x]", id="no such path"
        ),
        pytest.param(405, {"error": "Incorrect HTTP method", "status": 405}, errors.RefusedError, "405: Incorrect HTTP method", id="no such method"),
        pytest.param(404, {"ok": False, "message": "Unknown resource."}, errors.NotFoundError, "404 proxy: Unknown resource.", id="no such deployment"),
        pytest.param(404, {"error": {"type": "index_not_found_exception", "reason": "no such index"}}, errors.NotFoundError, "404 index_not_found", id="404"),
        pytest.param(403, {"ok": False, "message": "Forbidden"}, errors.FilteredError, "add its address to one", id="filtered"),
        pytest.param(503, {"ok": False, "message": "Unavailable"}, errors.UnavailableError, "503 proxy: Unavailable", id="proxy away"),
        pytest.param(404, {"statusCode": 404, "error": "Not Found", "message": "Not Found"}, errors.UnexpectedReplyError, "is the endpoint", id="Kibana"),
        pytest.param(404, b"<html>", errors.UnexpectedReplyError, "a path that is not there; is the endpoint", id="a web server"),
        pytest.param(400, {"error": {"reason": 1}, "errors": "x", "ok": True}, errors.RefusedError, "answered 400: Any", id="no form that is known"),
        pytest.param(400, ["x"], errors.RefusedError, "answered 400: Any", id="a list"),
    ],
)
def test_errors(elasticsearch, server, status, body, kind, said):
    """Each form of an error is told with its own words and its class."""
    server.answers_with(status, body)

    with pytest.raises(errors.ApiError) as caught:
        elasticsearch.settings.remotes()

    assert type(caught.value) is kind
    assert said in str(caught.value)
