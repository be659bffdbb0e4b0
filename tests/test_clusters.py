"""Names and deployments → clients of Elasticsearch's own API."""

from base64 import b64decode

import pytest

from crosslink_core.connections import Connections, ConnectionsError
from crosslink_core.connections import cluster as module
from crosslink_core.connections.cluster import cluster_variable
from crosslink_core.model.deployments.deployment import Deployment

LOGIN = {"username": "elastic", "password": "a-password"}
CONNECTIONS = {"hosted": {"apiKey": "a-key"}, "enterprise": {"platform": "ece", "endpoint": "http://127.0.0.1:9", "apiKey": "a-key"}}


def end(**more):
    return Deployment.model_validate({"deployment_id": "d" * 32, "connection": "hosted", "platform": "ech", "name": "logs-eu", "endpoint": "e.example"} | more)


@pytest.fixture
def made(monkeypatch):
    """What transports are made of, without making any."""
    found = []

    class Transport:
        def __init__(self, name, url, authorization, *, credential, verify, kind, word):
            scheme, _, token = authorization().partition(" ")
            found.append((name, url, scheme, b64decode(token).decode(), verify, credential, kind))

        send = None

        def close(self):
            found.append("closed")

    monkeypatch.setattr(module, "Transport", Transport)
    return found


def refusal(clusters, environment=None, **more):
    with pytest.raises(ConnectionsError) as caught:
        Connections(CONNECTIONS, environment or {}, clusters=clusters).elasticsearch(end(**more))
    return str(caught.value)


@pytest.mark.parametrize(
    ("cluster", "more", "url"),
    [
        pytest.param({}, {}, "https://e.example", id="endpoint"),
        pytest.param({"url": "https://es.example:9200/"}, {}, "https://es.example:9200", id="url"),
        pytest.param({"url": "https://es.example:9200"}, {"endpoint": None}, "https://es.example:9200", id="url alone"),
        pytest.param({}, {"platform": "ece", "connection": "enterprise"}, "https://e.example:9243", id="endpoint of an ECE"),
    ],
)
def test_url(made, cluster, more, url):
    """A cluster is where it is configured to be, else at its endpoint."""
    Connections(CONNECTIONS, {}, clusters={"logs-eu": LOGIN | cluster}).elasticsearch(end(**more))

    assert made == [("logs-eu", url, "Basic", "elastic:a-password", True, "crosslink:clusters.logs-eu.password", "cluster")]


@pytest.mark.parametrize(
    ("more", "name"), [({}, "logs-eu"), ({"cluster": "other"}, "other"), ({"cluster": "other", "name": None}, "other")], ids=["name", "cluster", "no name"]
)
def test_whose_credentials(made, more, name):
    """The cluster that an end names counts, else the one that has its name."""
    Connections(CONNECTIONS, {}, clusters={"logs-eu": LOGIN, "other": LOGIN}).elasticsearch(end(**more))

    assert made[0][0] == name


def test_environment_over_configuration(made):
    """Every setting can come from the environment, which wins; it suffices alone."""
    environment = {
        "CROSSLINK_CLUSTERS__LOGS_EU__PASSWORD": "new",
        "CROSSLINK_CLUSTERS__LOGS_EU__URL": "https://new.example",
        "CROSSLINK_CLUSTERS__LOGS_EU__INSECURE": "true",
        "CROSSLINK_CLUSTERS__OTHER__USERNAME": "crosslink",
        "CROSSLINK_CLUSTERS__OTHER__PASSWORD": "alone",
    }
    known = Connections(CONNECTIONS, environment, clusters={"logs-eu": LOGIN})
    known.elasticsearch(end())
    known.elasticsearch(end(cluster="other"))
    known.elasticsearch(end(deployment_id="f" * 32, name="other"))

    assert made[0] == ("logs-eu", "https://new.example", "Basic", "elastic:new", False, "the variable CROSSLINK_CLUSTERS__LOGS_EU__PASSWORD", "cluster")
    assert [item[3] for item in made[1:]] == ["crosslink:alone"]


