import httpx
import pytest

PUT, GET = "update-deployment", "get-deployment"
OWN = {"account_id": "1000000001", "trust_all": True, "name": "Default trust for own organization"}
PARTNER = {"account_id": "2000000002", "trust_all": True}


@pytest.fixture
def eu(deployments):
    """The deployment that is changed."""
    return deployments["logs-eu"]


@pytest.fixture
def put(http, eu):
    """Send a body."""
    return lambda body, **parameters: http.put(f"/deployments/{eu.id}", json=body, params=parameters)


@pytest.fixture
def body(http, eu, update_body):
    """A body that changes nothing, with what is laid over the Elasticsearch or over the whole."""

    def make(settings=None, elasticsearch=None, **more):
        whole = update_body(http, eu, settings or {}, **more)
        whole["resources"]["elasticsearch"][0] |= elasticsearch or {}
        return whole

    return make


def test_answer(put, body, eu, http):
    """Ids, name and resources; the headers are those that the next reading has."""
    reply = put(body({"trust": {"accounts": [OWN, PARTNER]}}))
    resource = {"ref_id": "main-elasticsearch", "id": eu.resource_id, "kind": "elasticsearch", "region": "aws-eu-west-1"}

    assert (reply.status_code, reply.json()) == (200, {"id": eu.id, "name": "logs-eu", "resources": [resource]})
    names = ["x-cloud-resource-version", "x-cloud-resource-created", "x-cloud-resource-last-modified"]
    read = http.get(f"/deployments/{eu.id}").headers
    assert [reply.headers[name] for name in names] == [read[name] for name in names]
    assert (read["x-cloud-resource-version"], read["x-cloud-resource-last-modified"] > read["x-cloud-resource-created"]) == ("2", True)


@pytest.mark.parametrize("resources", [None, {}, {"elasticsearch": None}, {"elasticsearch": [], "kibana": [], "apm": None}], ids=str)
def test_absent_is_kept(put, eu, trust_of, resources):
    """Nothing but ``prune_orphans`` is needed; an update that changes nothing is a version more and no plan."""
    before = trust_of(eu)
    reply = put({"prune_orphans": False} | ({} if resources is None else {"resources": resources}))

    assert (reply.status_code, reply.headers["x-cloud-resource-version"], trust_of(eu), eu.past_plans) == (200, "2", before, ())


def test_name(put, http, eu):
    """A name is changed at once, without a plan, and everywhere."""
    assert put({"prune_orphans": False, "name": "journals"}).json()["name"] == "journals"
    document = http.get(f"/deployments/{eu.id}").json()

    assert (document["name"], document["resources"]["elasticsearch"][0]["info"]["cluster_name"], eu.past_plans) == ("journals", "journals", ())


@pytest.mark.parametrize(("settings", "kept"), [({}, True), ({"trust": None}, False), ({"trust": {}}, False)], ids=["absent", "null", "empty"])
def test_absent_null_given(put, body, eu, trust_of, put_trust, settings, kept):
    """Absent trust stays, null is the default, a given object replaces all three lists."""
    put_trust(eu, {"accounts": [PARTNER]})
    assert put(body(settings)).status_code == 200
    default = {"accounts": [OWN]}

    assert trust_of(eu) == ({"accounts": [PARTNER]} if kept else default if settings["trust"] is None else {"accounts": []})


def test_null_of_an_old_deployment(put_trust, deployments, trust_of):
    """Its default is itself."""
    legacy = deployments["legacy"]
    before = trust_of(legacy)
    put_trust(legacy, {"accounts": [PARTNER]})
    put_trust(legacy, None)

    assert trust_of(legacy) == before
    assert before["accounts"][0]["trust_allowlist"] == [legacy.resource_id]


def test_round_trip(put_trust, eu, trust_of, ca_of, deployments):
    """What a reading shows can be sent back and changes nothing but the version; read-only fields are ignored."""
    direct = {"name": "ece", "type": "ECE", "scope_id": "acc00300" * 4, "trust_all": True, "certificates": [{"pem": ca_of(deployments["orders"])}]}
    put_trust(eu, {"accounts": [OWN, PARTNER], "direct": [direct]})
    shown, plans = trust_of(eu), eu.past_plans
    wrong = {"fingerprint": "00", "valid_from": "then", "valid_to": "now"}
    changed = [shown["direct"][0] | {"certificates": [{"pem": direct["certificates"][0]["pem"], "metadata": wrong}]}]

    assert put_trust(eu, shown | {"direct": changed}).status_code == 200
    assert (trust_of(eu), eu.past_plans) == (shown, plans)


