from unittest.mock import ANY

import pytest

HOST = "nowhere.example:9400"
PROXY = {"mode": "proxy", "proxy_address": HOST}


def nested(**values):
    return {"cluster": {"remote": {"a": values}}}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"proxy_address": "host:port"}, "failed to parse port"),
        ({"proxy_address": f"host:{'9' * 5000}"}, "failed to parse port"),
        ({"proxy_socket_connections": 2**31}, "Failed to parse value [2147483648] for setting [cluster.remote.a.proxy_socket_connections]"),
        ({"proxy_address": "host:-00012"}, "port number must be > 0 but was: [-12]"),
        ({"proxy_address": "host:0"}, "port number must be > 0 but was: [0]"),
        ({"proxy_socket_connections": "many"}, "Failed to parse value [many] for setting [cluster.remote.a.proxy_socket_connections]"),
        ({"transport.compress": "zip"}, "No enum constant org.elasticsearch.transport.Compression.Enabled.ZIP"),
        ({"transport": {"compression_scheme": "zip"}}, "No enum constant org.elasticsearch.transport.Compression.Scheme.ZIP"),
        (
            {"transport.ping_schedule": "30"},
            "failed to parse setting [cluster.remote.a.transport.ping_schedule] with value [30] as a time value: unit is missing or unrecognized",
        ),
        ({"mode": ["proxy"]}, "Found list type value for setting [cluster.remote.a.mode] but did not expect a list for it."),
        ({"seeds": [{"host": HOST}]}, "[cluster.remote.a.seeds] is not a list of values"),
        ({"transport": {"colour": "red"}}, "persistent setting [cluster.remote.a.transport.colour], not recognized"),
    ],
)
def test_wrong_values(eu, put, settings, error, values, problem):
    """Values that the recordings do not have are refused as well, and then nothing is written."""
    reply = put(eu, persistent=nested(**(PROXY | values)))

    assert error(reply) == (400, "illegal_argument_exception", problem)
    assert settings(eu) == {}


@pytest.mark.parametrize("name", ["transport.compress", "transport.compression_scheme", "transport.ping_schedule"])
def test_only_of_a_remote(eu, put, error, name):
    """What tunes a connection needs one."""
    value = {"transport.compress": "true", "transport.compression_scheme": "lz4", "transport.ping_schedule": "30s"}[name]

    assert error(put(eu, persistent=nested(**{name: value})))[2] == f"Cannot configure setting [cluster.remote.a.{name}] if remote cluster is not enabled."
    assert put(eu, persistent=nested(**(PROXY | {name: value}))).status_code == 200


@pytest.mark.parametrize("key", ["cluster.remote.initial_connect_timeout", "cluster.remote.node.attr", "cluster.name"])
def test_static_settings(eu, put, error, key):
    """Some settings stand in a node's file alone."""
    assert error(put(eu, persistent={key: "30s"}))[2] == f"persistent setting [{key}], not dynamically updateable"


def test_settings_of_others(eu, put, settings):
    """Settings that have nothing to do with links can be there, and a removal of all remotes leaves them."""
    put(eu, persistent={"cluster.max_shards_per_node": 500} | nested(**PROXY))
    put(eu, persistent={"cluster.remote.*": None})

    assert settings(eu) == {"cluster.max_shards_per_node": "500"}


@pytest.mark.parametrize("key", ["cluster.remote.[a].*", "cluster.remote.?.*"])
def test_only_the_star(eu, put, settings, key):
    """Other signs in a removal stand for themselves."""
    put(eu, persistent=nested(**PROXY))

    assert put(eu, persistent={key: None}).status_code == 200
    assert "cluster.remote.a.mode" in settings(eu)


def test_both_layers_or_none(eu, settings):
    """A transient setting that is refused keeps the persistent ones out."""
    reply = eu.put("/_cluster/settings", json={"persistent": nested(**PROXY), "transient": {"cluster.remote.a.mode": "warp"}})

    assert reply.status_code == 400
    assert settings(eu) == {}


def test_transient_settings_go_alone(eu, put, settings):
    """The transient link wins; without it the persistent one counts again."""
    put(eu, persistent=nested(**PROXY))
    reply = eu.put("/_cluster/settings", json={"transient": {"cluster.remote.a.mode": "proxy", "cluster.remote.a.proxy_address": "other.example:1"}})
    shown = [eu.get("/_remote/info").json()["a"]["proxy_address"]]
    eu.put("/_cluster/settings", json={"transient": {"cluster.remote.a.*": None}})
    shown.append(eu.get("/_remote/info").json()["a"]["proxy_address"])

    assert reply.json()["transient"] == {"cluster": {"remote": {"a": {"mode": "proxy", "proxy_address": "other.example:1"}}}}
    assert shown == ["other.example:1", HOST]


def test_flat_echo(eu):
    """The answer to a write is flat where that is asked for."""
    reply = eu.put("/_cluster/settings?flat_settings", json={"persistent": nested(**PROXY)})

    assert reply.json()["persistent"] == {"cluster.remote.a.mode": "proxy", "cluster.remote.a.proxy_address": HOST}


