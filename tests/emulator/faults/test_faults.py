import httpx
import pytest

LIST, GET, PUT = "list-deployments", "get-deployment", "set-deployment-es-resource-remote-clusters"
STATUSES = ["429", "500", "502", "503", "504"]


@pytest.fixture
def statuses(http):
    """The statuses of some list requests; None where the connection was closed."""

    def ask(count):
        answers = []
        for _ in range(count):
            try:
                answers.append(http.get("/deployments").status_code)
            except httpx.RemoteProtocolError:
                answers.append(None)
        return answers

    return ask


@pytest.mark.parametrize(("kind", "answer"), [*((kind, int(kind)) for kind in STATUSES), ("drop-before", None), ("drop-after", None)])
def test_strikes_as_often_as_asked(inject, statuses, kind, answer):
    """Some requests pass, some are struck, the rest pass."""
    inject(LIST, kind, skip=1, count=2)

    assert statuses(4) == [200, answer, answer, 200]


def test_retry_after(inject, http):
    """A 429 says how long to wait; 0 is a number."""
    inject(LIST, "429", retry_after_s=7)
    inject(LIST, "429", retry_after_s=0)
    inject(LIST, "429")

    assert [http.get("/deployments").headers["retry-after"] for _ in range(3)] == ["7", "0", "1"]


@pytest.mark.parametrize(("kind", "phrase"), [("502", "Bad Gateway"), ("504", "Gateway Timeout")])
def test_proxy(inject, http, kind, phrase):
    """What stands before the service answers with a page, not with the service's errors."""
    inject(LIST, kind)
    reply = http.get("/deployments")

    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "x-cloud-error-codes" not in reply.headers
    assert f"<h1>{kind} {phrase}</h1>" in reply.text


def test_internal_error(inject, http, error_of):
    """A 500 is the service's own."""
    inject(LIST, "500")

    assert error_of(http.get("/deployments")) == (500, "internal.server.error")


def test_one_after_another(inject, statuses):
    """The older fault strikes first."""
    inject(LIST, "503")
    inject(LIST, "429")

    assert statuses(3) == [503, 429, 200]


def test_other_operations_pass(inject, http, deployments):
    """A fault is for one operation, and for one deployment where it names one."""
    eu, us = deployments["logs-eu"], deployments["logs-us"]
    inject(GET, "503", deployment_id=us.id)

    assert [http.get(path).status_code for path in ("/deployments", f"/deployments/{eu.id}", f"/deployments/{us.id}")] == [200, 200, 503]


def test_strangers_use_no_fault_up(inject, client, statuses):
    """A wrong key is refused first."""
    inject(LIST, "503")

    assert client("hosted", "wrong").get("/deployments").status_code == 401
    assert statuses(2) == [503, 200]


@pytest.mark.parametrize(("kind", "written"), [*((kind, False) for kind in STATUSES), ("drop-before", False), ("drop-after", True)])
def test_what_is_written(inject, http, deployments, remotes_path, ref, kind, written):
    """Only drop-after writes: a client that hears nothing cannot know."""
    path, body = remotes_path(deployments["logs-eu"]), {"resources": [ref(deployments["logs-us"])]}
    inject(PUT, kind)
    try:
        assert http.put(path, json=body).status_code == int(kind)
    except httpx.RemoteProtocolError:
        assert kind.startswith("drop")

    assert bool(http.get(path).json()["resources"]) is written


def test_dropped_requests_are_logged_without_a_status(inject, statuses, control):
    """They were asked, and nothing was answered."""
    inject(LIST, "drop-after")
    statuses(1)

    assert [entry["status"] for entry in control.get("/requests").json()["requests"]] == [None]


def test_a_refused_request_meets_drop_after_with_its_refusal(inject, http, error_of):
    """Nothing was written, so there is nothing to hide."""
    inject(GET, "drop-after")

    assert error_of(http.get("/deployments/nope")) == (404, "deployments.deployment_not_found")


def test_list_and_clear(inject, control, statuses):
    """What waits can be seen, with what is left of it, and forgotten."""
    inject(LIST, "429", count=3, skip=1, retry_after_s=2)
    statuses(2)
    left = {"operation": LIST, "kind": "429", "count": 2, "skip": 0, "retry_after_s": 2, "deployment_id": None}
    left |= {"delay_ms": 100, "remotes": None, "add": None, "remove": None, "attach": None, "detach": None}
    left |= dict.fromkeys(("settings", "trust", "step", "message"))

    assert control.get("/faults").json() == {"faults": [left]}
    assert control.delete("/faults").status_code == 204
    assert control.get("/faults").json() == {"faults": []}
    assert statuses(1) == [200]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"operation": "get-deploymnt", "kind": "503"}, "operation: unknown operation get-deploymnt; known are cancel-deployment-resource-pending-plan, "),
        ({"operation": LIST, "kind": "418"}, "kind: unknown kind 418; known are 429, 500, 502, 503, 504, drop-before, "),
        ({"operation": LIST, "kind": "503", "retry_after_s": 1}, "retry_after_s belongs to kind 429"),
        ({"operation": LIST, "kind": "503", "delay_ms": 1}, "delay_ms belongs to kind slow"),
        ({"operation": LIST, "kind": "slow", "delay_ms": 0}, "body.delay_ms: "),
        ({"operation": LIST, "kind": "lag"}, "kind: lag is only for get-deployment-es-resource-remote-clusters"),
        (
            {"operation": LIST, "kind": "another-writer", "remove": ["a"]},
            "kind: another-writer is only for get-deployment-es-resource-remote-clusters and set-",
        ),
        ({"operation": PUT, "kind": "503", "remove": ["a"]}, "remove belongs to kind another-writer"),
        ({"operation": PUT, "kind": "another-writer"}, "another-writer takes one of remotes, add and remove"),
        ({"operation": PUT, "kind": "another-writer", "add": [], "remove": []}, "another-writer takes one of remotes, add and remove"),
        ({"operation": PUT, "kind": "another-writer", "add": [{"alias": "a"}]}, "body.add[0].deployment_id: "),
        ({"operation": LIST, "kind": "503", "count": 0}, "body.count: "),
        ({"operation": LIST, "kind": "503", "skip": -1}, "body.skip: "),
        ({"operation": LIST, "kind": "503", "times": 1}, "body.times: "),
        ({"kind": "503"}, "body.operation: "),
    ],
)
def test_wrong_faults(control, body, problem):
    """A typing error in a test must not become a test without a fault."""
    reply = control.post("/faults", json=body)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]
