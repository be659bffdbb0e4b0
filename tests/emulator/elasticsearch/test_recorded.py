import json
import re
from pathlib import Path

import pytest

RECORDED = json.loads((Path(__file__).parents[2] / "data" / "elasticsearch-exchanges.json").read_text())
OF_CONNECTIONS = {"connected", "num_proxy_sockets_connected", "num_nodes_connected", "cluster_credentials"}
"""What depends on the other cluster, which the recordings had elsewhere."""


def comparable(exchange, answer):
    """An answer without what depends on the other cluster, and without which of several settings was complained of first: their order is random."""
    if exchange["path"].startswith("/_remote/info"):
        return {alias: {name: value for name, value in remote.items() if name not in OF_CONNECTIONS} for alias, remote in answer.items()}
    if exchange["status"] == 400:
        return json.loads(re.sub(r"(\[cluster\.remote\.[^]]*)\.\w+\], not recognized", r"\1.…], not recognized", json.dumps(answer, ensure_ascii=False)))
    return answer


@pytest.mark.parametrize("story", RECORDED["stories"])
def test_story(elasticsearch, deployments, story):
    """Beginning without settings, each exchange of a recording has the same status and the same answer here."""
    exchanges = RECORDED["stories"][story]
    deployments["logs-eu"].version = exchanges[0]["version"]
    http = elasticsearch("logs-eu")
    for exchange in exchanges:
        reply = http.request(exchange["method"], exchange["path"], json=exchange["request"])

        assert (exchange["name"], reply.status_code) == (exchange["name"], exchange["status"])
        assert (exchange["name"], comparable(exchange, reply.json())) == (exchange["name"], comparable(exchange, exchange["response"]))


def test_root(elasticsearch, deployments):
    """The form of ``/`` is that of a real one."""
    deployments["logs-eu"].version = "8.19.21"
    shown, real = elasticsearch("logs-eu").get("/").json(), RECORDED["single"]["root"]["response"]

    assert shown.keys() == real.keys()
    assert shown["version"].keys() == real["version"].keys()
    kept = ("number", "build_flavor", "lucene_version", "minimum_wire_compatibility_version", "minimum_index_compatibility_version")
    assert [shown["version"][name] for name in kept] == [real["version"][name] for name in kept]


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
