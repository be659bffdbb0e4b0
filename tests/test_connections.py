import ssl

import pytest

from crosslink_core.api import transport
from crosslink_core.connections import Connections, ConnectionsError, variable
from crosslink_core.connections import connection as module
from crosslink_core.connections.connection import PUBLIC_ENDPOINT

KEY = "a-key"
HOSTED = {"hosted": {"apiKey": KEY}}


@pytest.fixture
def made(monkeypatch):
    """What transports are made of, without making any: certificates take long to load."""
    found = []

    class Transport:
        def __init__(self, name, url, authorization, *, credential, verify):
            found.append((name, url, authorization(), verify, credential))

        send = close = None

    monkeypatch.setattr(module, "Transport", Transport)
    return found


def refusal(configuration, environment=None, *, name=None):
    with pytest.raises(ConnectionsError) as caught:
        Connections(configuration, environment or {}).cloud(name)
    return str(caught.value)


def test_hosted_needs_nothing_but_a_key(made):
    """The hosted service's endpoint is known, and its certificate is checked."""
    Connections(HOSTED, {}).cloud("hosted")

    assert made == [("hosted", f"{PUBLIC_ENDPOINT}/api/v1", f"ApiKey {KEY}", True, "crosslink:connections.hosted.apiKey")]


@pytest.mark.parametrize(
    "endpoint", ["https://ece.example:12443", "https://ece.example:12443/", "https://ece.example:12443//", "https://ece.example:12443/api/v1/"]
)
def test_endpoint(made, endpoint):
    """An endpoint is the base URL without `/api/v1`; that, or a slash at its end, does no harm."""
    Connections({"enterprise": {"platform": "ece", "endpoint": endpoint, "apiKey": KEY}}, {}).cloud("enterprise")

    assert made[0][1] == "https://ece.example:12443/api/v1"


def test_environment_over_configuration(made):
    """Every setting can come from the environment, which wins: a rotated key reaches a stored configuration."""
    environment = {
        "CROSSLINK_CONNECTIONS__MY_ECE__API_KEY": "new",
        "CROSSLINK_CONNECTIONS__MY_ECE__ENDPOINT": "https://new.example",
        "CROSSLINK_CONNECTIONS__MY_ECE__PLATFORM": "ece",
        "CROSSLINK_CONNECTIONS__MY_ECE__INSECURE": "true",
    }
    known = Connections({"my-ece": {"apiKey": "old", "endpoint": "https://old.example"}, "other": {"apiKey": KEY}}, environment)
    known.cloud("my-ece")
    known.cloud("other")

    assert known["my-ece"].platform == "ece"
    assert made == [
        ("my-ece", "https://new.example/api/v1", "ApiKey new", False, "the variable CROSSLINK_CONNECTIONS__MY_ECE__API_KEY"),
        ("other", f"{PUBLIC_ENDPOINT}/api/v1", f"ApiKey {KEY}", True, "crosslink:connections.other.apiKey"),
    ]


def test_an_empty_variable_is_none(made):
    """A variable that is set to nothing does not hide the configuration."""
    Connections(HOSTED, {variable("hosted", "api_key"): "", "EC_API_KEY": ""}).cloud("hosted")

    assert made[0][2] == f"ApiKey {KEY}"


@pytest.mark.parametrize(
    ("configuration", "keys"),
    [
        pytest.param({}, {"default": "ec"}, id="no configuration"),
        pytest.param({"default": {"apiKey": "1"}, "other": {"apiKey": "2"}}, {"default": "ec", "other": "2"}, id="the one called default"),
        pytest.param({"only": {"apiKey": "1"}}, {"only": "ec"}, id="the only one"),
        pytest.param({"only": None}, {"only": "ec"}, id="the only one, with nothing configured"),
        pytest.param({"one": {"apiKey": "1"}, "other": {"apiKey": "2"}}, {"one": "1", "other": "2"}, id="none of two"),
    ],
)
def test_elastics_own_variables(made, configuration, keys):
    """`EC_API_KEY` and `EC_ENDPOINT` are honoured by the default connection alone."""
    known = Connections(configuration, {"EC_API_KEY": "ec", "EC_ENDPOINT": "https://ec.example"})
    for name in known:
        known.cloud(name)

    assert {name: key for name, _, key, *_ in made} == {name: f"ApiKey {key}" for name, key in keys.items()}
    assert {name for name, url, *_ in made if url == "https://ec.example/api/v1"} == {name for name, key in keys.items() if key == "ec"}


def test_our_variable_over_elastics(made):
    """The variable that names the connection wins over the general one."""
    Connections(HOSTED, {"EC_API_KEY": "general", "CROSSLINK_CONNECTIONS__HOSTED__API_KEY": "particular"}).cloud(None)

    assert (made[0][2], made[0][4]) == ("ApiKey particular", "the variable CROSSLINK_CONNECTIONS__HOSTED__API_KEY")


