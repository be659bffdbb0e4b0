import pytest

from crosslink_emulator.world.state.plan import FAILURE_MESSAGE, STEPS

GET, PUT, RESTART = "get-deployment", "update-deployment", "restart-deployment-es-resource"
PARTNER = {"account_id": "2000000002", "trust_all": True}
LOGS = {"show_plan_logs": "true", "show_plan_history": "true"}


@pytest.fixture
def eu(deployments):
    """The deployment that is changed."""
    return deployments["logs-eu"]


@pytest.fixture
def delay(control):
    """Let plans take some readings."""

    def put(polls):
        assert control.put("/plans", json={"polls": polls}).json() == {"polls": polls}

    return put


@pytest.fixture
def change(put_trust, eu):
    """Begin a plan: each time with other trust."""
    count = iter(range(100))
    return lambda: put_trust(eu, {"accounts": [PARTNER, {"account_id": str(next(count)), "trust_all": True}]})


@pytest.fixture
def look(http, eu):
    """The state of the Elasticsearch, as one reading sees it."""
    return lambda **more: http.get(f"/deployments/{eu.id}", params=LOGS | more).json()["resources"]["elasticsearch"][0]["info"]


@pytest.fixture
def cancel(http, eu):
    """Cancel the plan."""
    return lambda **parameters: http.delete(f"/deployments/{eu.id}/elasticsearch/_main/plan/pending", params=parameters)


def steps(attempt):
    """The steps of a log."""
    return [step["step_id"] for step in attempt["plan_attempt_log"]]


def ends(attempt):
    """How a log ends."""
    last = attempt["plan_attempt_log"][-1]
    return last["step_id"], last["status"], last["stage"]


def test_at_once(change, look):
    """Unless asked for, nobody sees a plan pending; it is the current one, and the one that made the deployment is history."""
    assert change().status_code == 200
    info = look()
    plans = info["plan_info"]

    assert ("pending" in plans, info["status"], plans["healthy"]) == (False, "started", True)
    assert plans["current"]["source"]["action"] == "deployments.update-deployment"
    assert [attempt["plan_attempt_name"] for attempt in plans["history"]] == ["attempt-0000000000", "attempt-0000000001"]
    assert plans["history"][1]["plan_attempt_id"] == plans["current"]["plan_attempt_id"] != plans["history"][0]["plan_attempt_id"]
    assert (steps(plans["current"]), ends(plans["current"])) == ([*STEPS, "plan-completed"], ("plan-completed", "success", "completed"))


def test_transient(change, http, eu):
    """What a plan says of how it was carried out shows unless it is to be left out; the first plan says nothing."""

    def plan(**parameters):
        return http.get(f"/deployments/{eu.id}", params=parameters).json()["resources"]["elasticsearch"][0]["info"]["plan_info"]["current"]["plan"]

    assert "transient" not in plan()
    change()
    assert plan().pop("transient") == {"strategy": {"autodetect": {}}}
    assert "transient" not in plan(clear_transient="true")


def test_polls(change, delay, look):
    """So many readings see it, each with more steps behind it and one that runs; then it is done."""
    delay(3)
    change()
    seen = [look() for _ in range(4)]
    pending = [info["plan_info"].get("pending") for info in seen]

    assert [item is not None for item in pending] == [True, True, True, False]
    assert [info["status"] for info in seen] == ["reconfiguring"] * 3 + ["started"]
    logs = [steps(found) for found in pending[:3]]
    assert [len(log) for log in logs] == [1, 6, 11]
    assert all(log == list(STEPS[: len(log)]) for log in logs)
    assert [ends(each)[1:] for each in pending[:3]] == [("pending", "in_progress")] * 3
    assert "attempt_end_time" not in pending[0]
    assert seen[0]["plan_info"]["current"]["source"]["action"] == "deployments.create-deployment"
    assert seen[3]["plan_info"]["current"]["plan_attempt_id"] == pending[0]["plan_attempt_id"]


def test_the_switches(change, delay, look):
    """Logs, history and plan bodies of a pending plan show where they are asked for."""
    delay(5)
    change()
    hidden = look(show_plan_logs="false", show_plan_history="false", show_plans="false")["plan_info"]
    shown = look()["plan_info"]

    assert (hidden["pending"]["plan_attempt_log"], hidden["history"], "plan" in hidden["pending"]) == ([], [], False)
    assert (len(shown["pending"]["plan_attempt_log"]), len(shown["history"]), "plan" in shown["pending"]) == (4, 1, True)


