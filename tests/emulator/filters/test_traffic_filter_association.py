import json

import pytest

from crosslink_emulator.estate import DEMONSTRATION
from crosslink_emulator.world import load_yaml

RULESETS = "/deployments/traffic-filter/rulesets"
NOT_FOUND, NOT_ALLOWED = (404, "traffic_filter.not_found"), (403, "root.unauthorized")


def of(deployment):
    """The path of a deployment's rulesets."""
    return f"/deployments/traffic-filter/associations/deployment/{deployment.id}/rulesets"


def entry(deployment):
    """An association on the wire."""
    return {"entity_type": "deployment", "id": deployment.id}


def test_attach_twice(http, create, attach, deployments):
    """201 when new, 200 when already there; either way it is there once, seen from both sides."""
    ruleset_id, eu = create(), deployments["logs-eu"]
    replies = [attach(ruleset_id, eu), attach(ruleset_id, eu)]

    assert [(reply.status_code, reply.json()) for reply in replies] == [(201, {}), (200, {})]
    assert http.get(f"{RULESETS}/{ruleset_id}/associations").json() == {"associations": [entry(eu)], "total_associations": 1}
    assert http.get(of(eu)).json() == {"rulesets": [ruleset_id]}


def test_detach(http, create, attach, deployments, error_of):
    """What is not attached cannot be detached."""
    ruleset_id, eu = create(), deployments["logs-eu"]
    attach(ruleset_id, eu)
    path = f"{RULESETS}/{ruleset_id}/associations/deployment/{eu.id}"
    reply = http.delete(path)

    assert (reply.status_code, reply.json()) == (200, {})
    assert error_of(http.delete(path)) == NOT_FOUND
    assert http.get(of(eu)).json() == {"rulesets": []}


def test_several(http, create, attach, deployments):
    """Several rulesets guard one deployment, one ruleset several deployments."""
    one, two, eu, paused = create(), create(), deployments["logs-eu"], deployments["paused"]
    for ruleset_id, deployment in ((one, eu), (one, paused), (two, eu)):
        attach(ruleset_id, deployment)

    assert http.get(of(eu)).json() == {"rulesets": [one, two]}
    assert http.get(f"{RULESETS}/{one}/associations").json() == {"associations": [entry(eu), entry(paused)], "total_associations": 2}


def test_hidden(control, emulator, client, error_of):
    """A hidden association is counted, shown nowhere, cannot be detached, and still blocks the deletion."""
    loaded = emulator.world.estate
    estate = json.loads(json.dumps(load_yaml(DEMONSTRATION.read_text()), default=str))
    estate["clouds"]["hosted"]["traffic_filters"]["office"]["deployments"] = [{"deployment": "security-ap", "hidden": True}]
    try:
        assert control.post("/reset", json=estate).status_code == 200
        (ruleset_id,) = emulator.world.clouds["hosted"].traffic_filters
        http, deployment = client("hosted"), emulator.world.clouds["hosted"].deployments["security-ap"]
        path = f"{RULESETS}/{ruleset_id}"

        assert http.get(f"{path}/associations").json() == {"associations": [], "total_associations": 1}
        assert http.get(path, params={"include_associations": "true"}).json()["total_associations"] == 1
        assert http.get(of(deployment)).json() == {"rulesets": []}
        assert error_of(http.delete(f"{path}/associations/deployment/{deployment.id}")) == NOT_FOUND
        assert error_of(http.delete(path)) == (400, "traffic_filter.has_associations")
        assert http.delete(path, params={"ignore_associations": "true"}).status_code == 200
    finally:
        emulator.world.reset(loaded)


def test_other_region(http, create, attach, deployments, error_of):
    """A ruleset is for the deployments of its own region."""
    ruleset_id = create()

    assert error_of(attach(ruleset_id, deployments["logs-us"])) == (400, "traffic_filter.region_mismatch")
    assert http.get(of(deployments["logs-us"])).json() == {"rulesets": []}


def test_unknown_ruleset(http, client, create, attach, deployments, error_of):
    """404 for one that is nowhere, 403 for another organization's; asked what it is attached to, the former is attached to nothing."""
    eu, partners = deployments["logs-eu"], create(client("partner"))

    assert error_of(attach("nope", eu)) == error_of(http.delete(f"{RULESETS}/nope/associations/deployment/{eu.id}")) == NOT_FOUND
    assert error_of(attach(partners, eu)) == error_of(http.delete(f"{RULESETS}/{partners}/associations/deployment/{eu.id}")) == NOT_ALLOWED
    assert http.get(f"{RULESETS}/nope/associations").json() == {"associations": [], "total_associations": 0}
    assert error_of(http.get(f"{RULESETS}/{partners}/associations")) == NOT_ALLOWED