@pytest.mark.parametrize(
    ("body", "kind", "status", "problem"),
    [
        ("", "parse_exception", 400, "request body is required"),
        ("{}", "action_request_validation_exception", 400, "Validation Failed: 1: no settings to update;"),
        ('{"persistent": {}}', "action_request_validation_exception", 400, "Validation Failed: 1: no settings to update;"),
        (
            '{"persistant": {"cluster.remote.a.mode": "proxy"}}',
            "illegal_argument_exception",
            400,
            "[cluster_update_settings_request] unknown field [persistant]",
        ),
        ('{"persistent": ["mode"]}', "illegal_argument_exception", 400, "[persistent] is no object of settings"),
        ('{"persistent": ' + '{"x": ' * 600 + "1" + "}" * 601, "illegal_argument_exception", 400, ANY),
        ('{"persistent": {"cluster.remote.a.seeds": "\\ud800:1"}}', "x_content_parse_exception", 400, ANY),
        ("{" * 100_000, "x_content_parse_exception", 400, ANY),
        ("[]", "parsing_exception", 400, "the body is no object"),
        ('{"persistent": {"x": 1, "x": 2}}', "x_content_parse_exception", 400, "the body is no JSON: Duplicate field 'x'"),
        (
            '{"persistent": {"cluster.remote.a.mode": "proxy", "cluster": {"remote.a.mode": "sniff"}}}',
            "illegal_argument_exception",
            400,
            "Duplicate settings key [cluster.remote.a.mode] found",
        ),
    ],
)
def test_wrong_bodies(eu, error, body, kind, status, problem):
    """What is no change of settings is refused."""
    assert error(eu.put("/_cluster/settings", content=body, headers={"content-type": "application/json"})) == (status, kind, problem)


def test_no_json(eu):
    """A body must say that it is JSON."""
    reply = eu.put("/_cluster/settings", content="persistent: {}", headers={"content-type": "application/yaml"})

    assert (reply.status_code, reply.json()) == (406, {"error": "Content-Type header [application/yaml] is not supported", "status": 406})


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("flat_setting=true", "request [/_cluster/settings] contains unrecognized parameter: [flat_setting]"),
        ("flat_settings=yes", "Failed to parse value [yes] as only [true] or [false] are allowed."),
    ],
)
def test_wrong_parameters(eu, error, query, problem):
    """Elasticsearch takes no typing errors."""
    assert error(eu.get(f"/_cluster/settings?{query}")) == (400, "illegal_argument_exception", problem)


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ("persistent.cluster.remote.a.mode", {"persistent": {"cluster": {"remote": {"a": {"mode": "proxy"}}}}}),
        ("**.mode,transient", {"persistent": {"cluster": {"remote": {"a": {"mode": "proxy"}}}}}),
        ("persistent,-persistent.cluster.remote.a.proxy*", {"persistent": {"cluster": {"remote": {"a": {"mode": "proxy"}}}}}),
        ("-persistent", {"transient": {}}),
        ("persistent.cluster.remote.[a]", {}),
    ],
)
def test_filter_path(eu, put, paths, shown):
    """Several paths, exclusions and any depth work as documented."""
    put(eu, persistent=nested(**PROXY))

    assert eu.get("/_cluster/settings", params={"filter_path": paths}).json() == shown


@pytest.mark.parametrize(("version", "default"), [("8.14.3", False), ("8.15.0", True), ("9.1.5", True), ("7.17.28", False)])
def test_skip_unavailable_by_default(eu, put, deployments, version, default):
    """The default changed with 8.15."""
    deployments["logs-eu"].version = version
    put(eu, persistent=nested(**PROXY))

    assert eu.get("/_remote/info").json()["a"]["skip_unavailable"] is default


@pytest.mark.parametrize(("version", "drifts"), [("8.14.3", False), ("8.15.0", True), ("8.19.21", True), ("9.0.8", False)])
@pytest.mark.parametrize(
    "change", [{"server_name": "x"}, {"proxy_socket_connections": 2}, {"proxy_address": "x:1"}, {"transport": {"compress": "true"}}], ids=str
)
def test_drift(eu, put, settings, deployments, version, drifts, change):
    """A connection that is built anew forgets ``skip_unavailable: false`` in some versions; the settings do not show it, and two writes put it right."""
    deployments["logs-eu"].version = version
    skips = []
    for values in (PROXY | {"skip_unavailable": False}, change, {"skip_unavailable": False}, {"skip_unavailable": None}, {"skip_unavailable": False}):
        put(eu, persistent=nested(**values))
        skips.append((settings(eu).get("cluster.remote.a.skip_unavailable"), eu.get("/_remote/info").json()["a"]["skip_unavailable"]))
    default = version != "8.14.3"

    assert skips == [("false", False), ("false", drifts), ("false", drifts), (None, default), ("false", False)]