def test_the_last_reading_ends_it(change, delay, look, http, eu):
    """After that many readings the next write is accepted, even without another reading; the end is a change of the document."""
    delay(1)
    change()
    before = http.get(f"/deployments/{eu.id}").headers["x-cloud-resource-version"]

    assert http.put(f"/deployments/{eu.id}", json={"prune_orphans": False}, params={"version": before}).status_code == 409
    assert http.put(f"/deployments/{eu.id}", json={"prune_orphans": False}, params={"version": str(int(before) + 1)}).status_code == 200


def test_only_its_own_readings_count(change, delay, look, http, deployments):
    """Readings of other deployments, lists and searches move nothing."""
    delay(2)
    change()
    look()
    for _ in range(3):
        http.get(f"/deployments/{deployments['logs-us'].id}")
        http.get("/deployments")
        http.post("/deployments/_search", json={})

    assert ["pending" in look()["plan_info"] for _ in range(2)] == [True, False]


def test_links_go_on(change, delay, http, deployments, remotes_path, ref):
    """The nodes run while a plan is pending: remotes stay connected, and the remote list can be written."""
    delay(5)
    change()
    path = remotes_path(deployments["logs-us"])
    assert http.put(path, json={"resources": [ref(deployments["metrics-us"])]}).status_code == 202
    assert http.put(remotes_path(deployments["logs-eu"]), json={"resources": []}).status_code == 202

    assert http.get(path).json()["resources"][0]["info"]["connected"] is True


def test_pending_blocks(change, delay, http, eu, error_of):
    """No further update and no restart before it has ended, in the service's own words."""
    delay(5)
    change()
    refused = http.put(f"/deployments/{eu.id}", json={"prune_orphans": False, "name": "new"})
    restart = http.post(f"/deployments/{eu.id}/elasticsearch/_main/_restart")

    assert error_of(refused) == (400, "deployments.resource_plan_state_error")
    words = "Elasticsearch resource [main-elasticsearch] has a plan still pending, cancel that or wait for it to complete"
    assert refused.json()["errors"][0]["message"] == words
    assert (error_of(restart), eu.name) == ((422, "deployments.deployment_resource_plan_change_error"), "logs-eu")


@pytest.mark.parametrize(("fields", "step", "message"), [({}, "wait-until-running", FAILURE_MESSAGE), ({"step": STEPS[0], "message": "no"}, STEPS[0], "no")])
def test_fails(change, inject, look, fields, step, message):
    """Two readings see the failure as pending, then it is history; the current plan stays, settings stay as written."""
    inject(PUT, "plan-fails", **fields)
    assert change().status_code == 200
    first, second, third = (look(show_settings="true") for _ in range(3))

    for info in (first, second):
        pending = info["plan_info"]["pending"]
        assert (info["plan_info"]["healthy"], pending["healthy"], info["healthy"], ends(pending)) == (
            False,
            False,
            False,
            ("plan-completed", "error", "completed"),
        )
        assert (steps(pending)[-2], pending["plan_attempt_log"][-1]["info_log"][-1]["message"], pending["error"]["message"]) == (step, message, message)
    plans = third["plan_info"]
    assert ("pending" in plans, plans["healthy"], third["status"]) == (False, False, "started")
    assert plans["current"]["source"]["action"] == "deployments.create-deployment"
    assert (plans["history"][-1]["healthy"], ends(plans["history"][-1])) == (False, ("plan-completed", "error", "completed"))
    assert PARTNER in third["settings"]["trust"]["accounts"]


def test_fails_after_a_while(change, inject, delay, look):
    """With delays it runs first."""
    delay(2)
    inject(PUT, "plan-fails")
    change()
    seen = [look()["plan_info"].get("pending") for _ in range(5)]

    assert [item and item["healthy"] for item in seen] == [True, True, False, False, None]


def test_better_next_time(change, inject, look):
    """The next plan that succeeds makes all well again."""
    inject(PUT, "plan-fails")
    change()
    look(), look()
    assert change().status_code == 200
    plans = look()["plan_info"]

    assert plans["healthy"] is plans["current"]["healthy"] is True
    assert [attempt["healthy"] for attempt in plans["history"]] == [True, False, True]


