import pytest
from pydantic import ValidationError

from crosslink_core.model.filters.link_id_claim import LinkIdClaim, LinkIdClaimState

GUID = "0123abcd-0123-abcd-0123-0123456789ab"
AZURE = {"azure_endpoint_name": "link", "azure_endpoint_guid": GUID}


@pytest.mark.parametrize(
    ("link", "id_"),
    [
        ({"link_id": "vpce-0123456789abcdef0"}, "r/vpce-0123456789abcdef0"),
        ({"link_id": "18446744072646845332"}, "r/18446744072646845332"),
        (AZURE, f"r/link/{GUID}"),
        (AZURE | {"link_id": None, "connection": "other"}, f"r/link/{GUID}"),
    ],
)
def test_id_is_the_place(link, id_):
    """The id is the region and the link; the connection has no part in it."""
    assert LinkIdClaim(region="r", **link).id == id_


@pytest.mark.parametrize(
    "link",
    [{}, AZURE | {"link_id": "1"}, *({name: value} for name, value in AZURE.items()), *({name: value, "link_id": "1"} for name, value in AZURE.items())],
    ids=["neither", "both", "a name alone", "a GUID alone", "a link id with a name", "a link id with a GUID"],
)
def test_one_of_two(link):
    """It is either a link id or both words of an Azure endpoint."""
    with pytest.raises(ValidationError, match="needs either a link_id, or an azure_endpoint_name together with an azure_endpoint_guid"):
        LinkIdClaim(region="r", **link)


@pytest.mark.parametrize(
    "link",
    [
        *({"link_id": item} for item in ("", "vpce-", "VPCE-01234567", "vpc-01234567", "-1", "1" * 21, "1.5", "1\n", 1)),
        *(AZURE | {"azure_endpoint_name": each} for each in ("", "a b", "a/b", "a\n", "a\x1b[31m", 1)),
        *(AZURE | {"azure_endpoint_guid": found} for found in ("", GUID[1:], f"{{{GUID}}}", GUID.replace("-", ""), GUID + "\n", 1)),
        {"link_id": "1", "region": "EU West"},
        {"link_id": "1", "region": ""},
    ],
    ids=str,
)
def test_malformed(link):
    """Each has its form; a slash in a name would make the id ambiguous."""
    with pytest.raises(ValidationError):
        LinkIdClaim(**{"region": "r"} | link)


@pytest.mark.parametrize("link", [{"link_id": "vpce-NEW"}, AZURE | {"azure_endpoint_name": "a b"}, AZURE | {"link_id": "x"}], ids=str)
def test_state_is_what_the_service_has(link):
    """A claim that somebody else has written is read as it is."""
    assert LinkIdClaimState(region="Somewhere", **link).model_dump(exclude_none=True) == {"region": "Somewhere"} | link
