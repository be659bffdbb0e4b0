import re

import pytest

PATH = "/deployments/traffic-filter/rulesets"
FAILED, FORM = (500, "traffic_filter.request_execution_failed"), (400, "root.invalid_json_request")
HEX = "0123456789abcdef" * 2
GUID = "0123abcd-0123-abcd-0123-0123456789ab"

VPCE = {"type": "vpce", "region": "us-east-1", "rules": [{"source": "vpce-0123456789abcdef0"}]}
PSC = {"type": "gcp_private_service_connect_endpoint", "region": "gcp-us-central1", "rules": [{"source": "18446744072646845332"}]}
AZURE = {
    "type": "azure_private_endpoint",
    "region": "azure-japaneast",
    "rules": [{"azure_endpoint_name": "link", "azure_endpoint_guid": GUID}],
}
EITHER = {"type": "remote_cluster", "rules": [{"remote_cluster_id": HEX}, {"remote_cluster_org_id": "2000000002"}]}
EGRESS = {
    "type": "egress_firewall",
    "rules": [
        {"egress_rule": {"target": "192.0.2.7", "protocol": "tcp", "ports": [1, 65535]}},
        {"egress_rule": {"target": "::/0", "protocol": "all"}},
        {"egress_rule": {"target": "0.0.0.0/0", "protocol": "udp", "ports": []}},
    ],
}
SOURCES = ["192.0.2.1", "192.168.132.6/22", "0.0.0.0/0", "2001:db8::1", "2001:db8::1/32"]
ADDRESSES = {"rules": [{"source": source, "description": ""} for source in SOURCES]}


def bare(rules):
    """The rules without their ids."""
    return [{name: value for name, value in rule.items() if name != "id"} for rule in rules]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(ADDRESSES, id="ip"),
        pytest.param(VPCE, id="vpce"),
        pytest.param(VPCE | {"region": "aws-eu-west-1"}, id="vpce, region with a prefix"),
        pytest.param(PSC, id="gcp"),
        pytest.param(AZURE, id="azure"),
        pytest.param(EITHER, id="remote_cluster, either id"),
        pytest.param({"type": "remote_cluster", "rules": [{"remote_cluster_id": HEX, "remote_cluster_org_id": HEX}]}, id="remote_cluster, both ids"),
        pytest.param(EGRESS, id="egress_firewall"),
        pytest.param({"description": "Who may", "include_by_default": True}, id="description and default"),
        pytest.param({"rules": [{"source": f"192.0.2.{index}"} for index in range(128)]}, id="128 rules"),
    ],
)
def test_create_and_read(http, ruleset, more):
    """What was written is read as it was given, at once; each rule has an id of its own, and nothing is said about associations."""
    reply = http.post(PATH, json=ruleset(**more))
    ruleset_id = reply.json()["id"]
    read = http.get(f"{PATH}/{ruleset_id}").json()
    ids = [rule["id"] for rule in read["rules"]]

    assert reply.json() == {"id": ruleset_id}
    assert re.fullmatch(r"[0-9a-f]{32}", ruleset_id)
    assert read | {"rules": bare(read["rules"])} == ruleset(**more) | {"id": ruleset_id}
    assert len({*ids}) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{32}", rule_id) for rule_id in ids)


def test_same_name_twice(http, create):
    """Names need not be unique: a repeated request makes a second ruleset."""
    one, two = create(), create()

    assert one != two
    assert [entry["id"] for entry in http.get(PATH, params={"region": "aws-eu-west-1"}).json()["rulesets"]] == [one, two]