def test_names():
    """None is the default connection, and names come in the order of the configuration."""
    known = Connections({"b": {}, "default": {}, "a": {}}, {})

    assert list(known) == ["b", "default", "a"]
    assert (known.name(None), known.name("a"), Connections({"x": {}}, {}).name(None)) == ("default", "a", "x")


@pytest.mark.parametrize(
    ("configuration", "name", "message"),
    [
        pytest.param({}, None, "no connection is named, and there is no default connection (configured: none)", id="none at all"),
        pytest.param({"a": {}, "b": {}}, None, "no connection is named, and there is no default connection (configured: a, b)", id="no default"),
        pytest.param({"a": {}, "b": {}}, "c", "connection 'c' is not configured (configured: a, b)", id="unknown"),
        pytest.param({"a": {}}, "A", "connection 'A' is not configured (configured: a)", id="in another case"),
    ],
)
def test_unknown(configuration, name, message):
    """A name that is not configured is answered with those that are."""
    assert refusal(configuration, name=name) == f"{message}; add it to crosslink:connections, or correct the name"


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        pytest.param(
            {"logs-eu": {}},
            "connection logs-eu has no API key: set crosslink:connections.logs-eu.apiKey (as a secret) or the variable CROSSLINK_CONNECTIONS__LOGS_EU__API_KEY",
            id="key",
        ),
        pytest.param(
            {"ece": {"platform": "ece", "apiKey": KEY}},
            "connection ece has no endpoint: set crosslink:connections.ece.endpoint or the variable CROSSLINK_CONNECTIONS__ECE__ENDPOINT",
            id="endpoint of an ECE",
        ),
        pytest.param({"a": {"apiKey": ""}}, "crosslink:connections.a.apiKey: must be printable characters without spaces", id="empty key"),
    ],
)
def test_missing(configuration, message):
    """What is missing is told with its key and its variable, when the connection is used."""
    assert message in refusal(configuration)


ENDPOINT = "crosslink:connections.a.endpoint: must be a URL such as https://ece.example:12443, without a user, a query or spaces"


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        pytest.param("key", "crosslink:connections.a must be an object, such as {platform: ech, apiKey: {secure: …}}", id="text"),
        pytest.param(["key"], "crosslink:connections.a must be an object", id="list"),
        pytest.param({"apiKye": KEY}, "crosslink:connections.a.apiKye: is not a known key", id="unknown key"),
        pytest.param({1: KEY}, "crosslink:connections.a.1: is not a known key", id="key that is a number"),
        pytest.param(
            {"apiKey": 12345},
            "crosslink:connections.a.apiKey: must be a string, not a number; with `pulumi config set",
            id="key a number",
        ),
        pytest.param({"apiKey": "two words"}, "crosslink:connections.a.apiKey: must be printable characters without spaces", id="two words"),
        pytest.param({"apiKey": "key\n"}, "was a line break or a space copied with it?", id="line break"),
        pytest.param({"apiKey": "schlüssel"}, "crosslink:connections.a.apiKey: must be printable characters without spaces", id="umlaut"),
        pytest.param({"platform": "ess"}, "crosslink:connections.a.platform: must be 'ech' or 'ece'", id="platform"),
        pytest.param({"insecure": "perhaps"}, "crosslink:connections.a.insecure: must be true or false", id="switch"),
        pytest.param({"endpoint": "ece.example"}, ENDPOINT, id="no scheme"),
        pytest.param({"endpoint": "ftp://ece.example"}, ENDPOINT, id="another scheme"),
        pytest.param({"endpoint": "https://"}, ENDPOINT, id="no host"),
        pytest.param({"endpoint": "https://u:p@ece.example"}, ENDPOINT, id="user in the endpoint"),
        pytest.param({"endpoint": "https://ece.example?x=1"}, ENDPOINT, id="query"),
        pytest.param({"endpoint": "https://ece example"}, ENDPOINT, id="space"),
        pytest.param({"endpoint": "https://ece.example\n"}, ENDPOINT, id="line break in the endpoint"),
        pytest.param({"caFile": "/no/such/file", "apiKey": KEY}, "crosslink:connections.a.caFile: /no/such/file is not a readable file", id="no CA file"),
        pytest.param({"caFile": "a\0b", "apiKey": KEY}, "is not a readable file of PEM certificates", id="no file name"),
        pytest.param({"caFile": __file__, "apiKey": KEY}, "is not a readable file of PEM certificates", id="no certificates"),
    ],
)
def test_malformed(configured, message):
    """A malformed connection is told in one line with its key, never with the value of the key."""
    said = refusal({"a": configured})

    assert message in said
    assert said.isprintable()
    assert KEY not in said


