import httpx
import pytest

RULESETS = "/deployments/traffic-filter/rulesets"
FORBIDDEN = {"ok": False, "message": "Forbidden"}
GUID = "0123abcd-0123-abcd-0123-0123456789ab"
ENDPOINTS = {
    "vpce": ("logs-eu", {"source": "vpce-0123456789abcdef0"}, "vpce-0123456789abcdef0"),
    "gcp_private_service_connect_endpoint": ("metrics-us", {"source": "18446744072646845332"}, "18446744072646845332"),
    "azure_private_endpoint": ("security-ap", {"azure_endpoint_name": "link", "azure_endpoint_guid": GUID}, GUID.upper()),
}


@pytest.fixture
def door(emulator):
    """Elasticsearch of all deployments."""
    with httpx.Client(base_url=f"{emulator.url}/clusters", verify=False, trust_env=False) as http:
        yield http


@pytest.fixture
def knock(door, deployments):
    """Calls a deployment's Elasticsearch and returns the status and the reason."""

    def call(deployment, address="198.51.100.1", **more):
        headers = {"x-forwarded-for": address} | {f"x-emulated-{name}": value for name, value in more.items()}
        reply = door.get(f"/{deployments[deployment].resource_id}/", headers=headers)
        return reply.status_code, reply.headers["x-emulated-reason"]

    return call


@pytest.fixture
def guard(client, create, attach, deployments):
    """Attaches a new ruleset to a deployment."""

    def make(deployment, *rules, kind="ip", cloud="hosted", name="guard"):
        http, guarded = client(cloud), deployments[deployment]
        ruleset_id = create(http, type=kind, name=name, region=guarded.region, rules=list(rules))
        assert attach(ruleset_id, guarded, http).status_code == 201
        return ruleset_id

    return make


def test_open(door, deployments):
    """Without traffic filters everybody gets as far as Elasticsearch, which wants credentials and says so in its own words."""
    reply = door.get(f"/{deployments['logs-eu'].resource_id}/_remote/info", params={"pretty": "true"})
    challenges = ['Basic realm="security", charset="UTF-8"', "ApiKey"]
    cause = {
        "type": "security_exception",
        "reason": "missing authentication credentials for REST request [/_remote/info?pretty=true]",
        "header": {"WWW-Authenticate": challenges},
    }

    assert reply.status_code == 401
    assert reply.json() == {"error": {"root_cause": [cause]} | cause, "status": 401}
    assert reply.headers.get_list("www-authenticate") == challenges
    assert "x-request-id" not in reply.headers


