"""What a deployment's document says of its plans: how far one is, and why the last one failed."""

import pytest

from crosslink_core.coordination.plan import KINDS, failure, healthy, pending


def step(step_id, status="success", *messages):
    return {"step_id": step_id, "status": status, "info_log": [{"message": message} for message in messages]}


def document(kind="elasticsearch", **plans):
    return {"resources": {"elasticsearch": [], kind: [{"info": {"plan_info": plans}}]}}


END, FAILED = step("plan-completed"), step("plan-completed", "error", "Plan change failed.")
BROKEN = {"healthy": False, "plan_attempt_log": [step("plan-validator"), step("wait-until-running", "error", "first", "Timeout exceeded."), FAILED]}
WELL = {"healthy": True, "plan_attempt_log": [step("plan-validator"), END]}


@pytest.mark.parametrize("kind", KINDS)
def test_pending(kind):
    """A plan of any kind of resource is pending, and is at the last step of its log."""
    running = {"plan_attempt_log": [step("plan-validator"), step("set-maintenance", "pending")]}

    assert pending(document(kind, current=WELL, pending=running)) == "set-maintenance"


@pytest.mark.parametrize(
    "attempt",
    [{}, {"plan_attempt_log": []}, {"plan_attempt_log": None}, {"plan_attempt_log": [{}]}],
    ids=["nothing", "no steps", "null", "a step without a name"],
)
def test_pending_without_a_log(attempt):
    """A plan is pending before its log begins, too."""
    assert pending(document(pending=attempt)) == "plan"


@pytest.mark.parametrize(
    "content",
    [document(current=WELL), document(pending=None), document(), {}, {"resources": None}, {"resources": {"kibana": None, "elasticsearch": [{"info": None}]}}],
    ids=["none", "null", "no plans", "no resources", "null resources", "no info"],
)
def test_nothing_pending(content):
    """A document without a pending plan has none, whatever else is missing in it; what says nothing of its health is well."""
    assert pending(content) is None
    assert healthy(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(document(healthy=True), True), (document(healthy=False), False), (document("kibana", healthy=False), True)],
    ids=["well", "failed", "Kibana's failed"],
)
def test_healthy(content, expected):
    """The health that counts is that of Elasticsearch, which has the trust."""
    assert healthy(content) is expected


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        pytest.param({"history": [WELL, BROKEN], "current": WELL}, "step wait-until-running: Timeout exceeded.", id="in the history"),
        pytest.param({"current": BROKEN}, "step wait-until-running: Timeout exceeded.", id="in the current one"),
        pytest.param({"pending": BROKEN, "current": WELL}, "step wait-until-running: Timeout exceeded.", id="still pending"),
        pytest.param({"history": [{"plan_attempt_log": [FAILED]}, WELL]}, "step plan-completed: Plan change failed.", id="of its end alone"),
        pytest.param({"history": [BROKEN, {"plan_attempt_log": [FAILED]}]}, "step plan-completed: Plan change failed.", id="the last of two"),
        pytest.param(
            {"history": [{"plan_attempt_log": [step("set-maintenance", "error"), FAILED]}]},
            "step set-maintenance: Plan change failed.",
            id="a step without a word",
        ),
        pytest.param({"history": [{"healthy": False, "error": {"message": "no room"}}]}, "step unknown: no room", id="an error without a log"),
        pytest.param({"history": [{"healthy": False, "plan_attempt_log": None}]}, "step unknown: no message", id="nothing said"),
        pytest.param({"history": [WELL], "current": WELL}, "the service does not say why", id="no failure to be seen"),
        pytest.param({"history": None, "current": None}, "the service does not say why", id="nulls"),
    ],
)
def test_failure(plans, expected):
    """The last attempt that failed counts, in it the step that failed rather than the end, and the last thing that is said."""
    assert failure(document(**plans)) == expected
