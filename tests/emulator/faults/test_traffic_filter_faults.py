import pytest

RULESETS, LINK_IDS = "/deployments/traffic-filter/rulesets", "/deployments/traffic-filter/link-ids"
GET, LIST, ATTACH = "get-traffic-filter-ruleset", "get-traffic-filter-rulesets", "create-traffic-filter-ruleset-association"
DETACH, OF_DEPLOYMENT = "delete-traffic-filter-ruleset-association", "get-traffic-filter-deployment-ruleset-associations"
LINK = {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"}


@pytest.fixture
def of(http):
    """The ids of a deployment's rulesets."""
    return lambda deployment: http.get(f"/deployments/traffic-filter/associations/deployment/{deployment.id}/rulesets").json()["rulesets"]


def both(ruleset_id, deployment):
    """A ruleset and a deployment, as a fault names them."""
    return {"ruleset_id": ruleset_id, "deployment_id": deployment.id}


@pytest.mark.parametrize(("operation", "method"), [(ATTACH, "POST"), (DETACH, "DELETE"), (OF_DEPLOYMENT, "GET")])
def test_for_one_deployment(inject, http, create, deployments, operation, method):
    """A fault for one deployment strikes requests that name it in the path or in the body, and no others."""
    ruleset_id, eu, paused = create(), deployments["logs-eu"], deployments["paused"]
    inject(operation, "503", deployment_id=paused.id)

    def ask(deployment):
        path = f"{RULESETS}/{ruleset_id}/associations"
        if method == "POST":
            return http.post(path, json={"entity_type": "deployment", "id": deployment.id})
        if method == "DELETE":
            return http.delete(f"{path}/deployment/{deployment.id}")
        return http.get(f"/deployments/traffic-filter/associations/deployment/{deployment.id}/rulesets")

    assert ask(eu).status_code != 503
    assert ask(paused).status_code == 503
    assert ask(paused).status_code != 503


@pytest.mark.parametrize("content", [b"{", b"[]", b"[" * 100_000, b"\xff", b"{}"])
def test_body_without_a_deployment(inject, http, create, error_of, content):
    """A body that names no deployment meets no fault for one, and is refused as ever."""
    inject(ATTACH, "503", deployment_id="x")
    reply = http.post(f"{RULESETS}/{create()}/associations", content=content, headers={"content-type": "application/json"})

    assert error_of(reply) == (400, "root.invalid_json_request")


def test_lagging_ruleset(inject, http, create, ruleset, attach, deployments, error_of):
    """A reading that lags shows the ruleset before the last write to it: not yet there, the old content, not attached, still there."""
    ruleset_id = create()
    path = f"{RULESETS}/{ruleset_id}"
    create()

    def late():
        inject(GET, "lag")
        return http.get(path, params={"include_associations": "true"})

    assert error_of(late()) == (404, "traffic_filter.not_found")
    http.put(path, json=ruleset(name="new"))
    assert late().json()["name"] == "office"
    attach(ruleset_id, deployments["logs-eu"])
    assert late().json()["total_associations"] == 0
    there = http.get(path, params={"include_associations": "true"}).json()
    assert there["name"] == "new"
    http.delete(path, params={"ignore_associations": "true"})
    assert late().json() == there
    assert error_of(http.get(path)) == (404, "traffic_filter.not_found")


def test_lagging_list(inject, http, create):
    """A list that lags lacks the last ruleset that was made."""
    ids = [create(), create()]
    inject(LIST, "lag")

    def listed():
        return [entry["id"] for entry in http.get(RULESETS, params={"region": "aws-eu-west-1"}).json()["rulesets"]]

    assert [listed(), listed()] == [ids[:1], ids]


def test_lagging_rulesets_of_a_deployment(inject, http, create, ruleset, attach, of, deployments):
    """They are shown as before the last time that this deployment was attached or detached; other writes are no matter."""
    one, two, eu = create(), create(), deployments["logs-eu"]
    attach(one, eu)
    attach(two, eu)
    attach(one, deployments["paused"])
    http.put(f"{RULESETS}/{two}", json=ruleset(name="new"))
    inject(OF_DEPLOYMENT, "lag")

    assert [of(eu), of(eu)] == [[one], [one, two]]

    http.delete(f"{RULESETS}/{two}", params={"ignore_associations": "true"})
    inject(OF_DEPLOYMENT, "lag")

    assert [of(eu), of(eu)] == [[one, two], [one]]


def test_lagging_claims(inject, http):
    """Claims are shown as before the last one."""
    http.post(f"{LINK_IDS}/_claim", json=LINK)
    inject("get-traffic-filter-claimed-link-ids", "lag")

    assert [http.get(LINK_IDS).json()["claimed_link_ids"] for _ in range(2)] == [[], [LINK]]


def test_lag_without_a_write(inject, http, of, deployments):
    """There is no past before the first write."""
    ruleset_id = of(deployments["security-ap"])[0]
    now = [http.get(f"{RULESETS}/{ruleset_id}").json(), http.get(RULESETS).json(), http.get(LINK_IDS).json(), [ruleset_id]]
    for operation in (GET, LIST, "get-traffic-filter-claimed-link-ids", OF_DEPLOYMENT):
        inject(operation, "lag")

    assert [http.get(f"{RULESETS}/{ruleset_id}").json(), http.get(RULESETS).json(), http.get(LINK_IDS).json(), of(deployments["security-ap"])] == now


def test_another_writer_attaches(inject, http, create, of, deployments, control):
    """What was read is what was there before; he attaches what he likes, where it is not attached already."""
    one, two, eu = create(), create(), deployments["logs-eu"]
    fault = inject(OF_DEPLOYMENT, "another-writer", attach=[both(one, eu), both(two, eu)], count=2)

    assert fault["attach"] == [both(one, eu), both(two, eu)]
    assert [of(eu), of(eu), of(eu)] == [[], [one, two], [one, two]]
    assert control.get("/faults").json() == {"faults": []}


def test_another_writer_detaches(inject, http, create, attach, of, deployments):
    """Right after our write he undoes it; what is not attached stays so."""
    ruleset_id, eu, paused = create(), deployments["logs-eu"], deployments["paused"]
    inject(ATTACH, "another-writer", detach=[both(ruleset_id, eu), both(ruleset_id, paused)])

    assert attach(ruleset_id, eu).status_code == 201
    assert of(eu) == []


def test_another_writer_before_a_deletion(inject, http, create, attach, deployments, error_of):
    """Somebody attaches between our last detaching and our deletion."""
    ruleset_id, eu, paused = create(), deployments["logs-eu"], deployments["paused"]
    attach(ruleset_id, eu)
    inject(DETACH, "another-writer", attach=[both(ruleset_id, paused)])
    http.delete(f"{RULESETS}/{ruleset_id}/associations/deployment/{eu.id}")

    assert error_of(http.delete(f"{RULESETS}/{ruleset_id}")) == (400, "traffic_filter.has_associations")


@pytest.mark.parametrize(("field", "deployment"), [("attach", "logs-us"), ("attach", "shop-eu"), ("detach", "shop-eu")])
def test_he_is_refused_like_everyone(inject, http, create, deployments, error_of, field, deployment):
    """The answer is a 500 that says why: a mistake in a test must not become a test without a fault."""
    inject(LIST, "another-writer", **{field: [both(create(), deployments[deployment])]})
    reply = http.get(RULESETS)

    assert error_of(reply) == (500, "internal.server.error")
    assert "The other writer of this fault was refused: " in reply.text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"operation": ATTACH, "kind": "lag"}, f"kind: lag is only for get-deployment-es-resource-remote-clusters and {LIST} and {GET} and "),
        ({"operation": "get-deployment", "kind": "another-writer", "attach": []}, "body.attach: "),
        ({"operation": LIST, "kind": "503", "attach": [{"ruleset_id": "x", "deployment_id": "x"}]}, "attach belongs to kind another-writer"),
        ({"operation": LIST, "kind": "another-writer"}, "another-writer takes one of attach and detach"),
        ({"operation": LIST, "kind": "another-writer", "remotes": []}, f"remotes is not for {LIST}"),
        (
            {"operation": "set-deployment-es-resource-remote-clusters", "kind": "another-writer", "detach": [{"ruleset_id": "x", "deployment_id": "x"}]},
            "detach is not for set-deployment-es-resource-remote-clusters",
        ),
        (
            {"operation": LIST, "kind": "another-writer"} | {name: [{"ruleset_id": "x", "deployment_id": "x"}] for name in ("attach", "detach")},
            "another-writer takes one of attach and detach",
        ),
        ({"operation": LIST, "kind": "another-writer", "attach": [{"ruleset_id": "x"}]}, "body.attach[0].deployment_id: "),
    ],
)  # fmt: skip
def test_wrong_faults(control, body, problem):
    """A fault that could not strike is refused."""
    reply = control.post("/faults", json=body)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]
