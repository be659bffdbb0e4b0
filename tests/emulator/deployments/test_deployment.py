import pytest


def test_list_has_summaries_only(http, deployments):
    """Ids, names and resources of all deployments of this cloud, stopped ones too."""
    listed = http.get("/deployments").json()["deployments"]
    eu = deployments["logs-eu"]

    assert [entry["name"] for entry in listed] == ["logs-eu", "logs-us", "metrics-us", "security-ap", "archive", "paused", "legacy"]
    resource = {"id": eu.resource_id, "kind": "elasticsearch", "ref_id": "main-elasticsearch", "region": "aws-eu-west-1"}
    assert listed[0] == {"id": eu.id, "name": "logs-eu", "resources": [resource]}


@pytest.mark.parametrize("cloud", ["hosted", "partner", "enterprise", "laboratory"])
@pytest.mark.parametrize("switch", ["true", "false"])
def test_every_deployment_is_documented(emulator, client, cloud, switch):
    """Whatever the switches, the answer has the documented form (checked on every answer)."""
    switches = [
        "show_security", "show_metadata", "show_plans", "show_plan_logs", "show_plan_history", "show_plan_defaults", "convert_legacy_plans",
        "show_settings", "show_instance_configurations", "enrich_with_template", "force_all_plan_history", "clear_transient",
    ]  # fmt: skip
    parameters = dict.fromkeys(switches, switch) | {"show_system_alerts": 5 if switch == "true" else 0}
    http = client(cloud)

    for deployment in emulator.world.clouds[cloud].deployments.values():
        assert http.get(f"/deployments/{deployment.id}", params=parameters).status_code == 200


def test_facts(http, deployments):
    """What tools read: two different ids, version as planned and as running, endpoint, organization, age."""
    eu = deployments["logs-eu"]
    reply = http.get(f"/deployments/{eu.id}")
    document = reply.json()
    resource = document["resources"]["elasticsearch"][0]
    info = resource["info"]

    assert document["metadata"]["organization_id"] == "1000000001"
    assert document["metadata"]["system_owned"] is False
    assert resource["id"] == info["cluster_id"] == eu.resource_id != document["id"] == info["deployment_id"]
    assert info["plan_info"]["current"]["plan"]["elasticsearch"]["version"] == info["topology"]["instances"][0]["service_version"] == "8.19.4"
    assert info["metadata"]["endpoint"] == f"{eu.resource_id}.eu-west-1.aws.found.io"
    assert info["metadata"]["ccr"] is True
    assert reply.headers["x-cloud-resource-version"] == "1"
    assert reply.headers["x-cloud-resource-created"] == reply.headers["x-cloud-resource-last-modified"] == "2024-03-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("cloud", "name", "domain"),
    [
        ("hosted", "metrics-us", "us-central1.gcp.cloud.es.io"),
        ("hosted", "security-ap", "japaneast.azure.elastic-cloud.com"),
        ("enterprise", "orders", "enterprise.ece.example"),
    ],
)
def test_endpoint(client, deployments, cloud, name, domain):
    """The resource id, then the domain of the region or of the environment."""
    deployment = deployments[name]
    info = client(cloud).get(f"/deployments/{deployment.id}").json()["resources"]["elasticsearch"][0]["info"]

    assert info["metadata"]["endpoint"] == f"{deployment.resource_id}.{domain}"


def test_oldest_regions_have_no_provider(emulator, http, deployments):
    """``us-east-1`` is AWS."""
    deployments["logs-us"].region = "us-east-1"
    info = http.get(f"/deployments/{deployments['logs-us'].id}").json()["resources"]["elasticsearch"][0]["info"]

    assert info["metadata"]["endpoint"].endswith(".us-east-1.aws.found.io")


def test_cluster_uuid_is_another_id(deployments):
    """22 characters that the control plane never shows, one per deployment."""
    uuids = {deployment.cluster_uuid for deployment in deployments.values()}

    assert {len(uuid) for uuid in uuids} == {22}
    assert len(uuids) == len(deployments)


