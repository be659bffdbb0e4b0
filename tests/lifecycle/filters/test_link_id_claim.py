"""The life of a claim on the emulator."""

import pytest

from crosslink_core.api.error import NoReplyError, RefusedError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import PlaceTakenError, Tell
from crosslink_core.lifecycle.filters.link_id_claim import LinkIdClaimLifecycle
from crosslink_core.model.filters.link_id_claim import LinkIdClaim

CLAIM, UNCLAIM, LIST = "claim-traffic-filter-link-id", "unclaim-traffic-filter-link-id", "get-traffic-filter-claimed-link-ids"


@pytest.fixture
def life(session, said):
    """The life of claims."""
    return LinkIdClaimLifecycle(session, Tell.by(said.append))


@pytest.fixture(params=["aws", "azure"])
def spec(request):
    """A wish of either form."""
    azure = {"region": "azure-japaneast", "azure_endpoint_name": "pe", "azure_endpoint_guid": "12345678-1234-1234-1234-1234567890ab"}
    return LinkIdClaim(connection="hosted", **(azure if request.param == "azure" else {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"}))


def test_life(life, spec, requests, said):
    """Create, read, update, delete: one request each, and none for another connection's name."""
    made = life.create(spec)
    found = life.read(made.id, made)
    same = life.update(made.id, made, spec)
    life.delete(made.id, made)

    assert found == made == same
    assert requests() == [CLAIM, LIST, UNCLAIM]
    assert life.read(made.id, made) is None
    assert said == []
    life.delete(made.id, made)  # given up already


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "503", "429"])
def test_lost_reply(life, spec, fault, said, kind):
    """After a lost reply the list tells what became of the claim, and of giving it up."""
    fault(CLAIM, kind, count=2)
    made = life.create(spec)
    there = list(life.existing("hosted"))
    fault(UNCLAIM, kind, count=2)
    life.delete(made.id, made)

    assert (there, said) == ([made], [])
    assert list(life.existing("hosted")) == []


def test_adopt(life, spec, said, session):
    """What this organization has claimed already is adopted, unless nothing is to be."""
    made = life.create(spec)
    again = life.create(spec)
    with pytest.raises(PlaceTakenError, match="is claimed already"):
        LinkIdClaimLifecycle(Session(session.connections, adopt=False), Tell.by(print)).create(spec)

    assert again == made
    assert said == [f"adopted {made.id}, which this organization had claimed already"]


def test_claimed_elsewhere(life, spec):
    """What another organization has claimed is refused in the service's words."""
    life.create(spec.model_copy(update={"connection": "partner"}))
    with pytest.raises(RefusedError, match="claim-traffic-filter-link-id answered 500"):
        life.create(spec)


def test_failures(life, spec, fault):
    """What never gets through is the user's error, and so is a refusal to give up what stays claimed."""
    fault(CLAIM, "drop-before", count=5)
    with pytest.raises(NoReplyError):
        life.create(spec)
    made = life.create(spec)
    fault(UNCLAIM, "500")
    with pytest.raises(RefusedError):
        life.delete(made.id, made)

    assert life.read(made.id, made) == made
