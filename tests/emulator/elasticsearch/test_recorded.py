import json
import re
from collections import Counter
from pathlib import Path

import pytest

RECORDED = json.loads((Path(__file__).parents[2] / "data" / "elasticsearch-exchanges.json").read_text())
OF_CONNECTIONS = {"connected", "num_proxy_sockets_connected", "num_nodes_connected", "cluster_credentials"}
"""What depends on the other cluster, which these recordings had elsewhere."""

UNDETERMINED = {
    *("api_key_version", "build_date", "build_hash", "build_type", "cluster_name", "cluster_uuid", "host", "index_version", "ip", "issued_to", "name"),
    *("roles", "transform_config_version", "ml_config_version", "transport_address", "transport_version", "uid", "url"),
}
"""Whose values nothing determines: their types are compared."""

OF_DATES = re.compile(r"(issue|expiry)_date")
NODE_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def comparable(exchange, answer):
    """An answer without what depends on the other cluster, and without which of several settings was complained of first: their order is random."""
    if exchange["path"].startswith("/_remote/info"):
        return {alias: {name: value for name, value in remote.items() if name not in OF_CONNECTIONS} for alias, remote in answer.items()}
    if exchange["status"] == 400:
        return json.loads(re.sub(r"(\[cluster\.remote\.[^]]*)\.\w+\], not recognized", r"\1.…], not recognized", json.dumps(answer, ensure_ascii=False)))
    return answer


def shape(value, name=""):
    """An answer with types in place of the values that nothing determines."""
    if isinstance(value, dict):
        return {"…" if NODE_ID.fullmatch(key) else key: shape(inner, key) for key, inner in value.items()}
    return type(value).__name__ if name in UNDETERMINED or OF_DATES.match(name) else value


@pytest.mark.parametrize("story", RECORDED["stories"])
def test_story(elasticsearch, deployments, put, story):
    """Beginning without settings, each exchange of a recording has the same status and the same answer here."""
    exchanges = RECORDED["stories"][story]
    deployments["logs-eu"].version = exchanges[0]["version"]
    http = elasticsearch("logs-eu")
    for exchange in exchanges:
        for change in exchange.get("before", {}).get("put", ()):
            assert put(http, persistent=change).status_code == 200
        reply = http.request(exchange["method"], exchange["path"], json=exchange["request"])

        assert (exchange["name"], reply.status_code) == (exchange["name"], exchange["status"])
        assert (exchange["name"], comparable(exchange, reply.json())) == (exchange["name"], comparable(exchange, exchange["response"]))


@pytest.mark.parametrize("name", ["root", "root__2", "root_with_stand_in_plugin", "v8_15_0_root", "v9_5_3_root", "version_from_nodes"])
def test_node(elasticsearch, deployments, name):
    """What a node says of itself has the form of a real one's answer, and what follows from its version."""
    real = RECORDED["single"][name]
    deployments["logs-eu"].version = real["version"]
    shown = elasticsearch("logs-eu").get(real["path"]).json()

    assert shape(shown) == shape(real["response"])


@pytest.mark.parametrize(("name", "user", "password"), [("unauthenticated", None, ""), ("unauthorized", "elastic", "wrong")])
def test_who_is_not_known(elasticsearch, name, user, password):
    """No credentials and wrong ones are told apart; both answers say how to authenticate."""
    real = RECORDED["single"][name]
    reply = elasticsearch("logs-eu", user, password).get(real["path"])

    assert (reply.status_code, reply.json()) == (401, real["response"])
    assert reply.headers.get_list("www-authenticate") == ['Basic realm="security", charset="UTF-8"', "ApiKey"]


@pytest.mark.parametrize("name", ["remote_info_forbidden", "settings_put_forbidden"])
def test_who_may_not(elasticsearch, deployments, name):
    """The answer names the action, the user and the privileges that would do; only the role has another name here."""
    real = RECORDED["single"][name]
    http = elasticsearch("logs-eu", "plain", "secret")
    deployments["logs-eu"].users["plain"] = deployments["logs-eu"].users["elastic"]
    reply = http.request(real["method"], real["path"], json=real["request"])

    assert reply.status_code == 403
    assert reply.text == json.dumps(real["response"], separators=(",", ":")).replace("[nope]", "[plain]")


def test_none_is_forgotten():
    """Every exchange that was recorded is replayed, or left out for a reason that stands beside it, and none is both."""
    replayed = {exchange["name"] for kind in ("stories", "linked") for story in RECORDED[kind].values() for exchange in story} | RECORDED["single"].keys()
    left_out = Counter(name for names in RECORDED["left_out"].values() for name in names)

    assert len(RECORDED["recorded"]) == len(set(RECORDED["recorded"])) == 390
    assert replayed | left_out.keys() == set(RECORDED["recorded"])
    assert not replayed & left_out.keys()
    assert set(left_out.values()) == {1}


def test_every_single_one_is_replayed():
    """Each exchange that belongs to no story has a test that names it."""
    named = {word for path in Path(__file__).parent.glob("test_recorded*.py") for word in re.findall(r'"(\w+)"', path.read_text())}

    assert RECORDED["single"].keys() <= named