@pytest.mark.parametrize("endpoint", ["https://ece.example:a-key", "https://ece.example:99999999", "https://ece.example:-1", "https://[::1"])
def test_a_port_that_is_none(endpoint):
    """A host or port that cannot be one is told with the key, without the value: it might be a password in the wrong place."""
    said = refusal({"a": {"endpoint": endpoint, "apiKey": KEY, "insecure": True}})

    assert said == "crosslink:connections.a.endpoint: has an invalid host or port; write it as https://ece.example:12443"


def test_an_endpoint_that_no_client_takes():
    """What only the HTTP library finds wrong is told as clearly."""
    said = refusal({"a": {"endpoint": "https://-ü-.example", "apiKey": KEY, "insecure": True}})

    assert said.startswith("connection a: https://-ü-.example cannot be used (")
    assert said.endswith("; correct crosslink:connections.a.endpoint, or the variables that name proxies or certificates")


def test_a_proxy_that_no_client_takes(monkeypatch):
    """A SOCKS proxy of the environment, which the HTTP library cannot use alone, is told and not crashed on."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")

    said = refusal({"a": {"apiKey": KEY, "insecure": True}})

    assert "SOCKS proxy" in said
    assert said.endswith("or the variables that name proxies or certificates")


@pytest.mark.parametrize("configuration", [None, [], ["a"], "a", {"": {}}, {1: {}}], ids=repr)
def test_malformed_connections(configuration):
    """The whole must be an object of connections by name."""
    assert refusal(configuration).startswith("crosslink:connections must be an object of connections by name")


def test_a_wrong_variable_is_named():
    """A mistake that came from the environment names the variable: the configuration may be right."""
    assert refusal(HOSTED, {"EC_API_KEY": "a b"}).endswith("copied with it? (its value is that of the variable EC_API_KEY)")
    assert refusal(HOSTED, {"CROSSLINK_CONNECTIONS__HOSTED__INSECURE": "x"}).endswith("the variable CROSSLINK_CONNECTIONS__HOSTED__INSECURE)")


@pytest.mark.parametrize("pair", [("logs-eu", "logs_eu"), ("a", "A"), ("a.b", "a-b"), ("ä", "ö")], ids="+".join)
def test_names_that_fold_alike(pair):
    """Two names that would share their variables are refused, both named."""
    said = refusal({name: {} for name in pair})

    assert f"crosslink:connections.{pair[1]} and crosslink:connections.{pair[0]} would share their environment variables" in said


def test_variable():
    """The name of a variable is the name in upper case, with every other character an underscore."""
    assert variable("logs-eu.1", "api_key") == "CROSSLINK_CONNECTIONS__LOGS_EU_1__API_KEY"


def test_a_ca_file(made, tmp_path):
    """A file of certificates makes those the only authorities."""
    file = tmp_path / "ca.pem"
    file.write_text(ssl.DER_cert_to_PEM_cert(_any_certificate()))
    Connections({"a": {"endpoint": "https://ece.example", "apiKey": KEY, "caFile": str(file)}}, {}).cloud("a")

    assert len(made[0][3].get_ca_certs()) == 1


def _any_certificate():
    context = ssl.create_default_context()
    return context.get_ca_certs(binary_form=True)[0]


@pytest.mark.parametrize(
    ("configured", "warning"),
    [
        pytest.param({}, None, id="safe"),
        pytest.param({"insecure": True}, "connection a is insecure: its server's certificate is not checked; set", id="insecure"),
        pytest.param({"endpoint": "http://ece.example:12400"}, "connection a sends its API key unencrypted to http://ece.example:12400; use https", id="http"),
        pytest.param({"endpoint": "http://127.0.0.1:8350/clouds/hosted"}, None, id="http to this machine"),
    ],
)
def test_warnings(configured, warning):
    """What is configured dangerously is warned of."""
    found = list(Connections({"a": configured, "b": {}}, {}).warnings())

    assert len(found) == (warning is not None)
    assert all(item.startswith(warning) for item in found)


def test_one_client_for_all(emulator, connections):
    """A client is made once, and closed with the others."""
    assert connections.cloud("hosted") is connections.cloud("hosted")
    assert connections.cloud("hosted") is not connections.cloud("partner")

    connections.close()
    connections.close()


ELSEWHERE = {"a": {"endpoint": "https://ece.example", "apiKey": KEY}}


@pytest.fixture
def _no_authorities():
    transport._public_authorities.cache_clear()
    yield
    transport._public_authorities.cache_clear()


@pytest.mark.usefixtures("_no_authorities")
def test_certificates_that_are_not_there(monkeypatch):
    """A variable that names certificates which are not there is told and not crashed on; it is not kept."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    assert refusal(ELSEWHERE, name="a").endswith("or the variables that name proxies or certificates")

    monkeypatch.delenv("SSL_CERT_FILE")
    Connections(ELSEWHERE, {}).cloud("a").close()