def test_hangs_until_cancelled(change, inject, look, cancel, eu):
    """It stays at its step however often somebody looks; cancelled, it is a failure of the past."""
    inject(PUT, "plan-hangs", step=STEPS[2])
    change()
    seen = [ends(look()["plan_info"]["pending"]) for _ in range(20)]
    assert seen[3:] == [(STEPS[2], "pending", "in_progress")] * 17

    assert cancel().json() == {"id": eu.id, "kind": "elasticsearch", "ref_id": "main-elasticsearch"}
    plans = look()["plan_info"]
    assert ("pending" in plans, plans["healthy"], plans["history"][-1]["error"]["message"]) == (False, False, "Plan change failed: The plan was cancelled.")
    assert steps(plans["history"][-1]) == [*STEPS[:3], "plan-completed"]


@pytest.mark.parametrize(("outcome", "healthy"), [("success", True), ("failure", False)])
def test_hangs_until_ended(change, inject, look, control, eu, outcome, healthy):
    """A test can end it, well or not."""
    inject(PUT, "plan-hangs")
    change()
    path = f"/clouds/hosted/deployments/{eu.id}/plan"

    assert control.post(path, json={"outcome": outcome}).json() == {"outcome": outcome}
    plans = look()["plan_info"]
    assert ("pending" in plans, plans["healthy"]) == (False, healthy)
    assert control.post(path, json={}).status_code == 400


def test_nothing_to_cancel(cancel, error_of):
    """An error, unless that is all right."""
    assert error_of(cancel()) == (400, "deployments.resource_does_not_have_a_pending_plan")
    assert cancel(ignore_missing="true").status_code == 200


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("elasticsearch/other/plan/pending", (404, "deployments.deployment_not_found")),
        ("kibana/_main/plan/pending", (404, "deployments.deployment_not_found")),
        ("logstash/_main/plan/pending", (400, "root.invalid_json_request")),
    ],
)
def test_cancel_elsewhere(http, eu, error_of, tail, expected):
    """There is one resource, of one kind."""
    assert error_of(http.delete(f"/deployments/{eu.id}/{tail}")) == expected


def test_restart(http, eu, delay, look, inject):
    """A restart is a plan, too, under its own name, and can cancel the one before it."""
    delay(3)
    path = f"/deployments/{eu.id}/elasticsearch/main-elasticsearch/_restart"
    assert http.post(path).status_code == 202
    info = look()
    assert (info["status"], info["plan_info"]["pending"]["source"]["action"]) == ("restarting", "deployments.restart-elasticsearch-resource")

    assert http.post(path, params={"cancel_pending": "true"}).status_code == 202
    assert [plan.ending for plan in eu.past_plans] == ["failure"]


def test_restart_elsewhere(http, deployments, error_of):
    """What is stopped is not restarted, and what is not there is not found."""
    answers = [
        error_of(http.post(f"/deployments/{deployments[name].id}/elasticsearch/{ref}/_restart")) for name, ref in (("logs-eu", "other"), ("paused", "_main"))
    ]

    assert answers == [(404, "deployments.deployment_resource_not_found"), (400, "emulator.not_emulated")]


def test_lag(change, delay, inject, look):
    """A reading that lags shows the time before, and moves nothing."""
    delay(1)
    change()
    inject(GET, "lag")

    assert ["pending" in look()["plan_info"] for _ in range(3)] == [False, True, False]


def test_no_plan_no_fault(http, eu, inject, look):
    """The fault is used up by an update that begins no plan."""
    inject(PUT, "plan-fails")
    http.put(f"/deployments/{eu.id}", json={"prune_orphans": False, "name": "new"})

    assert look()["plan_info"]["healthy"] is True


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"operation": GET, "kind": "plan-fails"}, "plan-fails is only for update-deployment"),
        ({"operation": PUT, "kind": "plan-fails", "step": "dance"}, "unknown step dance; known are plan-validator, "),
        ({"operation": PUT, "kind": "plan-hangs", "message": "no"}, "message belongs to kind plan-fails"),
        ({"operation": PUT, "kind": "503", "step": STEPS[0]}, "step belongs to kind plan-fails"),
    ],
)
def test_wrong_faults(control, body, problem):
    """A fault that would do nothing is refused."""
    reply = control.post("/faults", json=body)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]


def test_both_kinds_have_a_step(inject):
    """Either plan can stop at a step."""
    for kind in ("plan-fails", "plan-hangs"):
        assert inject(RESTART, kind, step=STEPS[1])["step"] == STEPS[1]


def test_reset(delay, control):
    """Delays are gone with a reset; nonsense is refused."""
    delay(4)
    assert control.put("/plans", json={"polls": -1}).status_code == 400
    control.post("/reset")

    assert control.get("/plans").json() == {"polls": 0}
