import pytest

ENTERPRISE, LABORATORY = "acc00300" * 4, "acc00400" * 4


@pytest.mark.parametrize("prefix", ["", "/regions/{}"], ids=["plain", "of a region"])
@pytest.mark.parametrize(("cloud", "id_", "region"), [("hosted", "1000000001", "aws-eu-west-1"), ("enterprise", ENTERPRISE, "ece-region")])
def test_account(client, cloud, id_, region, prefix):
    """The organization, or the only account of an environment; its deployments trust each other by default."""
    assert client(cloud).get(f"{prefix.format(region)}/account").json() == {"id": id_, "trust": {"trust_all": True}}


@pytest.mark.parametrize("prefix", ["", "/regions/ece-region"], ids=["plain", "of a region"])
def test_trusted_environments(client, ca_of, deployments, prefix):
    """The account, and the environments that there is a relationship with, in the form of a deployment's trust."""
    http = client("enterprise")
    content = {"name": "lab", "public_ca_cert": ca_of(deployments["trial"]), "installation_id": LABORATORY}
    own = {"account_id": ENTERPRISE, "trust_all": True, "name": "Default trust for own organization"}
    assert http.get(f"{prefix}/trusted-environments").json() == {"accounts": [own]}
    id_ = http.post("/platform/configuration/trust-relationships", json=content).json()["id"]

    external = [{"trust_relationship_id": id_, "name": "lab", "trust_all": False, "trust_allowlist": []}]
    assert http.get(f"{prefix}/trusted-environments").json() == {"accounts": [own], "external": external}


@pytest.mark.parametrize(
    ("cloud", "organization_id", "expected"),
    [
        ("enterprise", ENTERPRISE, 200),
        ("enterprise", LABORATORY, (403, "root.unauthorized")),
        ("hosted", "1000000001", (400, "root.invalid_json_request")),
    ],
)
def test_other_organizations(client, error_of, cloud, organization_id, expected):
    """ECE alone has the parameter, and it is for one's own unless one is an administrator."""
    reply = client(cloud).get("/trusted-environments", params={"organization_id": organization_id})

    assert (reply.status_code if reply.is_success else error_of(reply)) == expected


def test_unknown_region(http, error_of):
    """A region without deployments does not exist here."""
    assert error_of(http.get("/regions/nowhere/account")) == (404, "root.resource_not_found")


def test_needs_a_key(client, error_of):
    """As everything does."""
    assert error_of(client("hosted", "wrong").get("/account"))[0] == 401