def test_one_client_for_all(made):
    """A client is made once, and closed with the others."""
    known = Connections(CONNECTIONS, {}, clusters={"logs-eu": LOGIN})
    known.elasticsearch(end())
    known.elasticsearch(end())
    known.close()

    assert len(made) == 2
    assert made[1] == "closed"


def test_through_the_control_plane(emulator, connections, made):
    """An ECE deployment without credentials of its own is reached by the proxy operation; with some, directly."""
    orders = {"deployment_id": "dddd0302" * 4, "connection": "enterprise", "platform": "ece", "name": "orders"}
    found = connections.elasticsearch(end(**orders)).info()
    unsaid = connections.elasticsearch(end(**orders | {"platform": None})).info()

    assert found.cluster_name == unsaid.cluster_name == "eeee0302" * 4
    assert made == []


@pytest.mark.parametrize("more", [{}, {"platform": None}, {"connection": None}], ids=["ech", "not looked up", "no connection"])
def test_no_way(more):
    """Without credentials a hosted deployment is out of reach: the key, the variables and the cause are told."""
    assert refusal({}, **more) == (
        f"deployment logs-eu ({'d' * 32}) has no credentials for its Elasticsearch: set crosslink:clusters.logs-eu.username and .password (as a secret) "
        "or the variables CROSSLINK_CLUSTERS__LOGS_EU__USERNAME and CROSSLINK_CLUSTERS__LOGS_EU__PASSWORD; "
        "the API key of a hosted organization gives no access to Elasticsearch itself"
    )


def test_no_way_and_no_name():
    """A deployment whose name is not known is told how to name its credentials."""
    assert f"and `cluster` of the deployment to {'d' * 32}; the API key" in refusal({}, name=None)


@pytest.mark.parametrize(
    ("cluster", "more", "message"),
    [
        pytest.param(
            {"password": "p"}, {}, "cluster logs-eu has no username: set crosslink:clusters.logs-eu.username or the variable CROSSLINK_CLUSTERS__", id="user"
        ),
        pytest.param(
            {"username": "u"}, {}, "no password: set crosslink:clusters.logs-eu.password (as a secret) or the variable CROSSLINK_CLUSTERS__", id="password"
        ),
        pytest.param(LOGIN, {"endpoint": None}, "no url: set crosslink:clusters.logs-eu.url or the variable CROSSLINK_CLUSTERS__LOGS_EU__URL", id="url"),
        pytest.param(
            LOGIN, {"cluster": "x"}, "cluster 'x' is not configured (configured: logs-eu); add it to crosslink:clusters, or correct the name", id="unknown"
        ),
        pytest.param("text", {}, "crosslink:clusters.logs-eu must be an object, such as {username: elastic, password: {secure: …}}", id="text"),
        pytest.param(LOGIN | {"keystoreCommand": ["x"]}, {}, "crosslink:clusters.logs-eu.keystoreCommand: is not a known key", id="unknown key"),
        pytest.param(LOGIN | {"username": "a:b"}, {}, "crosslink:clusters.logs-eu.username: must be the name of a user", id="colon"),
        pytest.param(LOGIN | {"username": ""}, {}, "crosslink:clusters.logs-eu.username: must be the name of a user", id="no user"),
        pytest.param(LOGIN | {"password": "a\n"}, {}, "was a line break copied with it?", id="line break"),
        pytest.param(LOGIN | {"password": ""}, {}, "crosslink:clusters.logs-eu.password: must be printable characters", id="empty password"),
        pytest.param(
            LOGIN | {"password": 1},
            {},
            "crosslink:clusters.logs-eu.password: must be a string, not a number; with `pulumi config set",
            id="number",
        ),
        pytest.param(LOGIN | {"url": "es.example:9200"}, {}, "crosslink:clusters.logs-eu.url: must be a URL", id="no scheme"),
        pytest.param(LOGIN | {"url": "https://es.example:x"}, {}, "crosslink:clusters.logs-eu.url: has an invalid host or port", id="port"),
        pytest.param(LOGIN | {"caFile": "/no/such/file"}, {}, "crosslink:clusters.logs-eu.caFile: /no/such/file is not a readable file", id="no CA file"),
        pytest.param(LOGIN | {"url": "https://-ü-.example", "insecure": True}, {}, "https://-ü-.example cannot be used (", id="a URL that no client takes"),
    ],
)
def test_malformed(cluster, more, message):
    """What is missing or malformed is told in one line with its key, and never with a password."""
    said = refusal({"logs-eu": cluster}, **more)

    assert message in said
    assert said.isprintable()
    assert "a-password" not in said


