"""A fresh emulated world per test, raw HTTP to it, and a check of every answer against the specification."""

import json
import re
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft4Validator

from crosslink_emulator import running

SPECIFICATION = json.loads((Path(__file__).parents[1] / "data" / "elastic-cloud-api.json").read_text())
PREFIX = re.compile(r"^/clouds/[^/]+/api/v1(/regions/[^/]+)?(?P<path>/.*)$")
UNDOCUMENTED_FIELDS = {"ClusterMetadataInfo": {"ccr": {}, "sso_deep_linking_supported": {}}}
"""Fields of real replies that the specification does not have."""

UNDOCUMENTED_CODES = {"root.invalid_json_request", "internal.server.error", "root.resource_not_found"}
"""Codes that may come where an operation documents its own: the form of a request is checked before any operation sees it, a fault is none of theirs,
and an operation of ECE alone does not exist in a hosted organization."""

PLAIN = {"verify": False, "trust_env": False}
"""No TLS on loopback: loading the certificates would take longer than the tests."""


def _closed(name, definition):
    """A definition that also refuses fields which are not documented."""
    if "properties" not in definition:
        return definition
    known = definition["properties"] | UNDOCUMENTED_FIELDS.get(name, {})
    return definition | {"properties": known, "additionalProperties": False}


DEFINITIONS = {name: _closed(name, definition) for name, definition in SPECIFICATION["definitions"].items()}
VALIDATORS = {name: Draft4Validator({"definitions": DEFINITIONS, "$ref": f"#/definitions/{name}"}) for name in DEFINITIONS}
TEMPLATES = sorted(SPECIFICATION["paths"], key=lambda template: template.count("{"))


def operation_of(method, path):
    """The operation of the specification that a path belongs to; fixed segments win."""
    for template in TEMPLATES:
        if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", template), path):
            return SPECIFICATION["paths"][template].get(method.lower())
    return None


def validate(response):
    """Every answer of a cloud has the documented status, headers and body; every failure the one envelope."""
    place = PREFIX.match(response.request.url.path)
    if place is None:
        return
    body = response.read()
    operation = operation_of(response.request.method, place["path"])
    assert response.headers["x-request-id"]
    if response.is_success:
        documented = operation["responses"][str(response.status_code)]
        VALIDATORS[documented["schema"]["$ref"].rpartition("/")[2]].validate(json.loads(body))
        return
    if response.status_code in (502, 504):
        assert response.headers["content-type"].startswith("text/html")
        return
    VALIDATORS["BasicFailedReply"].validate(json.loads(body))
    codes = ",".join(error["code"] for error in json.loads(body)["errors"])
    assert response.headers["x-cloud-error-codes"] == codes
    documented = (operation or {}).get("responses", {}).get(str(response.status_code), {}).get("headers", {}).get("x-cloud-error-codes")
    assert documented is None or codes in UNDOCUMENTED_CODES or codes in documented["enum"]


@pytest.fixture(scope="session")
def _server():
    with running() as emulator:
        yield emulator


@pytest.fixture
def emulator(_server):
    """The emulator with the demonstration estate, as if just started."""
    _server.world.reset()
    return _server


@pytest.fixture
def client(emulator):
    """Makes a client of one cloud; the key defaults to the cloud's own."""
    opened = []

    def make(cloud, key=None):
        headers = {"authorization": f"ApiKey {key or f'emulated-{cloud}-key'}"}
        hooks = {"response": [validate]}
        http = httpx.Client(base_url=f"{emulator.cloud_url(cloud)}/api/v1", headers=headers, event_hooks=hooks, **PLAIN)
        opened.append(http)
        return http

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def http(client):
    """The client of the hosted organization."""
    return client("hosted")


@pytest.fixture
def control(emulator):
    """The control API."""
    with httpx.Client(base_url=f"{emulator.url}/_emulator", **PLAIN) as http:
        yield http


@pytest.fixture
def inject(control):
    """Queue a fault."""

    def post(operation, kind, **more):
        reply = control.post("/faults", json={"operation": operation, "kind": kind} | more)
        assert reply.status_code == 201, reply.text
        return reply.json()

    return post


@pytest.fixture
def deployments(emulator):
    """All deployments by name, as the world holds them."""
    return {name: deployment for cloud in emulator.world.clouds.values() for name, deployment in cloud.deployments.items()}


@pytest.fixture
def remotes_path():
    """The path of a deployment's remote list."""
    return lambda deployment, ref="_main": f"/deployments/{deployment.id}/elasticsearch/{ref}/remote-clusters"


@pytest.fixture
def ref():
    """One entry of a remote list."""

    def make(deployment, alias=None, **more):
        return {"alias": alias or deployment.name, "deployment_id": deployment.id, "elasticsearch_ref_id": deployment.ref_id} | more

    return make


RULESETS = "/deployments/traffic-filter/rulesets"


@pytest.fixture
def ruleset():
    """The body that makes a ruleset."""

    def make(**more):
        rules = more.pop("rules", [{"source": "192.0.2.0/24"}])
        return {"name": "office", "type": "ip", "include_by_default": False, "region": "aws-eu-west-1", "rules": rules} | more

    return make


@pytest.fixture
def create(http, ruleset):
    """Makes a ruleset and returns its id."""

    def make(by=http, **more):
        reply = by.post(RULESETS, json=ruleset(**more))
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    return make


@pytest.fixture
def attach(http):
    """Attaches a ruleset to a deployment."""

    def make(ruleset_id, deployment, by=http):
        return by.post(f"{RULESETS}/{ruleset_id}/associations", json={"entity_type": "deployment", "id": deployment.id})

    return make


@pytest.fixture
def error_of():
    """Status and code of a failure."""
    return lambda response: (response.status_code, response.json()["errors"][0]["code"])


SEEN = {"show_settings": "true", "show_plans": "true", "clear_transient": "true"}


@pytest.fixture
def trust_of(client):
    """The trust of a deployment, as a reading shows it."""

    def look(deployment, cloud="hosted"):
        reply = client(cloud).get(f"/deployments/{deployment.id}", params=SEEN)
        return reply.json()["resources"]["elasticsearch"][0]["info"]["settings"]["trust"]

    return look


@pytest.fixture
def update_body():
    """The body that sends a deployment's plan back as it is, with settings."""

    def make(http, deployment, settings, **more):
        reply = http.get(f"/deployments/{deployment.id}", params=SEEN)
        resource = reply.json()["resources"]["elasticsearch"][0]
        payload = {"ref_id": resource["ref_id"], "region": resource["region"], "plan": resource["info"]["plan_info"]["current"]["plan"], "settings": settings}
        return {"prune_orphans": False, "resources": {"elasticsearch": [payload]}} | more

    return make


@pytest.fixture
def put_trust(client, update_body):
    """Writes a deployment's trust, as a client does: the plan is read and sent back."""

    def write(deployment, trust, cloud="hosted", **parameters):
        http = client(cloud)
        return http.put(f"/deployments/{deployment.id}", json=update_body(http, deployment, {"trust": trust}), params=parameters)

    return write


@pytest.fixture
def ca_of(emulator):
    """The active certificate of the authority that signs for a deployment."""

    def look(deployment):
        cloud, _ = emulator.world.cluster(deployment.resource_id)
        authority = emulator.world.authority(cloud, deployment.region)
        return authority.pem(authority.active)

    return look