def test_real_request(put, body, trust_of, eu):
    """The form of a real one: null lists, unchanged settings of other kinds, a display name, other resources null."""
    accounts = [OWN | {"trust_allowlist": None}, PARTNER]
    settings = {"curation": {"specs": []}, "dedicated_masters_threshold": 6, "trust": {"accounts": accounts, "direct": None, "external": None}}
    snapshot = {"slm": True, "enabled": True, "suspended": [], "retention": {}}
    whole = body(settings | {"snapshot": snapshot, "traffic_filter": {"rulesets": []}}, {"display_name": "logs-eu"}, name="logs-eu", metadata={"tags": []})
    whole["resources"] |= dict.fromkeys(("kibana", "apm", "appsearch", "enterprise_search", "integrations_server"))
    whole |= {"settings": {"autoscaling_enabled": False, "observability": None}, "alias": ""}

    assert put(whole, skip_snapshot="true").status_code == 200
    assert trust_of(eu) == {"accounts": [OWN, PARTNER]}


def test_version(put, http, eu):
    """The lock: the version of the last reading passes, an older one does not, and without one nothing is compared."""
    first = http.get(f"/deployments/{eu.id}").headers["x-cloud-resource-version"]
    body = {"prune_orphans": False}

    assert put(body, version=first).headers["x-cloud-resource-version"] == "2"
    refused = put(body | {"name": "lost"}, version=first)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "deployments.version_conflict")
    assert refused.json()["errors"][0]["message"] == f"The deployment [{eu.id}] has version [2], not [1]"
    assert (put(body, version="2").status_code, put(body).status_code, eu.name) == (200, 200, "logs-eu")


def test_validate_only(put, body, eu, trust_of):
    """The same checks, and nothing is written."""
    before = trust_of(eu)
    reply = put(body({"trust": {"accounts": [PARTNER]}}, name="other"), validate_only="true")

    assert (reply.status_code, reply.json()["name"], reply.json()["diagnostics"], reply.headers["x-cloud-resource-version"]) == (200, "other", {}, "1")
    assert (trust_of(eu), eu.name, eu.past_plans) == (before, "logs-eu", ())
    assert put(body({"trust": {"accounts": [PARTNER | {"trust_allowlist": ["x"]}]}}), validate_only="true").status_code == 400
    assert put({"prune_orphans": False}, validate_only="true", version="7").status_code == 409


def test_prune_nothing(put, body, eu):
    """Where all is listed, or no resources are mentioned, ``prune_orphans`` shuts nothing down."""
    for whole in (body(prune_orphans=True), {"prune_orphans": True}):
        assert put(whole).json()["shutdown_resources"]["elasticsearch"] == []
    assert eu.status == "started"


@pytest.mark.parametrize("resources", [{}, {"elasticsearch": []}], ids=str)
def test_prune(put, http, eu, resources):
    """An Elasticsearch that is left out is shut down: the danger that the name does not tell."""
    reply = put({"prune_orphans": True, "resources": resources})
    info = http.get(f"/deployments/{eu.id}").json()["resources"]["elasticsearch"][0]["info"]

    assert reply.json()["shutdown_resources"]["elasticsearch"] == [{"id": eu.resource_id, "dependents": []}]
    assert info["status"] == "stopped"


def test_prune_and_hide(put, eu, error_of):
    """Hiding what is shut down is not emulated, and nothing is shut down then."""
    assert error_of(put({"prune_orphans": True, "resources": {}}, hide_pruned_orphans="true")) == (400, "emulator.not_emulated")
    assert (eu.status, put({"prune_orphans": True}, hide_pruned_orphans="true").status_code) == ("started", 200)


