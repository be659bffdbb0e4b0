import re

import pytest

LATE = {"name": "late", "region": "aws-eu-west-1", "version": "9.1.5"}


@pytest.fixture
def make(control):
    """Makes a deployment as the console would."""
    return lambda cloud="hosted", **more: control.post(f"/clouds/{cloud}/deployments", json=LATE | more)


def test_defaults(make, http, deployments):
    """A name, a region and a version are enough: the rest is as for any new deployment, and the same in every run."""
    reply = make()
    made = reply.json()
    document = http.get(f"/deployments/{made['id']}", params={"show_settings": "true"}).json()
    resource = document["resources"]["elasticsearch"][0]

    assert reply.status_code == 201
    assert made.keys() == {"name", "id", "resource_id", "rulesets"}
    assert (document["name"], resource["id"], resource["region"]) == ("late", made["resource_id"], "aws-eu-west-1")
    assert resource["info"]["plan_info"]["current"]["plan"]["elasticsearch"]["version"] == "9.1.5"
    assert resource["info"]["settings"]["trust"]["accounts"][0]["trust_all"] is True
    assert re.fullmatch(r"[0-9a-f]{32}", made["id"])
    assert made["id"] != made["resource_id"]
    assert document["id"] not in {deployment.id for deployment in deployments.values()}


def test_same_ids_in_every_run(make, emulator):
    """Nothing is random."""
    first = make().json()
    emulator.world.reset()

    assert make().json() == first


def test_given(make, http):
    """What an estate may say of a deployment may be said here."""
    made = make(id="1" * 32, resource_id="2" * 32, ref_id="es", created="2021-06-01", status="stopped", trust=[]).json()
    resource = http.get(f"/deployments/{made['id']}").json()["resources"]["elasticsearch"][0]

    assert (made["id"], made["resource_id"]) == ("1" * 32, "2" * 32)
    assert (resource["ref_id"], resource["info"]["status"]) == ("es", "stopped")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": "logs-eu"}, "name: this cloud already has a deployment logs-eu"),
        ({"name": ""}, "name: "),
        ({"id": "dddd0201" * 4}, f"id: {'dddd0201' * 4} is taken"),
        ({"resource_id": "dddd0201" * 4}, f"resource_id: {'dddd0201' * 4} is taken"),
        ({"id": "1" * 32, "resource_id": "1" * 32}, "resource_id: equals the id"),
        ({"version": 9}, "version: "),
        ({"satus": "stopped"}, "satus: "),
        ({"system": True}, "system: "),
        ({"trust": {"external": [{"trust_relationship_id": "1", "trust_all": True}]}}, "trust.external[0]: only ECE"),
        ({"remotes": [{"alias": "eu", "deployment": "logs-eu"}]}, "remotes: "),
    ],
)
def test_wrong(make, control, more, problem):
    """One line says what is wrong, and nothing is made."""
    before = control.get("/state").json()
    reply = make(**more)

    assert reply.status_code == 400
    assert reply.json()["error"].startswith(f"deployment: {problem}")
    assert control.get("/state").json() == before


def test_unknown_cloud(make):
    """The path names a cloud of this emulator."""
    reply = make("nowhere")

    assert (reply.status_code, reply.json()) == (404, {"error": "this emulator has no cloud nowhere"})


@pytest.mark.parametrize("content", [b"", b"[]", b"{"])
def test_nonsense(control, content):
    """A body is an object."""
    assert control.post("/clouds/hosted/deployments", content=content, headers={"content-type": "application/json"}).status_code == 400
