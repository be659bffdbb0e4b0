import pytest

GET, PUT = "get-deployment", "update-deployment"
OWN = {"account_id": "1000000001", "trust_all": True, "name": "Default trust for own organization"}
PARTNER, OTHER = {"account_id": "2000000002", "trust_all": True}, {"account_id": "3", "trust_all": True}


@pytest.fixture
def eu(deployments):
    """The deployment that two write."""
    return deployments["logs-eu"]


@pytest.fixture
def pem(ca_of, deployments):
    """A certificate that may be trusted."""
    return ca_of(deployments["orders"])


@pytest.fixture
def entry(pem):
    """An entry of ``direct``."""
    return lambda name, **more: {"name": name, "scope_id": "a", "trust_all": True, "certificates": [{"pem": pem}]} | more


@pytest.mark.parametrize(
    ("change", "after"),
    [
        pytest.param({"add": {"accounts": [OTHER]}}, [OWN, PARTNER, OTHER], id="one more"),
        pytest.param({"add": {"accounts": [OTHER, PARTNER | {"name": "his"}]}}, [OWN, OTHER, PARTNER | {"name": "his"}], id="one that is there"),
        pytest.param({"remove": {"accounts": ["1000000001", "7"]}}, [PARTNER], id="one fewer"),
        pytest.param({"remove": {"accounts": ["1000000001"]}, "add": {"accounts": [OTHER]}}, [PARTNER, OTHER], id="both"),
    ],
)
def test_right_after_an_update(put_trust, inject, trust_of, eu, change, after):
    """Our update is answered as if nothing had happened, and is not the last one: the version that it answers is old."""
    inject(PUT, "another-writer", trust=change)
    reply = put_trust(eu, {"accounts": [OWN, PARTNER]})

    assert (reply.status_code, reply.headers["x-cloud-resource-version"]) == (200, "2")
    assert (trust_of(eu), eu.revision) == ({"accounts": after}, 3)
    assert put_trust(eu, {"accounts": []}, version="2").status_code == 409


def test_right_after_a_reading(put_trust, inject, trust_of, http, eu):
    """What was read is what was there before, and the lock notices."""
    inject(GET, "another-writer", trust={"add": {"accounts": [OTHER]}})
    version = http.get(f"/deployments/{eu.id}").headers["x-cloud-resource-version"]

    assert put_trust(eu, {"accounts": [OWN]}, version=version).status_code == 409
    assert trust_of(eu) == {"accounts": [OWN, OTHER]}


def test_direct_entries(put_trust, inject, trust_of, http, eu, entry):
    """An entry goes by its uid or its name, and a new one gets a uid; those that stay keep theirs."""
    put_trust(eu, {"direct": [entry("one"), entry("two"), entry("three")]})
    one, two, three = (direct["uid"] for direct in trust_of(eu)["direct"])
    inject(GET, "another-writer", trust={"add": {"direct": [entry("four"), entry("third", uid=three)]}, "remove": {"direct": [one, "nobody"]}})
    http.get(f"/deployments/{eu.id}")
    there = {direct["name"]: direct["uid"] for direct in trust_of(eu)["direct"]}

    assert (list(there), there["two"], there["third"]) == (["two", "four", "third"], two, three)
    assert there["four"] not in (one, two, three)


def test_he_is_refused_like_everyone(inject, http, eu):
    """A change that nobody may make is a mistake of the test."""
    inject(GET, "another-writer", trust={"add": {"accounts": [{"account_id": "WRONG", "trust_all": True}]}})
    reply = http.get(f"/deployments/{eu.id}")

    assert reply.status_code == 500
    assert "trust.accounts[1].account_id" in reply.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"operation": PUT, "kind": "another-writer"}, "another-writer takes trust"),
        ({"operation": PUT, "kind": "another-writer", "trust": {"add": {"people": []}}}, "body.trust.add.people: "),
        ({"operation": PUT, "kind": "another-writer", "remove": ["a"]}, "remove is not for update-deployment"),
        ({"operation": "list-deployments", "kind": "another-writer", "trust": {}}, "another-writer is only for "),
    ],
)
def test_wrong_faults(control, body, problem):
    """A fault that would do nothing is refused."""
    reply = control.post("/faults", json=body)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]


def test_waits_in_the_list(inject, control):
    """What waits is listed in the form in which it was sent."""
    inject(GET, "another-writer", trust={"remove": {"accounts": ["1"]}})

    assert control.get("/faults").json()["faults"][0]["trust"]["remove"] == {"accounts": ["1"], "external": [], "direct": []}


def test_written_directly(control, trust_of, eu, entry):
    """A test can set the lists of any deployment, without a plan; it is refused what clients are."""
    path = f"/clouds/hosted/deployments/{eu.id}/trust"
    reply = control.put(path, json={"accounts": [PARTNER], "direct": [entry("one")]})

    assert (reply.status_code, reply.json(), eu.revision, eu.past_plans) == (200, trust_of(eu), 2, ())
    assert (reply.json()["accounts"], len(reply.json()["direct"][0]["uid"])) == ([PARTNER], 32)
    wrong = control.put(path, json={"external": [{"trust_relationship_id": "f" * 32, "trust_all": True}]})
    assert (wrong.status_code, wrong.json()["error"].startswith("The deployment request had errors: [trust.external[0]")) == (400, True)


@pytest.mark.parametrize("path", ["/clouds/nowhere/deployments/x", "/clouds/hosted/deployments/x"])
def test_written_nowhere(control, path):
    """One line says what is not there."""
    assert [control.put(f"{path}/trust", json={}).status_code, control.post(f"{path}/plan", json={}).status_code] == [404, 404]