TRANSIENT = {"strategy": {"autodetect": {}}}


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        pytest.param({"prune_orphans": None}, "root.invalid_json_request", "body.prune_orphans", id="prune_orphans is needed"),
        pytest.param({"prune": True}, "root.invalid_json_request", "body.prune", id="unknown field"),
        pytest.param({"name": " "}, "root.invalid_json_request", "name", id="empty name"),
        pytest.param({"alias": "short"}, "emulator.not_emulated", "alias", id="alias"),
        pytest.param({"metadata": {"tags": [{"key": "a", "value": "b"}]}}, "emulator.not_emulated", "metadata.tags", id="tags"),
        pytest.param({"metadata": {"hidden": True}}, "emulator.not_emulated", "metadata.hidden", id="hidden"),
        pytest.param({"settings": {"autoscaling_enabled": True}}, "emulator.not_emulated", "settings.autoscaling_enabled", id="autoscaling"),
        pytest.param({"resources": {"kibana": [{}]}}, "emulator.not_emulated", "resources.kibana", id="kibana"),
    ],
)
def test_wrong_body(put, eu, over, code, field):
    """What is malformed, and what would change something that is not emulated, is refused; nothing is written."""
    element = put({"prune_orphans": False} | over).json()["errors"][0]

    assert (element["code"], element["fields"], eu.revision) == (code, [field], 1)


@pytest.mark.parametrize(
    ("over", "code", "problem"),
    [
        pytest.param({"ref_id": "other"}, "deployments.unknown_resource", "ref_id [other]", id="unknown ref id"),
        pytest.param({"ref_id": "_main"}, "deployments.unknown_resource", "ref_id [_main]", id="_main is for paths"),
        pytest.param({"region": "aws-us-east-1"}, "deployments.resource_region_mismatch", "in region [aws-eu-west-1]", id="another region"),
        pytest.param({"region": None}, "root.invalid_json_request", "region", id="no region"),
        pytest.param({"plan": None}, "root.invalid_json_request", "plan", id="no plan"),
        pytest.param({"plan": {"elasticsearch": {}}}, "root.invalid_json_request", "plan.cluster_topology", id="no topology"),
        pytest.param({"plan": {"elasticsearch": {}, "cluster_topology": []}}, "emulator.not_emulated", "plan.cluster_topology", id="another topology"),
        pytest.param({"display_name": "other"}, "emulator.not_emulated", "display_name", id="display name"),
        pytest.param({"settings": {"keystore_contents": {"secrets": {}}}}, "emulator.not_emulated", "settings.keystore_contents", id="keystore"),
        pytest.param({"settings": {"traffic_filter": {"rulesets": ["x"]}}}, "emulator.not_emulated", "settings.traffic_filter", id="traffic filter"),
        pytest.param({"settings": {"dedicated_masters_threshold": 3}}, "emulator.not_emulated", "settings.dedicated_masters", id="threshold"),
    ],
)
def test_wrong_elasticsearch(put, body, eu, over, code, problem):
    """The Elasticsearch of a body is the one that is there, as it is there, but for its trust."""
    reply = put(body({}, over))
    element = reply.json()["errors"][0]

    assert (reply.status_code, element["code"], eu.revision) == (400, code, 1)
    assert problem in element["message"]


@pytest.mark.parametrize(
    ("over", "problem"),
    [
        ({"elasticsearch": {"version": "9.0.0"}}, "plan.elasticsearch: a plan that differs from the current one"),
        ({"transient": TRANSIENT}, "plan.transient: instructions for one change; read with clear_transient=true"),
        ({"autoscaling_enabled": True}, "plan.autoscaling_enabled: "),
    ],
)
def test_another_plan(put, body, over, problem):
    """Upgrades and resizing are not emulated, and say so."""
    whole = body()
    whole["resources"]["elasticsearch"][0]["plan"] |= over

    assert problem in put(whole).json()["errors"][0]["message"]


def test_the_same_plan_in_other_words(put, body):
    """No version is the one that is there; what only templates have is ignored."""
    whole = body()
    plan = whole["resources"]["elasticsearch"][0]["plan"]
    plan["elasticsearch"], plan["transient"] = {}, None
    plan["cluster_topology"][0]["topology_element_control"] = {"min": {"value": 0, "resource": "memory"}}

    assert put(whole).status_code == 200


def test_twice(put, body):
    """A deployment has one Elasticsearch, and it is named once."""
    whole = body()
    whole["resources"]["elasticsearch"] *= 2

    assert "is given twice" in put(whole).json()["errors"][0]["message"]


