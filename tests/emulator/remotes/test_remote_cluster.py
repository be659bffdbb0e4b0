import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GOOD = {"healthy": True, "connected": True, "compatible": True, "trusted": True, "trusted_back": True}
INVALID = (400, "root.invalid_json_request")


def test_empty(http, deployments, remotes_path):
    """Nobody has remotes at first."""
    assert http.get(remotes_path(deployments["logs-eu"])).json() == {"resources": []}


def test_life(http, deployments, remotes_path, ref):
    """Set, read back with its state, replace, clear; success is 202 with an empty object."""
    path = remotes_path(deployments["logs-eu"])
    us, metrics = deployments["logs-us"], deployments["metrics-us"]
    reply = http.put(path, json={"resources": [ref(us, "us", skip_unavailable=True)]})

    assert (reply.status_code, reply.json()) == (202, {})
    assert http.get(path).json() == {"resources": [ref(us, "us", skip_unavailable=True) | {"info": GOOD}]}

    http.put(path, json={"resources": [ref(metrics)]})

    assert http.get(path).json() == {"resources": [ref(metrics, skip_unavailable=False) | {"info": GOOD}]}

    http.put(path, json={"resources": []})

    assert http.get(path).json() == {"resources": []}


def test_main_and_ref_id_are_the_same_place(http, deployments, remotes_path, ref):
    """``_main`` in the path is the only Elasticsearch resource."""
    eu = deployments["logs-eu"]
    http.put(remotes_path(eu, "main-elasticsearch"), json={"resources": [ref(deployments["logs-us"])]})

    assert http.get(remotes_path(eu)).json() == http.get(remotes_path(eu, "main-elasticsearch")).json()


def test_what_was_read_can_be_written(http, deployments, remotes_path, ref):
    """``info`` is read-only: it is ignored, whatever it says."""
    path = remotes_path(deployments["logs-eu"])
    http.put(path, json={"resources": [ref(deployments["logs-us"])]})
    read = http.get(path).json()
    lie = {"resources": [read["resources"][0] | {"info": dict.fromkeys(GOOD, False)}]}

    assert http.put(path, json=lie).status_code == 202
    assert http.get(path).json() == read


def test_write_touches_the_deployment(http, deployments, remotes_path):
    """The document's version and time go on, by the world's own clock; other deployments stay."""
    eu, us = deployments["logs-eu"], deployments["logs-us"]
    before = http.get(f"/deployments/{us.id}").headers["x-cloud-resource-version"]
    http.put(remotes_path(eu), json={"resources": []})
    headers = http.get(f"/deployments/{eu.id}").headers

    assert (headers["x-cloud-resource-version"], headers["x-cloud-resource-last-modified"]) == ("2", "2025-09-09T00:00:01.000Z")
    assert http.get(f"/deployments/{us.id}").headers["x-cloud-resource-version"] == before == "1"


@pytest.mark.parametrize("verb", ["GET", "PUT"])
def test_unknown_ref(http, deployments, remotes_path, error_of, verb):
    """A ref id that the deployment does not have is 404."""
    reply = http.request(verb, remotes_path(deployments["logs-eu"], "other"), json={"resources": []} if verb == "PUT" else None)

    assert error_of(reply) == (404, "deployments.deployment_resource_not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"resources": None}, "body.resources", id="null list"),
        pytest.param({}, "body.resources", id="no list"),
        pytest.param([], "body", id="no object"),
        pytest.param({"resources": [], "resource": []}, "body.resource", id="unknown field"),
        pytest.param({"resources": [{}]}, "body.resources[0].alias", id="missing fields"),
    ],
)
def test_malformed(http, deployments, remotes_path, error_of, body, field):
    """The body must have the documented form, with nothing else in it; the reply names the place."""
    reply = http.put(remotes_path(deployments["logs-eu"]), json=body)

    assert error_of(reply) == INVALID
    assert reply.json()["errors"][0]["fields"] == [field]


@pytest.mark.parametrize(
    ("name", "value"),
    [("skipUnavailable", True), ("skip_unavailable", "true"), ("skip_unavailable", None), ("alias", 7), ("deployment_id", None)],
)
def test_malformed_entry(http, deployments, remotes_path, ref, error_of, name, value):
    """No unknown field, no text for a boolean, no null for a default."""
    reply = http.put(remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments["logs-us"]) | {name: value}]})

    assert error_of(reply) == INVALID
    assert reply.json()["errors"][0]["fields"] == [f"body.resources[0].{name}"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b'{"resources":[{"alias":"\\ud800"}]}', b"[" * 50_000, b'{"resources":[' + b" " * (1 << 20) + b"]}"],
    ids=["nothing", "half", "not utf-8", "half a character", "deep", "large"],
)
def test_unreadable(http, deployments, remotes_path, error_of, content):
    """What is no JSON, or too much of it, is 400."""
    reply = http.put(remotes_path(deployments["logs-eu"]), content=content, headers={"content-type": "application/json"})

    assert error_of(reply) == INVALID


