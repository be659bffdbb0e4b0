import httpx
import pytest

LIST, GET, PUT = "list-deployments", "get-deployment", "set-deployment-es-resource-remote-clusters"


@pytest.fixture
def inject(control):
    """Queue a fault."""

    def post(operation, kind, **more):
        reply = control.post("/faults", json={"operation": operation, "kind": kind} | more)
        assert reply.status_code == 201, reply.text
        return reply.json()

    return post


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


@pytest.mark.parametrize(("kind", "answer"), [("429", 429), ("503", 503), ("drop-before", None), ("drop-after", None)])
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


@pytest.mark.parametrize(("kind", "written"), [("429", False), ("503", False), ("drop-before", False), ("drop-after", True)])
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

    assert control.get("/faults").json() == {"faults": [left]}
    assert control.delete("/faults").status_code == 204
    assert control.get("/faults").json() == {"faults": []}
    assert statuses(1) == [200]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"operation": "get-deploymnt", "kind": "503"}, "operation: unknown operation get-deploymnt; known are get-deployment, "),
        ({"operation": LIST, "kind": "418"}, "kind: unknown kind 418; known are 429, 503, drop-before, drop-after"),
        ({"operation": LIST, "kind": "503", "retry_after_s": 1}, "retry_after_s belongs to kind 429"),
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