@pytest.mark.parametrize("clusters", [[], ["a"], "a", {"": {}}, {1: {}}], ids=repr)
def test_malformed_clusters(clusters):
    """The whole must be an object of clusters by name."""
    assert refusal(clusters).startswith("crosslink:clusters must be an object of clusters by name")


def test_a_wrong_variable_is_named():
    """A mistake that came from the environment names the variable."""
    said = refusal({"logs-eu": LOGIN}, {"CROSSLINK_CLUSTERS__LOGS_EU__USERNAME": "a:b"})

    assert said.endswith("(its value is that of the variable CROSSLINK_CLUSTERS__LOGS_EU__USERNAME)")


@pytest.mark.parametrize("pair", [("logs-eu", "logs_eu"), ("a", "A"), ("ä", "ö")], ids="+".join)
def test_names_that_fold_alike(pair):
    """Two names that would share their variables are refused, both named."""
    said = refusal({name: {} for name in pair})

    assert f"crosslink:clusters.{pair[1]} and crosslink:clusters.{pair[0]} would share their environment variables" in said


def test_a_name_that_folds_like_a_configured_one():
    """The variables of a configured cluster are no other deployment's: its password must not go there."""
    environment = {cluster_variable("logs-eu", "password"): "secret", cluster_variable("logs-eu", "username"): "u"}

    assert "has no credentials for its Elasticsearch" in refusal({"logs-eu": {}}, environment, name="logs_eu")


def test_two_deployments_of_one_name(made):
    """Credentials go by name to one deployment alone: another one of the same name must say which are its own."""
    known = Connections(CONNECTIONS, {}, clusters={"logs-eu": LOGIN})
    known.elasticsearch(end())

    with pytest.raises(ConnectionsError, match=r"are both called logs-eu, and crosslink:clusters\.logs-eu belongs to only one: set `cluster` of each"):
        known.elasticsearch(end(deployment_id="f" * 32))

    assert len(made) == 1


@pytest.mark.parametrize(
    ("configured", "warning"),
    [
        pytest.param({}, None, id="safe"),
        pytest.param({"insecure": True}, "cluster a is insecure: its server's certificate is not checked; set crosslink:clusters.a.caFile", id="insecure"),
        pytest.param({"url": "http://es.example:9200"}, "cluster a sends its password unencrypted to http://es.example:9200; use https", id="http"),
        pytest.param({"url": "http://127.0.0.1:9200"}, None, id="http to this machine"),
    ],
)
def test_warnings(configured, warning):
    """What is configured dangerously is warned of."""
    found = list(Connections({}, {}, clusters={"a": configured, "b": {}}).warnings())

    assert len(found) == (warning is not None)
    assert all(item.startswith(warning) for item in found)


def test_names():
    """The names are those of the configuration, and so are the settings."""
    clusters = Connections({}, {}, clusters={"b": LOGIN, "a": None}).clusters

    assert list(clusters) == ["b", "a"]
    assert clusters["b"].username == "elastic"