def test_ids_are_the_same_in_every_run(emulator, create):
    """Nothing is random, and nothing is given twice."""
    first = [create(), create()]
    emulator.world.reset()

    assert [create(), create()] == first


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"type": "ipv4"}, "type", id="unknown type"),
        pytest.param({"region": "nowhere"}, "region", id="unknown region"),
        pytest.param({"region": "ece-region"}, "region", id="a region of ECE"),
        pytest.param({"rules": []}, "rules", id="no rule"),
        pytest.param({"rules": [{"source": "192.0.2.1"}] * 129}, "rules", id="129 rules"),
        pytest.param({"rules": [{}]}, "rules[0].source", id="no source"),
        *(
            pytest.param({"rules": [{"source": "192.0.2.1"}, {"source": source}]}, "rules[1].source", id=f"ip {source}")
            for source in ["", "example.com", "192.0.2", "192.0.2.1/33", "192.0.2.1/255.255.255.0", "192.0.2.1/", "192.0.2.1/08", "fe80::1%eth0", " ::1"]
        ),
        pytest.param({"rules": [{"source": "192.0.2.1", "remote_cluster_id": HEX}]}, "rules[0].remote_cluster_id", id="ip and remote_cluster"),
        pytest.param(EITHER | {"rules": [{"remote_cluster_id": HEX, "source": "192.0.2.1"}]}, "rules[0].source", id="remote_cluster and ip"),
        pytest.param(EITHER | {"rules": [{"description": "x"}]}, "rules[0].remote_cluster_id", id="neither id"),
        pytest.param(EITHER | {"rules": [{"remote_cluster_id": "logs-eu"}]}, "rules[0].remote_cluster_id", id="a name for a cluster's id"),
        pytest.param(EITHER | {"rules": [{"remote_cluster_org_id": ""}]}, "rules[0].remote_cluster_org_id", id="empty organization"),
        pytest.param(VPCE | {"rules": [{"source": "192.0.2.1"}]}, "rules[0].source", id="vpce with an address"),
        pytest.param(VPCE | {"region": "gcp-us-central1"}, "type", id="vpce on GCP"),
        pytest.param(PSC | {"region": "azure-japaneast"}, "type", id="gcp on Azure"),
        pytest.param(PSC | {"rules": [{"source": "vpce-0123456789abcdef0"}]}, "rules[0].source", id="gcp with a vpce"),
        pytest.param(AZURE | {"region": "us-east-1"}, "type", id="azure on AWS"),
        pytest.param(AZURE | {"rules": [{"azure_endpoint_guid": GUID}]}, "rules[0].azure_endpoint_name", id="azure without name"),
        pytest.param(AZURE | {"rules": [{"azure_endpoint_name": "", "azure_endpoint_guid": GUID}]}, "rules[0].azure_endpoint_name", id="azure, no name"),
        pytest.param(AZURE | {"rules": [{"azure_endpoint_name": "x", "azure_endpoint_guid": "x"}]}, "rules[0].azure_endpoint_guid", id="no GUID"),
        pytest.param(EGRESS | {"rules": [{"egress_rule": {"target": "example.com", "protocol": "all"}}]}, "rules[0].egress_rule.target", id="egress to a name"),
        *(
            pytest.param(
                EGRESS | {"rules": [{"egress_rule": {"target": "::1", "protocol": "tcp", "ports": [443, port]}}]},
                "rules[0].egress_rule.ports[1]",
                id=f"port {port}",
            )
            for port in (0, 65536)
        ),
    ],
)
def test_wrong_content(http, ruleset, error_of, more, where):
    """What cannot be is reported as a failure of the service, and nothing is made."""
    before = http.get(PATH).json()
    reply = http.post(PATH, json=ruleset(**more))

    assert error_of(reply) == FAILED
    assert reply.json()["errors"][0]["fields"] == [where]
    assert http.get(PATH).json() == before


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param({"labels": {}}, "body.labels", id="unknown field"),
        pytest.param({"associations": []}, "body.associations", id="read-only field"),
        pytest.param({"include_by_default": "false"}, "body.include_by_default", id="text for a boolean"),
        pytest.param({"rules": None}, "body", id="null"),
        pytest.param({"rules": [{"source": None}]}, "body.rules[0]", id="null in a rule"),
        pytest.param({"rules": [{"source": 1}]}, "body.rules[0].source", id="number for text"),
        pytest.param({"rules": [{"egress_rule": {"target": "::1", "protocol": "icmp"}}]}, "body.rules[0].egress_rule.protocol", id="protocol"),
        pytest.param({"rules": [{"egress_rule": {"target": "::1", "protocol": "tcp", "ports": ["443"]}}]}, "body.rules[0].egress_rule.ports[0]", id="port"),
        *(pytest.param({name: ...}, f"body.{name}", id=f"no {name}") for name in ("name", "type", "include_by_default", "region", "rules")),
    ],
)
def test_wrong_form(http, ruleset, error_of, more, where):
    """The form of the body is checked before anything else."""
    body = {name: value for name, value in ruleset(**more).items() if value is not ...}
    reply = http.post(PATH, json=body)

    assert error_of(reply) == FORM
    assert reply.json()["errors"][0]["fields"] == [where]


@pytest.mark.parametrize("more", [VPCE, PSC, AZURE, EGRESS, {"region": "aws-eu-west-1"}], ids=["vpce", "gcp", "azure", "egress_firewall", "region"])
def test_hosted_only(client, ruleset, error_of, more):
    """An ECE environment knows no private links, no egress rules and no regions but its own."""
    assert error_of(client("enterprise").post(PATH, json=ruleset(region="ece-region") | more)) == FAILED