@pytest.mark.parametrize("alias", ["", " ", "a b", "a.b", "ä", "a\n", "*"])
def test_bad_alias(http, deployments, remotes_path, ref, error_of, alias):
    """Letters, digits, dash and underscore."""
    entry = ref(deployments["logs-us"]) | {"alias": alias}

    assert error_of(http.put(remotes_path(deployments["logs-eu"]), json={"resources": [entry]})) == INVALID


def test_repeated_alias(http, deployments, remotes_path, ref, error_of):
    """One alias, one remote; the same remote under two aliases is fine."""
    path, us, metrics = remotes_path(deployments["logs-eu"]), deployments["logs-us"], deployments["metrics-us"]

    assert http.put(path, json={"resources": [ref(us, "a"), ref(us, "b")]}).status_code == 202
    assert error_of(http.put(path, json={"resources": [ref(us, "a"), ref(metrics, "a")]})) == INVALID


def test_itself(http, deployments, remotes_path, ref, error_of):
    """A deployment is not its own remote."""
    assert error_of(http.put(remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments["logs-eu"])]})) == INVALID


@pytest.mark.parametrize(
    ("target", "ref_id"),
    [
        pytest.param("f" * 32, "main-elasticsearch", id="nobody's"),
        pytest.param("shop-eu", "main-elasticsearch", id="another organization's"),
        pytest.param("orders", "main-elasticsearch", id="another platform's"),
        pytest.param("logs-us", "other", id="unknown ref"),
        pytest.param("logs-us", "_main", id="main is for paths"),
    ],
)
def test_unknown_target(http, deployments, remotes_path, error_of, target, ref_id):
    """The service says the same of what does not exist and of what belongs to others; the wording is real."""
    id_ = deployments[target].id if target in deployments else target
    reply = http.put(remotes_path(deployments["logs-eu"]), json={"resources": [{"alias": "x", "deployment_id": id_, "elasticsearch_ref_id": ref_id}]})

    assert error_of(reply) == (400, "deployments.deployment_remote_resource_not_found")
    wording = f"Invalid Remote Clusters Configuration. The following resource could not be found:(deployment [{id_}] - ref_id [{ref_id}])"
    assert reply.json()["errors"][0]["message"] == wording


@pytest.mark.parametrize(("local", "remote"), [("logging-and-metrics", "orders"), ("orders", "logging-and-metrics")])
def test_system_deployment(client, deployments, remotes_path, ref, error_of, local, remote):
    """A system deployment is neither end of a link."""
    reply = client("enterprise").put(remotes_path(deployments[local]), json={"resources": [ref(deployments[remote])]})

    assert error_of(reply) == (400, "deployments.system_owned")


@pytest.mark.parametrize("list_", ["empty", "full"])
def test_stopped_local(http, deployments, remotes_path, ref, error_of, list_):
    """The change goes through Elasticsearch, which is not there."""
    body = {"resources": [ref(deployments["logs-us"])] if list_ == "full" else []}

    assert error_of(http.put(remotes_path(deployments["paused"]), json=body)) == (500, "deployments.cluster_request_failed")


def test_old_local(http, deployments, remotes_path, ref, error_of):
    """A deployment from before February 2021 must have cross-cluster replication enabled first."""
    reply = http.put(remotes_path(deployments["legacy"]), json={"resources": [ref(deployments["archive"])]})

    assert error_of(reply) == (400, "deployments.ccr_not_enabled")


def test_refused_write_changes_nothing(http, deployments, remotes_path, ref):
    """All of the list or none of it."""
    path, us = remotes_path(deployments["logs-eu"]), deployments["logs-us"]
    http.put(path, json={"resources": [ref(us)]})
    before = http.get(path).json()
    reply = http.put(path, json={"resources": [ref(deployments["metrics-us"]), ref(us, "not good")]})

    assert reply.status_code == 400
    assert http.get(path).json() == before


NAMES = ["logs-us", "metrics-us", "security-ap", "archive", "paused", "legacy", "logs-eu", "shop-eu"]
ENTRIES = st.tuples(st.sampled_from(["a", "b", "C_1", "", "no dots."]), st.sampled_from(NAMES), st.sampled_from([True, False, None]))


@given(lists=st.lists(st.lists(ENTRIES, max_size=4), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_accepted_list_stays(emulator, http, remotes_path, ref, lists):
    """After any writes, a read gives the last list that was accepted, and only a 202 accepts."""
    emulator.world.reset()
    clouds = emulator.world.clouds
    known = clouds["hosted"].deployments | clouds["partner"].deployments
    path, accepted = remotes_path(known["logs-eu"]), []
    for entries in lists:
        body = [ref(known[name]) | {"alias": alias} | ({} if skip is None else {"skip_unavailable": skip}) for alias, name, skip in entries]
        if http.put(path, content=json.dumps({"resources": body}), headers={"content-type": "application/json"}).status_code == httpx.codes.ACCEPTED:
            accepted = [{"skip_unavailable": False} | entry for entry in body]
    read = [{name: value for name, value in entry.items() if name != "info"} for entry in http.get(path).json()["resources"]]

    assert read == accepted
