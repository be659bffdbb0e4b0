import json

import pytest

from crosslink_core.api.cloud.filters.link_id_claim import ClaimedLinkId
from crosslink_core.api.error import RefusedError, UnexpectedReplyError
from crosslink_emulator.faults import Fault

PATH = "/api/v1/deployments/traffic-filter/link-ids"
AWS = ClaimedLinkId(region="aws-eu-west-1", link_id="vpce-0123456789abcdef0")
AZURE = ClaimedLinkId(region="azure-japaneast", azure_endpoint_name="link", azure_endpoint_guid="0123abcd-0123-abcd-0123-0123456789ab")


@pytest.fixture
def claims(connections):
    return connections.cloud("hosted").claimed_link_ids


@pytest.mark.parametrize("link", [AWS, AZURE], ids=["aws", "azure"])
def test_life(claims, link):
    """Claim, list, give up, against the emulator."""
    claims.claim(link)
    there = claims.all()
    claims.unclaim(link)

    assert (there, claims.all()) == ({link}, frozenset())


@pytest.mark.parametrize("owner", ["hosted", "partner"])
def test_claimed_already(claims, connections, owner):
    """A claim of what is claimed is refused, whoever has it."""
    connections.cloud(owner).claimed_link_ids.claim(AWS)

    with pytest.raises(RefusedError, match="connection hosted: claim-traffic-filter-link-id answered 500 traffic_filter_claimed_link_id"):
        claims.claim(AWS)


def test_not_claimed(claims):
    """What is not claimed cannot be given up."""
    with pytest.raises(RefusedError, match="unclaim-traffic-filter-link-id answered 400"):
        claims.unclaim(AWS)


@pytest.mark.parametrize("verb", ["claim", "unclaim"])
def test_a_500_is_not_sent_again(claims, emulator, verb):
    """The list tells what became of a lost reply, not a second request."""
    emulator.world.faults.add(Fault(operation=f"{verb}-traffic-filter-link-id", kind="500"))
    with pytest.raises(RefusedError):
        getattr(claims, verb)(AWS)

    assert len(emulator.world.requests.to_json()) == 1


@pytest.mark.parametrize(
    ("call", "line", "status", "answer"),
    [
        (lambda api: api.all(), f"GET {PATH}", 200, {"claimed_link_ids": []}),
        (lambda api: api.claim(AZURE), f"POST {PATH}/_claim", 201, {}),
        (lambda api: api.unclaim(AZURE), f"POST {PATH}/_unclaim", 200, b""),
    ],
    ids=["all", "claim", "unclaim"],
)
def test_requests(server, cloud, call, line, status, answer):
    """Each method is one request, what is absent is left out; another 2xx than the documented one is no success."""
    server.answers_with(status, answer)
    call(cloud.claimed_link_ids)
    ((sent, _, body),) = server.requests

    assert sent == f"{line} HTTP/1.1"
    assert body == b"" or json.loads(body) == AZURE.model_dump(exclude={"link_id"})

    server.answers_with(202, answer)
    with pytest.raises(UnexpectedReplyError, match=f"answered 202 where {status} is documented"):
        call(cloud.claimed_link_ids)


@pytest.mark.parametrize("claimed", [[], None], ids=["empty", "null"])
def test_none_at_all(server, cloud, claimed):
    """No claims are an empty list, or the null that a Go server makes of it."""
    server.answers_with(200, {"claimed_link_ids": claimed})

    assert cloud.claimed_link_ids.all() == frozenset()


@pytest.mark.parametrize("body", [b"", [], {}, *({"claimed_link_ids": item} for item in ({}, "", 0, False, "text", ["a"], [{}], [{"region": 7}]))], ids=str)
def test_an_answer_of_another_shape(server, cloud, body):
    """It is never read as "no claims": a claim that is there would be taken for gone."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.claimed_link_ids.all()
