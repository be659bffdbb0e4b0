import pytest

PATH = "/deployments/traffic-filter/link-ids"
FAILED = (500, "traffic_filter_claimed_link_id.request_execution_failed")
INVALID = (400, "traffic_filter_claimed_link_id.invalid_input")
GUID = "0123abcd-0123-abcd-0123-0123456789ab"
AWS = {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"}
AZURE = {"region": "azure-japaneast", "azure_endpoint_name": "link", "azure_endpoint_guid": GUID}
GCP = {"region": "gcp-us-central1", "link_id": "18446744072646845332"}


@pytest.mark.parametrize("link", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
def test_claim_and_unclaim(http, link):
    """The answer to a claim is the claim; it is listed until it is given up."""
    claimed = http.post(f"{PATH}/_claim", json=link)

    assert (claimed.status_code, claimed.json()) == (201, link)
    assert http.get(PATH).json() == {"claimed_link_ids": [link]}

    given_up = http.post(f"{PATH}/_unclaim", json=link)

    assert (given_up.status_code, given_up.json()) == (200, {})
    assert http.get(PATH).json() == {"claimed_link_ids": []}


def test_list(http, client, error_of):
    """All of this organization, or those of one region; another organization's are its own business."""
    for link in (AWS, GCP):
        http.post(f"{PATH}/_claim", json=link)

    assert http.get(PATH, params={"organization_id": "1000000001"}).json() == {"claimed_link_ids": [AWS, GCP]}
    assert http.get(PATH, params={"region": "gcp-us-central1"}).json() == {"claimed_link_ids": [GCP]}
    assert client("partner").get(PATH).json() == {"claimed_link_ids": []}
    assert error_of(http.get(PATH, params={"organization_id": "2000000002"})) == (403, "root.unauthorized")


@pytest.mark.parametrize("cloud", ["hosted", "partner"])
def test_claimed_already(http, client, error_of, cloud):
    """Nobody can claim what is claimed, not even who has claimed it; letters count in any case."""
    http.post(f"{PATH}/_claim", json=AZURE)

    assert error_of(client(cloud).post(f"{PATH}/_claim", json=AZURE | {"azure_endpoint_guid": GUID.upper()})) == FAILED
    assert http.get(PATH).json() == {"claimed_link_ids": [AZURE]}


def test_unclaim_what_is_not_mine(http, client, error_of):
    """What is not claimed, or by another organization, cannot be given up."""
    client("partner").post(f"{PATH}/_claim", json=AWS)

    assert error_of(http.post(f"{PATH}/_unclaim", json=AWS)) == error_of(http.post(f"{PATH}/_unclaim", json=GCP)) == INVALID
    assert client("partner").get(PATH).json() == {"claimed_link_ids": [AWS]}


def test_claim_what_was_given_up(http, client):
    """An endpoint is free again."""
    for call, cloud in (("_claim", "hosted"), ("_unclaim", "hosted"), ("_claim", "partner")):
        assert client(cloud).post(f"{PATH}/{call}", json=AWS).is_success


@pytest.mark.parametrize(
    ("link", "field"),
    [
        pytest.param({"region": "nowhere", "link_id": "x"}, "region", id="unknown region"),
        pytest.param({"region": "aws-eu-west-1"}, "link_id", id="no endpoint"),
        pytest.param(AWS | {"link_id": "123"}, "link_id", id="GCP's id on AWS"),
        pytest.param(GCP | {"link_id": "vpce-0123456789abcdef0"}, "link_id", id="AWS's id on GCP"),
        pytest.param(AWS | {"azure_endpoint_guid": GUID}, "azure_endpoint_guid", id="Azure's id on AWS"),
        pytest.param(AZURE | {"link_id": "x"}, "link_id", id="AWS's id on Azure"),
        pytest.param({"region": "azure-japaneast", "azure_endpoint_guid": GUID}, "azure_endpoint_name", id="no name"),
        pytest.param(AZURE | {"azure_endpoint_guid": "x"}, "azure_endpoint_guid", id="no GUID"),
    ],
)
@pytest.mark.parametrize(("call", "error"), [("_claim", FAILED), ("_unclaim", INVALID)])
def test_wrong_endpoint(http, error_of, call, error, link, field):
    """Each provider has its own form of endpoint."""
    reply = http.post(f"{PATH}/{call}", json=link)

    assert error_of(reply) == error
    assert reply.json()["errors"][0]["fields"] == [field]


@pytest.mark.parametrize("body", [{}, [], AWS | {"link_id": None}, AWS | {"name": "x"}, AWS | {"link_id": 1}])
@pytest.mark.parametrize("call", ["_claim", "_unclaim"])
def test_wrong_form(http, error_of, call, body):
    """The form of the body is checked before anything else."""
    assert error_of(http.post(f"{PATH}/{call}", json=body)) == (400, "root.invalid_json_request")


@pytest.mark.parametrize(("call", "error"), [("_claim", FAILED), ("_unclaim", INVALID)])
def test_in_an_environment(client, error_of, call, error):
    """ECE has the operations, and no private links."""
    http = client("enterprise")

    assert http.get(PATH).json() == {"claimed_link_ids": []}
    assert error_of(http.post(f"{PATH}/{call}", json={"region": "ece-region", "link_id": "x"})) == error