@pytest.mark.parametrize("path", ["", "/"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_every_request(door, deployments, method, path):
    """Nothing passes without credentials."""
    assert door.request(method, f"/{deployments['orders'].resource_id}{path}", content=b"{}").status_code == 401


@pytest.mark.parametrize("resource", ["nope", "dddd0101" * 4, "eeee0106" * 4], ids=["unknown", "id of a deployment", "stopped"])
def test_nothing_there(door, resource):
    """The proxy knows running clusters by their resource ids."""
    reply = door.get(f"/{resource}/")

    assert (reply.status_code, reply.json()) == (404, {"ok": False, "message": "Unknown resource."})


@pytest.mark.parametrize(
    ("source", "address", "status"),
    [
        ("192.0.2.1", "192.0.2.1", 401),
        ("192.0.2.1", "192.0.2.2", 403),
        ("192.168.132.6/22", "192.168.135.255", 401),
        ("192.168.132.6/22", "192.168.136.0", 403),
        ("192.0.2.0/24", "192.0.2.7, 198.51.100.1", 403),
        ("192.0.2.0/24", "198.51.100.1,192.0.2.7", 401),
        ("192.0.2.0/24", "::ffff:192.0.2.7", 401),
        ("2001:db8::/32", "2001:db8:1::1", 401),
        ("2001:db8::/32", "192.0.2.1", 403),
        ("0.0.0.0/0", "2001:db8::1", 403),
    ],
)
def test_addresses(knock, guard, source, address, status):
    """The last address is the one that the load balancer saw; host bits of a range count for nothing."""
    guard("logs-eu", {"source": source})

    assert knock("logs-eu", address)[0] == status


def test_the_sockets_address(door, deployments, guard):
    """Without a load balancer it is the caller's own."""
    guard("logs-eu", {"source": "127.0.0.1"})

    assert door.get(f"/{deployments['logs-eu'].resource_id}/").status_code == 401


def test_shut_out(door, deployments, guard):
    """Who is not admitted hears what the proxy says, and from the emulator why."""
    ruleset_id = guard("logs-eu", {"source": "192.0.2.1"}, name="Büro")
    reply = door.post(f"/{deployments['logs-eu'].resource_id}/_search", json={})

    assert (reply.status_code, reply.json()) == (403, FORBIDDEN)
    assert reply.headers["x-emulated-reason"] == f"no rule of B\\xfcro ({ruleset_id}) admits address 127.0.0.1"


def test_any_rule_of_any_ruleset(knock, guard):
    """One rule is enough, and types may mix."""
    guard("logs-eu", {"source": "192.0.2.1"}, {"source": "192.0.2.2"})
    guard("logs-eu", {"remote_cluster_org_id": "1000000001"}, kind="remote_cluster", name="our own")

    assert knock("logs-eu", "192.0.2.2")[0] == 401
    status, reason = knock("logs-eu", cluster="eeee0102" * 4)
    assert status == 401
    assert reason.startswith("rules[0] of traffic filter our own (")
    assert knock("logs-eu")[0] == 403


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_private_links(http, knock, guard, deployments, kind):
    """The endpoint counts, whatever the address, and letters in any case."""
    deployment, rule, endpoint = ENDPOINTS[kind]
    for ruleset_id in http.get(f"/deployments/traffic-filter/associations/deployment/{deployments[deployment].id}/rulesets").json()["rulesets"]:
        http.delete(f"{RULESETS}/{ruleset_id}", params={"ignore_associations": "true"})
    guard(deployment, rule, kind=kind)

    assert knock(deployment, endpoint=endpoint)[0] == 401
    assert knock(deployment, endpoint="another")[0] == knock(deployment)[0] == 403


def test_addresses_behind_private_links(knock, guard):
    """A rule about addresses does not admit who comes through a private link."""
    guard("logs-eu", {"source": "0.0.0.0/0"})

    assert knock("logs-eu")[0] == 401
    assert knock("logs-eu", endpoint="vpce-0123456789abcdef0")[0] == 403


@pytest.mark.parametrize(
    ("rule", "caller", "status"),
    [
        pytest.param({"remote_cluster_id": "eeee0102" * 4}, "logs-us", 401, id="the cluster"),
        pytest.param({"remote_cluster_id": "eeee0102" * 4}, "metrics-us", 403, id="another cluster"),
        pytest.param({"remote_cluster_id": "dddd0102" * 4}, "logs-us", 403, id="id of a deployment"),
        pytest.param({"remote_cluster_org_id": "1000000001"}, "metrics-us", 401, id="the organization"),
        pytest.param({"remote_cluster_org_id": "2000000002"}, "shop-us", 401, id="another organization"),
        pytest.param({"remote_cluster_id": "eeee0102" * 4, "remote_cluster_org_id": "2000000002"}, "logs-us", 401, id="either: cluster"),
        pytest.param({"remote_cluster_id": "eeee0102" * 4, "remote_cluster_org_id": "2000000002"}, "shop-eu", 401, id="either: organization"),
        pytest.param({"remote_cluster_id": "eeee0302" * 4}, "orders", 403, id="a cluster of ECE"),
    ],
)
def test_remote_clusters(knock, guard, deployments, rule, caller, status):
    """A rule matches if either of its ids is the caller's, within the hosted service."""
    guard("logs-eu", rule, kind="remote_cluster")

    assert knock("logs-eu", cluster=deployments[caller].resource_id)[0] == status


@pytest.mark.parametrize(("caller", "status"), [("billing", 401), ("trial", 403), ("logs-eu", 403)])
def test_remote_clusters_of_an_environment(knock, guard, deployments, caller, status):
    """Within one ECE environment alone; where nothing else is wrong, the reason says so."""
    ids = [{"remote_cluster_id": deployments[name].resource_id} for name in ("billing", "trial", "logs-eu")]
    guard("orders", *ids, kind="remote_cluster", cloud="enterprise")
    answer, reason = knock("orders", cluster=deployments[caller].resource_id)

    assert answer == status
    assert ("within one ECE environment" in reason) is (status == 403)


def test_remote_cluster_by_address(knock, guard, deployments):
    """From elsewhere, its address admits a cluster."""
    guard("orders", {"source": "192.0.2.0/24"}, cloud="enterprise")

    assert knock("orders", "192.0.2.1", cluster=deployments["logs-eu"].resource_id)[0] == 401
    status, reason = knock("orders", cluster=deployments["logs-eu"].resource_id)
    assert status == 403
    assert reason.endswith(f"admits address 198.51.100.1, cluster {deployments['logs-eu'].resource_id} of 1000000001")


def test_egress_closes_nothing(knock, guard):
    """Rules about egress say nothing about who may come; beside others they add nothing."""
    guard("logs-eu", {"egress_rule": {"target": "192.0.2.1", "protocol": "all"}}, kind="egress_firewall")
    assert knock("logs-eu")[0] == 401

    guard("logs-eu", {"source": "192.0.2.1"})
    assert knock("logs-eu")[0] == 403


def test_the_last_one_opens(http, knock, guard, deployments):
    """The first ruleset shuts everybody else out, and without the last one everybody may come again."""
    ruleset_id = guard("logs-eu", {"source": "192.0.2.1"})
    assert knock("logs-eu")[0] == 403

    http.delete(f"{RULESETS}/{ruleset_id}/associations/deployment/{deployments['logs-eu'].id}")
    assert knock("logs-eu")[0] == 401


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"x-forwarded-for": "192.0.2.1, unknown"}, "x-forwarded-for: unknown is no address"),
        ({"x-forwarded-for": "192.0.2.1:443"}, "x-forwarded-for: 192.0.2.1:443 is no address"),
        ({"x-emulated-cluster": "nope"}, "x-emulated-cluster: this emulator has no cluster nope"),
    ],
)
def test_wrong_headers(door, deployments, headers, problem):
    """A typing error in a test must not look like a caller who is shut out."""
    reply = door.get(f"/{deployments['logs-eu'].resource_id}/", headers=headers)

    assert (reply.status_code, reply.json()) == (400, {"error": problem})


def test_in_the_log(door, deployments, control):
    """Requests to clusters are logged like all others, under the names of Elasticsearch's operations."""
    door.get(f"/{deployments['shop-eu'].resource_id}/?secret=FAKE_SECRET", headers={"authorization": "ApiKey FAKE_SECRET"})
    log = control.get("/requests")
    (entry,) = log.json()["requests"]

    assert (entry["cloud"], entry["operation"], entry["status"]) == ("partner", "info", 401)
    assert entry["path"] == f"/clusters/{deployments['shop-eu'].resource_id}/"
    assert "FAKE_SECRET" not in log.text


def test_links_by_certificate_pass(http, guard, deployments, remotes_path, ref):
    """A remote list works on as if there were no traffic filters: they do not affect links by certificate."""
    path = remotes_path(deployments["logs-eu"])
    http.put(path, json={"resources": [ref(deployments["paused"]), ref(deployments["logs-us"])]})
    before = http.get(path).json()
    for deployment in ("logs-eu", "logs-us"):
        guard(deployment, {"source": "192.0.2.1"})

    assert http.get(path).json() == before
    assert before["resources"][1]["info"]["connected"] is True