def test_unknown_deployment(http, create, attach, deployments, error_of):
    """One that is nowhere is a failure and has no rulesets; another organization's answers 403 to both."""
    ruleset_id, theirs = create(), deployments["shop-eu"]
    nowhere = http.post(f"{RULESETS}/{ruleset_id}/associations", json={"entity_type": "deployment", "id": "nope"})

    assert error_of(nowhere) == (500, "traffic_filter.request_execution_failed")
    assert http.get("/deployments/traffic-filter/associations/deployment/nope/rulesets").json() == {"rulesets": []}
    assert error_of(attach(ruleset_id, theirs)) == error_of(http.get(of(theirs))) == NOT_ALLOWED


def test_system_deployment(client, create, attach, deployments, error_of):
    """A system deployment has no traffic filters."""
    http = client("enterprise")
    ruleset_id = create(http, region="ece-region")

    assert error_of(attach(ruleset_id, deployments["logging-and-metrics"], http)) == (500, "traffic_filter.request_execution_failed")


@pytest.mark.parametrize("kind", ["cluster", "deployments", "Deployment"])
def test_wrong_type(http, create, deployments, error_of, kind):
    """Rulesets are attached to deployments and to nothing else."""
    ruleset_id, eu = create(), deployments["logs-eu"]
    replies = [
        http.post(f"{RULESETS}/{ruleset_id}/associations", json={"entity_type": kind, "id": eu.id}),
        http.delete(f"{RULESETS}/{ruleset_id}/associations/{kind}/{eu.id}"),
        http.get(f"/deployments/traffic-filter/associations/{kind}/{eu.id}/rulesets"),
    ]

    assert {error_of(reply) for reply in replies} == {(400, "traffic_filter.invalid_association_type")}


@pytest.mark.parametrize("body", [{}, {"entity_type": "deployment"}, {"id": "x"}, {"entity_type": "deployment", "id": "x", "name": "x"}, [], {"id": 1}])
def test_wrong_form(http, create, error_of, body):
    """Type and id, and nothing else."""
    assert error_of(http.post(f"{RULESETS}/{create()}/associations", json=body)) == (400, "root.invalid_json_request")


def test_in_the_deployment(http, create, attach, deployments):
    """A deployment's own settings name its rulesets; the settings of its Elasticsearch too, where they are asked for; without rulesets neither does."""
    eu = deployments["logs-eu"]

    def seen(**switches):
        document = http.get(f"/deployments/{eu.id}", params=switches).json()
        info = document["resources"]["elasticsearch"][0]["info"]
        return document["settings"].get("traffic_filter_settings"), info.get("settings", {}).get("traffic_filter")

    before = seen(show_settings="true")
    ruleset_id = create()
    attach(ruleset_id, eu)
    there = {"rulesets": [ruleset_id]}

    assert before == (None, None)
    assert seen(show_settings="true") == (there, there)
    assert seen() == (there, None)


def test_is_no_change_of_the_deployment(http, create, attach, deployments):
    """Version and time of the deployment's document stay."""
    eu = deployments["logs-eu"]
    before = http.get(f"/deployments/{eu.id}")
    attach(create(), eu)
    after = http.get(f"/deployments/{eu.id}")

    assert after.headers["x-cloud-resource-version"] == before.headers["x-cloud-resource-version"]
    assert after.json()["metadata"]["last_modified"] == before.json()["metadata"]["last_modified"]


def test_included_by_default(http, control, create, attach, deployments):
    """A ruleset that is included by default is attached to the deployments of its region that are made later, and to no other."""
    included = create(include_by_default=True)
    create(include_by_default=True, region="aws-us-east-1")
    create()
    made = control.post("/clouds/hosted/deployments", json={"name": "late", "region": "aws-eu-west-1", "version": "9.1.5"}).json()

    assert made["rulesets"] == [included]
    assert http.get(f"{RULESETS}/{included}/associations").json() == {
        "associations": [{"entity_type": "deployment", "id": made["id"]}],
        "total_associations": 1,
    }
    assert http.delete(f"{RULESETS}/{included}/associations/deployment/{made['id']}").status_code == 200
    assert http.get(of(deployments["logs-eu"])).json() == {"rulesets": []}
