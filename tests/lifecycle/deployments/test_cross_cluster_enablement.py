"""The life of a switch that turns one way, on the emulator."""

import pytest

from crosslink_core.api import Versioned
from crosslink_core.api.error import NoReplyError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_core.coordination import ATTEMPTS
from crosslink_core.coordination.plan import PlanFailedError, PlanTooLongError
from crosslink_core.lifecycle import HiddenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.deployments.cross_cluster_enablement import CrossClusterEnablementLifecycle
from crosslink_core.model.deployments.cross_cluster_enablement import CrossClusterEnablement
from crosslink_emulator.http.deployments import cross_cluster_enablement as operation
from crosslink_emulator.world import deployments as plans
from crosslink_emulator.world.deployments import Fate

ENABLE, GET = "enable-deployment-resource-ccr", "get-deployment"


@pytest.fixture(autouse=True)
def _no_waiting(timings):
    """Questions follow each other at once."""
    timings(poll_s=0)
    timings(poll_longest_s=0)


@pytest.fixture
def statuses():
    """What was shown while something was waited for."""
    return []


@pytest.fixture
def life(session, said, statuses):
    """The life of switches."""
    return CrossClusterEnablementLifecycle(session, Tell(said.append, said.append, statuses.append))


@pytest.fixture
def spec(emulator, place, directory):
    """A wish with the deployment's facts filled in."""

    def make(name="legacy", **more):
        cloud, found = place(name)
        end = directory.find([(cloud, found.id)])[found.id]
        emulator.world.requests.clear()
        return CrossClusterEnablement(**{"deployment": end, "plan_timeout_s": 5} | more)

    return make


@pytest.fixture
def legacy(place):
    """The old deployment, as the emulator holds it."""
    return place("legacy")[1]


@pytest.fixture
def with_plan(emulator, monkeypatch):
    """Let the features come with a plan, as the documentation's word "migrates" suggests: at once, or when it ends."""

    def begin(fate, *, polls=3, late=False):
        enable, end = operation.enable, plans.end
        monkeypatch.setattr(emulator.world, "plan_polls", polls)

        def enable_with_plan(world, deployment, *, validate_only):
            if not late:
                enable(world, deployment, validate_only=validate_only)
            plans.start(world, deployment, "deployments.enable-ccr", fate)

        def end_late(world, deployment, fate):
            end(world, deployment, fate)
            deployment.cross_cluster_enabled = True

        monkeypatch.setattr(operation, "enable", enable_with_plan)
        if late:
            monkeypatch.setattr(plans, "end", end_late)

    return begin


def test_life(life, spec, legacy, requests, said):
    """The features are enabled once; the state says so, deletion leaves them, and nothing can be taken back."""
    made = life.create(spec())
    found = life.read(made.id, made)
    same = life.update(made.id, made, spec(plan_timeout_s=7))
    life.delete(made.id, same)

    assert made.id == f"{legacy.id}/main-elasticsearch"
    assert (made.enabled, made.deployment.ccr, found) == (True, True, made)
    assert (same.plan_timeout_s, legacy.cross_cluster) == (7, True)
    assert said == [f"deployment legacy ({legacy.id}) keeps its cross-cluster features: they cannot be disabled"]


def test_requests(life, spec, requests):
    """To enable is a look, a write and a look; to read one look; new facts and deletion send nothing."""
    wanted = spec()
    made = life.create(wanted)
    assert requests() == [GET, ENABLE, GET]
    life.read(made.id, made)
    assert requests() == [GET]
    life.update(made.id, made, wanted)
    life.delete(made.id, made)
    assert requests() == []


def test_there_already(life, spec, requests, said):
    """A deployment that has them gets no write, and that is said."""
    made = life.create(spec("logs-eu"))

    assert made.enabled
    assert requests() == [GET]
    assert said == [f"deployment logs-eu ({made.deployment.deployment_id}) has its cross-cluster features already"]


def test_without_facts(life, legacy):
    """Without facts the word for the only resource is taken."""
    made = life.create(CrossClusterEnablement(deployment={"deployment_id": legacy.id, "connection": "hosted"}))

    assert (made.id, legacy.cross_cluster) == (f"{legacy.id}/_main", True)


@pytest.mark.parametrize("facts", [{}, {"system_owned": None, "name": None}], ids=["known", "not known"])
def test_system(life, spec, requests, place, facts):
    """A system deployment is refused before anything is written, as its facts or a fresh look say."""
    place("logging-and-metrics")[1].created = place("logging-and-metrics")[1].created.replace(year=2015)
    place("logging-and-metrics")[1].cross_cluster_enabled = False
    end = spec("logging-and-metrics").deployment.model_copy(update=facts)
    with pytest.raises(RefusedLinkError, match="is a system deployment, which can be neither local nor remote"):
        life.create(CrossClusterEnablement(deployment=end))

    assert requests() == [GET]


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "503", "429"])
def test_lost_replies(life, spec, legacy, fault, requests, kind):
    """After a lost reply the deployment tells whether it was done; it is not asked for twice then."""
    wanted = spec()
    fault(ENABLE, kind, count=2)
    life.create(wanted)

    assert legacy.cross_cluster
    assert requests().count(ENABLE) == (1 if kind == "drop-after" else 3)


