import pytest

GET, PUT = "get-deployment-es-resource-remote-clusters", "set-deployment-es-resource-remote-clusters"


@pytest.fixture
def path(deployments, remotes_path):
    """The list that two write."""
    return remotes_path(deployments["logs-eu"])


@pytest.fixture
def aliases(http, path):
    """The aliases that a reading shows."""
    return lambda: [entry["alias"] for entry in http.get(path).json()["resources"]]


@pytest.mark.parametrize(
    ("change", "after"),
    [
        pytest.param({"remotes": ["security-ap"]}, ["security-ap"], id="the whole list"),
        pytest.param({"remotes": []}, [], id="an empty list"),
        pytest.param({"add": ["security-ap"]}, ["logs-us", "metrics-us", "security-ap"], id="one more"),
        pytest.param({"add": ["logs-us"]}, ["metrics-us", "logs-us"], id="one that is there"),
        pytest.param({"remove": ["logs-us", "nothing"]}, ["metrics-us"], id="one fewer"),
    ],
)
def test_right_after_a_write(inject, http, control, deployments, path, aliases, ref, change, after):
    """Our write is answered as if nothing had happened, and is not the last one; the log holds our requests only."""
    inject(PUT, "another-writer", **{name: value if name == "remove" else [ref(deployments[own]) for own in value] for name, value in change.items()})
    reply = http.put(path, json={"resources": [ref(deployments["logs-us"]), ref(deployments["metrics-us"])]})

    assert (reply.status_code, reply.json()) == (202, {})
    assert aliases() == after
    assert [entry["operation"] for entry in control.get("/requests").json()["requests"]] == [PUT, GET]


def test_right_after_a_reading(inject, deployments, aliases, ref):
    """What was read is what was there before, as it must be in a race."""
    inject(GET, "another-writer", add=[ref(deployments["logs-us"])])

    assert [aliases(), aliases()] == [[], ["logs-us"]]


def test_his_entries_are_whole(inject, http, deployments, path, ref, control):
    """Entries have the wire's form, with its default, and may carry ``info``; what waits is listed in the same form."""
    us = ref(deployments["logs-us"], skip_unavailable=True)
    metrics = ref(deployments["metrics-us"])
    fault = inject(GET, "another-writer", remotes=[us | {"info": {"connected": False}}, metrics])

    assert fault["remotes"] == [us, metrics | {"skip_unavailable": False}]
    assert control.get("/faults").json() == {"faults": [fault]}
    http.get(path)
    assert [{name: entry[name] for name in us} for entry in http.get(path).json()["resources"]] == fault["remotes"]


def test_again_and_again(inject, http, deployments, path, aliases, ref):
    """He undoes our write as often as asked; after that, ours stays."""
    inject(PUT, "another-writer", remotes=[], count=2)
    seen = []
    for _ in range(3):
        http.put(path, json={"resources": [ref(deployments["logs-us"])]})
        seen.append(aliases())

    assert seen == [[], [], ["logs-us"]]


def test_touches_the_deployment(inject, http, deployments, path):
    """His write counts like any."""
    inject(PUT, "another-writer", remotes=[])
    http.put(path, json={"resources": []})

    assert http.get(f"/deployments/{deployments['logs-eu'].id}").headers["x-cloud-resource-version"] == "3"


def test_a_refused_request(inject, http, deployments, path, aliases, ref, error_of):
    """He waits for a request that was handled: a refusal is answered as it is, and nothing else happens."""
    inject(PUT, "another-writer", add=[ref(deployments["logs-us"])])
    reply = http.put(path, json={"resources": [ref(deployments["metrics-us"], "not good")]})

    assert error_of(reply) == (400, "root.invalid_json_request")
    assert aliases() == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"alias": "not good"}, "only letters, digits, dashes and underscores are allowed", id="alias"),
        pytest.param({"deployment_id": "nowhere"}, "could not be found:(deployment [nowhere]", id="target"),
    ],
)
def test_he_is_refused_like_everyone(inject, http, deployments, path, aliases, ref, error_of, changes, problem):
    """Our own write stays, but the answer is a 500 that says why: a mistake in a test must not become a test without a fault."""
    inject(PUT, "another-writer", add=[ref(deployments["metrics-us"]) | changes])
    reply = http.put(path, json={"resources": [ref(deployments["logs-us"])]})

    assert error_of(reply) == (500, "internal.server.error")
    assert "The other writer of this fault was refused: " in reply.text
    assert problem in reply.text
    assert aliases() == ["logs-us"]


def test_lag(inject, http, deployments, path, aliases, ref):
    """The reading shows the list before the last write, as often as asked; nothing is written, and then it has caught up."""
    for names in (["logs-us"], ["logs-us", "metrics-us"]):
        http.put(path, json={"resources": [ref(deployments[name]) for name in names]})
    inject(GET, "lag", count=2)

    assert [aliases(), aliases(), aliases()] == [["logs-us"], ["logs-us"], ["logs-us", "metrics-us"]]


def test_lag_with_another_writer(inject, http, deployments, path, aliases, ref):
    """His write is a last write too."""
    inject(PUT, "another-writer", remotes=[])
    inject(GET, "lag")
    http.put(path, json={"resources": [ref(deployments["logs-us"])]})

    assert [aliases(), aliases()] == [["logs-us"], []]


def test_lag_shows_the_state_of_each_entry(inject, http, deployments, path, ref):
    """An entry that is gone looks as it did."""
    http.put(path, json={"resources": [ref(deployments["logs-us"])]})
    before = http.get(path).json()
    http.put(path, json={"resources": []})
    inject(GET, "lag")

    assert http.get(path).json() == before


def test_lag_without_a_write(inject, http, client, control, deployments, path, aliases, remotes_path, ref):
    """There is no past before the first write of this deployment, nor of a world before the reset."""
    http.put(remotes_path(deployments["logs-us"]), json={"resources": [ref(deployments["logs-eu"])]})
    inject(GET, "lag")

    assert aliases() == []

    http.put(path, json={"resources": [ref(deployments["logs-us"])]})
    control.post("/reset")
    inject(GET, "lag")

    assert aliases() == []