def test_in_an_environment(client, create):
    """Addresses and remote clusters are what ECE filters by; host bits stay."""
    http = client("enterprise")
    ids = [create(http, region="ece-region"), create(http, region="ece-region", **EITHER), create(http, region="ece-region", **ADDRESSES)]

    assert [entry["id"] for entry in http.get(PATH).json()["rulesets"]][1:] == ids


@pytest.mark.parametrize(("cloud", "region", "limit"), [("hosted", "aws-eu-west-1", 1024), ("enterprise", "ece-region", 512)])
def test_limit(emulator, client, ruleset, create, error_of, cloud, region, limit):
    """An organization has at most 1024 rulesets, an environment 512; after a deletion there is room for one."""
    http, filters = client(cloud), emulator.world.clouds[cloud].traffic_filters
    last = create(http, region=region)
    for index in range(limit - len(filters)):
        filters[str(index)] = filters[last].model_copy(update={"id": str(index)})

    assert error_of(http.post(PATH, json=ruleset(region=region))) == FAILED
    assert http.delete(f"{PATH}/{last}").status_code == 200
    assert http.post(PATH, json=ruleset(region=region)).status_code == 201


def test_update_replaces_everything(http, create, ruleset, attach, deployments):
    """Nothing of the old content stays, the rules have new ids even if they say the same, and what is attached stays attached."""
    ruleset_id = create(description="old", include_by_default=True, rules=[{"source": "192.0.2.1"}, {"source": "192.0.2.2"}])
    attach(ruleset_id, deployments["logs-eu"])
    before = http.get(f"{PATH}/{ruleset_id}").json()
    wanted = ruleset(name="new", rules=[{"id": before["rules"][0]["id"], "source": "192.0.2.1"}])
    reply = http.put(f"{PATH}/{ruleset_id}", json=wanted)
    after = http.get(f"{PATH}/{ruleset_id}", params={"include_associations": "true"}).json()

    assert (reply.status_code, reply.json()) == (200, {"id": ruleset_id})
    assert after.pop("associations") == [{"entity_type": "deployment", "id": deployments["logs-eu"].id}]
    assert after.pop("total_associations") == 1
    assert after | {"rules": bare(after["rules"])} == ruleset(name="new", rules=[{"source": "192.0.2.1"}]) | {"id": ruleset_id}
    assert not {rule["id"] for rule in before["rules"]} & {rule["id"] for rule in after["rules"]}


@pytest.mark.parametrize(
    ("more", "where"), [({"region": "aws-us-east-1"}, "region"), (EITHER, "type"), ({"rules": []}, "rules")], ids=["region", "type", "no rules"]
)
def test_wrong_update(http, create, ruleset, error_of, more, where):
    """Type and region are for life, and the content is checked as in a new one; what was there stays."""
    ruleset_id = create()
    before = http.get(f"{PATH}/{ruleset_id}").json()
    reply = http.put(f"{PATH}/{ruleset_id}", json=ruleset(**more))

    assert error_of(reply) == FAILED
    assert reply.json()["errors"][0]["fields"] == [where]
    assert http.get(f"{PATH}/{ruleset_id}").json() == before


def test_delete(http, create, error_of):
    """Gone is gone."""
    ruleset_id = create()
    reply = http.delete(f"{PATH}/{ruleset_id}", params={"ignore_associations": "false"})

    assert (reply.status_code, reply.json()) == (200, {})
    assert error_of(http.delete(f"{PATH}/{ruleset_id}")) == (404, "traffic_filter.not_found")


def test_delete_with_associations(http, create, attach, deployments, error_of):
    """Associations block the deletion, unless they are to be ignored; then they are gone too."""
    ruleset_id, eu = create(), deployments["logs-eu"]
    attach(ruleset_id, eu)

    assert error_of(http.delete(f"{PATH}/{ruleset_id}")) == (400, "traffic_filter.has_associations")
    assert http.delete(f"{PATH}/{ruleset_id}", params={"ignore_associations": "true"}).status_code == 200
    assert http.get(f"/deployments/traffic-filter/associations/deployment/{eu.id}/rulesets").json() == {"rulesets": []}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_not_mine(client, create, ruleset, error_of, method):
    """An unknown id answers 404, another hosted organization's 403, another environment's 404."""
    hosted, environment = create(), create(client("enterprise"), region="ece-region")

    def answer(cloud, ruleset_id):
        region = "aws-eu-west-1" if cloud == "partner" else "ece-region"
        return error_of(client(cloud).request(method, f"{PATH}/{ruleset_id}", json=ruleset(region=region) if method == "PUT" else None))

    not_found = (404, "traffic_filter.not_found")
    assert answer("partner", "nope") == answer("laboratory", hosted) == answer("laboratory", environment) == answer("partner", environment) == not_found
    assert answer("partner", hosted) == (403, "root.unauthorized")