def test_failures(life, spec, legacy, fault):
    """What never gets through, or is refused, is the user's error."""
    fault(ENABLE, "drop-before", count=ATTEMPTS)
    with pytest.raises(NoReplyError):
        life.create(spec())
    legacy.status = "stopped"
    with pytest.raises(RefusedError, match=r"deployments\.cluster_request_failed"):
        life.create(spec())

    assert not legacy.cross_cluster


@pytest.mark.parametrize("late", [False, True], ids=["at once", "when it ends"])
def test_plan(life, spec, legacy, with_plan, statuses, late):
    """The plan that it takes is waited for, whether the features show at once or when it ends, and its step is shown."""
    wanted = spec()
    with_plan(Fate(), late=late)
    made = life.create(wanted)

    assert made.enabled
    assert made.deployment.ccr
    assert legacy.pending_plan is None
    assert statuses[0].startswith(f"waiting for the plan that enables them of deployment legacy ({legacy.id}): ")


def test_plan_without_end(life, spec, legacy, with_plan):
    """After the deadline it is said what is waited for; the next `up` goes on from there, and sends nothing again."""
    wanted = spec(plan_timeout_s=0.2)
    with_plan(Fate("never", "wait-until-running"))
    with pytest.raises(PlanTooLongError) as caught:
        life.create(wanted)
    with pytest.raises(PlanTooLongError, match="the plan that enables them is still at step wait-until-running"):
        life.create(wanted)
    legacy.pending_plan = None

    assert str(caught.value) == (
        f"cross-cluster features of deployment legacy ({legacy.id}): the plan that enables them is still at step wait-until-running after 0.2 s; "
        "look at the deployment's activity, and run `pulumi up` again"
    )
    assert life.create(wanted).enabled


def test_nothing_happens(life, spec, monkeypatch):
    """A service that takes the request and does nothing is told of after the deadline."""
    monkeypatch.setattr(operation, "enable", lambda *_, validate_only: None)
    with pytest.raises(PlanTooLongError, match=r"they do not show, and no plan is pending after 0\.1 s"):
        life.create(spec(plan_timeout_s=0.1))


def test_plan_fails(life, spec, with_plan):
    """A plan that fails is an error with its step and message; one that had failed before is none."""
    wanted = spec()
    with_plan(Fate("failure", "generate-node-certificates", "no room"))
    with pytest.raises(PlanFailedError, match="the plan that enables them failed at step generate-node-certificates: no room; correct that"):
        life.create(wanted)

    assert life.create(wanted).enabled


def test_another_plan(life, emulator, spec, legacy, requests, statuses, monkeypatch):
    """A plan that is pending before is waited for first."""
    wanted = spec()
    monkeypatch.setattr(emulator.world, "plan_polls", 2)
    plans.start(emulator.world, legacy, "deployments.update-deployment", Fate())
    life.create(wanted)

    assert requests() == [GET, GET, GET, ENABLE, GET]
    assert statuses[0].startswith(f"waiting for another plan of deployment legacy ({legacy.id}): ")


def test_lag(life, spec, fault):
    """A reading that lags behind is no reason to wait for the deadline."""
    wanted = spec(plan_timeout_s=30)
    fault(GET, "lag", skip=1)

    assert life.create(wanted).enabled


def test_not_said(life, spec, monkeypatch, session, requests):
    """A service that does not say whether the features are there, as its specification has it, is believed."""
    wanted, api = spec(), session.cloud("hosted").deployments
    settings = api.settings

    def silent(deployment_id):
        found = settings(deployment_id)
        del found.content["resources"]["elasticsearch"][0]["info"]["metadata"]["ccr"]
        return found

    monkeypatch.setattr(api, "settings", silent)
    made = life.create(wanted)

    assert (made.enabled, life.read(made.id, made).enabled) == (True, True)
    assert requests() == [GET, ENABLE, GET, GET]


def test_found_missing(life, spec, legacy):
    """Features that a refresh finds missing are enabled by the next update."""
    made = life.create(spec())
    legacy.cross_cluster_enabled = False
    found = life.read(made.id, made)

    assert not found.enabled
    assert life.update(made.id, found, spec()).enabled
    assert legacy.cross_cluster


def test_gone(life, spec, emulator):
    """A deployment that is gone is gone with its features, and one that never was cannot get any."""
    wanted = spec()
    made = life.create(wanted)
    emulator.world.clouds["hosted"].deployments.pop("legacy")

    assert life.read(made.id, made) is None
    with pytest.raises(NotFoundError):
        life.create(wanted)


def test_hidden(life, spec, emulator):
    """403 is not gone: it is said that it may be hidden."""
    made = life.create(spec())
    emulator.world.clouds["partner"].deployments["legacy"] = emulator.world.clouds["hosted"].deployments.pop("legacy")
    with pytest.raises(HiddenError, match="is gone or hidden from this key"):
        life.read(made.id, made)


@pytest.mark.parametrize("resources", [{}, {"elasticsearch": []}, None], ids=str)
def test_without_elasticsearch(life, spec, monkeypatch, session, resources):
    """A deployment without an Elasticsearch resource says so in one line."""
    wanted = spec()
    document = {"id": wanted.deployment.deployment_id, "name": "legacy", "resources": resources}
    monkeypatch.setattr(session.cloud("hosted").deployments, "settings", lambda _: Versioned("1", document))
    with pytest.raises(UnexpectedReplyError, match="get-deployment lacks a field that crosslink needs; is an Elasticsearch resource in it"):
        life.create(wanted)