@pytest.mark.parametrize(
    ("parameters", "has"),
    [
        ("", {"plan": True, "log": False, "history": False, "settings": False, "alerts": False, "hardware": True}),
        ("show_plans=false", {"plan": False, "log": False, "history": False, "settings": False, "alerts": False, "hardware": True}),
        ("show_plan_logs=true", {"plan": True, "log": True, "history": False, "settings": False, "alerts": False, "hardware": True}),
        ("show_plan_history=true", {"plan": True, "log": False, "history": True, "settings": False, "alerts": False, "hardware": True}),
        ("show_settings=true", {"plan": True, "log": False, "history": False, "settings": True, "alerts": False, "hardware": True}),
        ("show_system_alerts=5", {"plan": True, "log": False, "history": False, "settings": False, "alerts": True, "hardware": True}),
        ("show_instance_configurations=false", {"plan": True, "log": False, "history": False, "settings": False, "alerts": False, "hardware": False}),
    ],
)
def test_switches(http, deployments, parameters, has):
    """Each switch shows or hides one thing, with the documented defaults; trust is hidden unless asked for."""
    document = http.get(f"/deployments/{deployments['logs-eu'].id}?{parameters}").json()
    info = document["resources"]["elasticsearch"][0]["info"]
    plans = info["plan_info"]

    assert has == {
        "plan": "plan" in plans["current"],
        "log": plans["current"]["plan_attempt_log"] != [],
        "history": plans["history"] != [],
        "settings": "settings" in info,
        "alerts": "system_alerts" in info,
        "hardware": "instance_configurations" in document,
    }


@pytest.mark.parametrize("parameters", ["show_setings=true", "show_settings=yes", "show_settings=1", "show_system_alerts=many"])
def test_wrong_parameters(http, deployments, error_of, parameters):
    """A typing error in a query string is found here; the real service may ignore it."""
    assert error_of(http.get(f"/deployments/{deployments['logs-eu'].id}?{parameters}")) == (400, "root.invalid_json_request")


def test_stopped(http, deployments):
    """A stopped deployment answers, without instances."""
    info = http.get(f"/deployments/{deployments['paused'].id}").json()["resources"]["elasticsearch"][0]["info"]

    assert (info["status"], info["topology"]["instances"]) == ("stopped", [])


def test_system_deployment(client, deployments):
    """One id for deployment and Elasticsearch, ref id ``elasticsearch``, flagged twice, no organization."""
    system = deployments["logging-and-metrics"]
    document = client("enterprise").get(f"/deployments/{system.id}?show_settings=true").json()
    resource = document["resources"]["elasticsearch"][0]

    assert resource["id"] == document["id"]
    assert resource["ref_id"] == "elasticsearch"
    assert document["metadata"]["system_owned"] is resource["info"]["settings"]["metadata"]["system_owned"] is True
    assert "organization_id" not in document["metadata"]


@pytest.mark.parametrize(
    ("cloud", "target", "expected"),
    [
        pytest.param("hosted", "f" * 32, (404, "deployments.deployment_not_found"), id="nobody's"),
        pytest.param("hosted", "shop-eu", (403, "root.unauthorized"), id="another organization's"),
        pytest.param("hosted", "orders", (404, "deployments.deployment_not_found"), id="hosted does not know ECE"),
        pytest.param("enterprise", "trial", (404, "deployments.deployment_not_found"), id="another environment's"),
        pytest.param("enterprise", "logs-eu", (404, "deployments.deployment_not_found"), id="ECE does not know hosted"),
    ],
)
def test_not_yours(client, deployments, error_of, cloud, target, expected):
    """The hosted service hides what belongs to others behind 403; everything else is 404."""
    id_ = deployments[target].id if target in deployments else target
    http = client(cloud)

    assert error_of(http.get(f"/deployments/{id_}")) == error_of(http.get(f"/deployments/{id_}/elasticsearch/_main/remote-clusters")) == expected


def test_unknown_deployment_wording(http):
    """The message is the real one."""
    assert http.get("/deployments/abc").json()["errors"][0]["message"] == "No Deployment with id [abc] could be found"