def test_list(http, client, create, attach, deployments):
    """All, or those of one region, oldest first; with associations only where asked for; of this organization only."""
    eu, us = create(), create(region="aws-us-east-1")
    attach(eu, deployments["logs-eu"])
    create(client("partner"))

    def ids(**parameters):
        return [entry["id"] for entry in http.get(PATH, params=parameters).json()["rulesets"]]

    assert ids()[1:] == ids(organization_id="1000000001")[1:] == [eu, us]
    assert ids(region="aws-us-east-1") == [us]
    assert ids(region="gcp-us-central1") == []
    assert all("associations" not in entry and "total_associations" not in entry for entry in http.get(PATH).json()["rulesets"])
    listed = http.get(PATH, params={"include_associations": "true", "region": "aws-eu-west-1"}).json()["rulesets"]
    assert [(entry["total_associations"], entry["associations"]) for entry in listed] == [(1, [{"entity_type": "deployment", "id": deployments["logs-eu"].id}])]


def test_another_organization(http, error_of):
    """The parameter is for administrators of the service."""
    assert error_of(http.get(PATH, params={"organization_id": "2000000002"})) == (403, "root.unauthorized")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{PATH}?regions=x"), ("GET", f"{PATH}?include_associations=yes"), ("POST", f"{PATH}?validate_only=true"),
        ("GET", f"{PATH}/x?region=x"), ("PUT", f"{PATH}/x?x=x"), ("DELETE", f"{PATH}/x?ignore_associations=1"),
        ("GET", f"{PATH}/x/associations?x=x"), ("POST", f"{PATH}/x/associations?x=x"), ("DELETE", f"{PATH}/x/associations/deployment/x?x=x"),
        ("GET", "/deployments/traffic-filter/associations/deployment/x/rulesets?x=x"), ("GET", "/deployments/traffic-filter/link-ids?x=x"),
    ],
)  # fmt: skip
def test_wrong_parameters(http, ruleset, error_of, method, path):
    """A parameter that is not documented is refused, and so is a boolean that is none."""
    body = {"entity_type": "deployment", "id": "x"} if path.startswith(f"{PATH}/x/a") else ruleset()

    assert error_of(http.request(method, path, json=body if method in ("POST", "PUT") else None)) == FORM


def test_read_only_keys(emulator, client, ruleset, error_of, create):
    """They read everything and write nothing."""
    emulator.world.clouds["hosted"].read_only_keys["auditor"] = "reader"
    ruleset_id, reader = create(), client("hosted", "reader")
    attached = {"entity_type": "deployment", "id": "x"}
    writes = [
        reader.post(PATH, json=ruleset()),
        reader.put(f"{PATH}/{ruleset_id}", json=ruleset()),
        reader.delete(f"{PATH}/{ruleset_id}"),
        reader.post(f"{PATH}/{ruleset_id}/associations", json=attached),
        reader.delete(f"{PATH}/{ruleset_id}/associations/deployment/x"),
        reader.post("/deployments/traffic-filter/link-ids/_claim", json={"region": "x"}),
        reader.post("/deployments/traffic-filter/link-ids/_unclaim", json={"region": "x"}),
    ]
    reads = [PATH, f"{PATH}/{ruleset_id}", f"{PATH}/{ruleset_id}/associations", "/deployments/traffic-filter/link-ids"]
    reads.append("/deployments/traffic-filter/associations/deployment/x/rulesets")

    assert {error_of(reply) for reply in writes} == {(403, "root.unauthorized")}
    assert {reader.get(path).status_code for path in reads} == {200}


def test_claimed_by_another_organization(client, create, ruleset, error_of):
    """An endpoint that another organization has claimed cannot be named in a rule; the claimer may name it."""
    link = {"region": "us-east-1", "link_id": VPCE["rules"][0]["source"]}
    assert client("partner").post("/deployments/traffic-filter/link-ids/_claim", json=link).status_code == 201

    assert error_of(client("hosted").post(PATH, json=ruleset(**VPCE))) == FAILED
    assert create(client("partner"), **VPCE)