def test_filters_may_be_sent_back(http, deployments, update_body):
    """Rulesets that are attached can be repeated; null, which would detach them, is refused."""
    ap = deployments["security-ap"]
    info = http.get(f"/deployments/{ap.id}", params={"show_settings": "true"}).json()["resources"]["elasticsearch"][0]["info"]
    statuses = [
        http.put(f"/deployments/{ap.id}", json=update_body(http, ap, {"traffic_filter": value})).status_code
        for value in (info["settings"]["traffic_filter"], None, {"rulesets": []})
    ]

    assert statuses == [200, 400, 400]


@pytest.mark.parametrize(
    ("cloud", "target", "expected"),
    [
        pytest.param("hosted", "f" * 32, (404, "deployments.deployment_not_found"), id="nobody's"),
        pytest.param("hosted", "shop-eu", (403, "root.unauthorized"), id="another organization's"),
        pytest.param("enterprise", "trial", (404, "deployments.deployment_not_found"), id="another environment's"),
        pytest.param("enterprise", "logging-and-metrics", (400, "deployments.system_owned"), id="system"),
    ],
)
def test_not_yours(client, deployments, error_of, cloud, target, expected):
    """Deployments of others are hidden as they are from readings; a system deployment cannot be changed."""
    id_ = deployments[target].id if target in deployments else target

    assert error_of(client(cloud).put(f"/deployments/{id_}", json={"prune_orphans": False})) == expected


def test_stopped(put_trust, http, deployments):
    """A plan would start it, which is not emulated; its name can be changed."""
    paused = deployments["paused"]
    refused = put_trust(paused, {"accounts": [PARTNER]})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "emulator.not_emulated")
    assert http.put(f"/deployments/{paused.id}", json={"prune_orphans": False, "name": "still"}).status_code == 200


def test_a_read_only_key_cannot(emulator, client, eu, error_of):
    """Writing needs a key that may write."""
    emulator.world.clouds["hosted"].read_only_keys["viewer"] = "viewer-key"

    assert error_of(client("hosted", "viewer-key").put(f"/deployments/{eu.id}", json={"prune_orphans": False})) == (403, "root.unauthorized")


@pytest.mark.parametrize(("kind", "written"), [("503", False), ("429", False), ("502", False), ("drop-before", False), ("drop-after", True)])
def test_faults(put, inject, eu, kind, written):
    """Faults strike updates as they strike everything; a lost reply may have been a success."""
    inject(PUT, kind)
    try:
        reply = put({"prune_orphans": False, "name": "new"}).status_code
    except httpx.RemoteProtocolError:
        reply = "dropped"

    assert reply == (int(kind) if kind.isdigit() else "dropped")
    assert (eu.name == "new") is written


def test_lag(put_trust, inject, http, eu, trust_of):
    """A reading that lags shows trust and version as they were before the update."""
    before = trust_of(eu)
    put_trust(eu, {"accounts": [PARTNER]})
    inject(GET, "lag")
    stale = http.get(f"/deployments/{eu.id}", params={"show_settings": "true"})

    assert stale.headers["x-cloud-resource-version"] == "1"
    assert stale.json()["resources"]["elasticsearch"][0]["info"]["settings"]["trust"] == before
    assert trust_of(eu) == {"accounts": [PARTNER]}


def test_outlives_the_process(emulator, put_trust, eu, ca_of, deployments):
    """Trust and plans are in the state, and are read back as they were."""
    put_trust(eu, {"direct": [{"name": "n", "scope_id": "a", "trust_all": True, "certificates": [{"pem": ca_of(deployments["orders"])}]}]})
    state = emulator.world.state()
    again = type(state).model_validate_json(state.model_dump_json()).clouds["hosted"].deployments["logs-eu"]

    assert (again.trust, again.past_plans) == (eu.trust, eu.past_plans)
    assert (len(again.trust.direct), len(again.past_plans)) == (1, 1)


def test_state_of_before(emulator):
    """Older state files hold a list of accounts and nothing about plans."""
    state = emulator.world.state()
    data = state.model_dump(mode="json")
    old = data["clouds"]["hosted"]["deployments"]["logs-eu"]
    old["trust"] = [{"account_id": "1000000001", "trust_all": False, "trust_allowlist": ["a" * 32], "name": None}]
    del old["past_plans"], old["pending_plan"]
    again = type(state).model_validate(data).clouds["hosted"].deployments["logs-eu"]

    assert [entry.trust_allowlist for entry in again.trust.accounts] == [("a" * 32,)]
    assert (again.trust.external, again.trust.direct, again.past_plans) == ((), (), ())
