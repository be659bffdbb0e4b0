import pytest
from pulumi.output import Unknown

from crosslink_emulator.faults import Fault
from pulumi_crosslink import LinkIdClaim
from pulumi_crosslink.link_id_claim import LinkIdClaimProvider
from pulumi_crosslink.provider import Failure

GUID = "0123abcd-0123-abcd-0123-0123456789ab"
AWS = {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0", "connection": "hosted"}
AZURE = {"region": "azure-japaneast", "azure_endpoint_name": "link", "azure_endpoint_guid": GUID, "connection": "hosted"}


@pytest.fixture
def provider(configured):
    return configured(LinkIdClaimProvider)


def claims(emulator, cloud="hosted"):
    return [id_.link_id or id_.azure_endpoint_name for id_ in emulator.world.clouds[cloud].claimed_link_ids]


@pytest.mark.parametrize(("wanted", "id_"), [(AWS, "aws-eu-west-1/vpce-0123456789abcdef0"), (AZURE, f"azure-japaneast/link/{GUID}")], ids=["aws", "azure"])
def test_life(provider, emulator, wanted, id_):
    """Claim, read back, give up, give up again."""
    inputs = provider.check({}, wanted | {"__provider": "x"}).inputs
    made = provider.create(inputs)
    there, read = claims(emulator), provider.read(made.id, made.outs)
    provider.delete(made.id, made.outs)
    provider.delete(made.id, made.outs)
    gone = provider.read(made.id, made.outs)

    assert inputs == wanted
    assert (made.id, len(there)) == (id_, 1)
    assert (read.outs, read.inputs) == (made.outs, wanted)
    assert (gone.id, gone.outs, claims(emulator)) == (None, {}, [])


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"azure_endpoint_name": None}, False, [], id="null"),
        pytest.param({"connection": "partner"}, True, [], id="connection"),
        pytest.param({"region": "aws-us-east-1"}, True, ["region"], id="region"),
        pytest.param({"link_id": "1"}, True, ["link_id"], id="link id"),
        pytest.param({"link_id": Unknown()}, True, ["link_id"], id="unknown link id"),
        pytest.param(AZURE | {"link_id": None}, True, ["azure_endpoint_guid", "azure_endpoint_name", "link_id", "region"], id="Azure"),
    ],
)
def test_diff(provider, emulator, changes, expected, replaces):
    """All of it is identity but the connection; the old one leaves first, as a place holds one."""
    made = provider.create(AWS)
    emulator.world.requests.clear()
    result = provider.diff(made.id, made.outs, provider.check(AWS, AWS | changes).inputs)

    assert (result.changes, result.replaces, result.delete_before_replace) == (expected, replaces, True)
    assert emulator.world.requests.to_json() == []


def test_two_in_one_place(provider):
    """A second resource of the same program in the same place is an error, not an adoption."""
    provider.create(AWS)

    with pytest.raises(Failure, match=r"another resource of this program owns this place; drop one of the two, or give it a place of its own$"):
        provider.create(AWS)


def test_claimed_already(provider, emulator, another_process, capsys):
    """What this organization has claimed is adopted, what another one has is an error that repeats the service's word."""
    first = provider.create(AWS)
    another_process()
    second = provider.create(AWS)
    foreign = provider.check({}, AZURE | {"connection": "partner"}).inputs
    provider.create(foreign)

    assert second.id == first.id
    assert "adopted aws-eu-west-1/vpce-0123456789abcdef0" in capsys.readouterr().err
    with pytest.raises(Failure, match="another resource of this program owns this place"):
        provider.create(AZURE)
    another_process()
    with pytest.raises(Failure, match="another organization has claimed this endpoint"):
        provider.create(AZURE)


def test_rename_keeps_the_claim(provider, emulator, another_process):
    """Pulumi creates the new resource and deletes the old one, with one id: the claim stays."""
    old = provider.create(AWS)
    another_process()
    new = provider.create(AWS)
    provider.delete(old.id, old.outs)
    after_rename = claims(emulator)
    provider.delete(new.id, new.outs)

    assert (len(after_rename), claims(emulator)) == (1, [])


def test_failed_create_gives_the_place_up(provider, emulator):
    """After a create that failed another one may try."""
    emulator.world.faults.add(Fault(operation="claim-traffic-filter-link-id", kind="429", count=1000))
    with pytest.raises(Failure, match="answered 429"):
        provider.create(AWS)
    emulator.world.faults.clear()

    assert provider.create(AWS).id == "aws-eu-west-1/vpce-0123456789abcdef0"


def test_another_connection(provider, emulator):
    """Another connection's name is taken over without a request."""
    made = provider.create(AWS)
    emulator.world.requests.clear()
    changed = provider.update(made.id, made.outs, AWS | {"connection": "partner"})

    assert changed.outs == made.outs | {"connection": "partner"}
    assert emulator.world.requests.to_json() == []


def test_declared(declared):
    """The old one leaves first, unless the program says otherwise."""

    def program():
        LinkIdClaim("aws", region="aws-eu-west-1", link_id="vpce-01234567")
        LinkIdClaim("azure", region="azure-japaneast", azure_endpoint_name="link", azure_endpoint_guid=GUID, connection="hosted")

    found = declared(program)

    assert all(item.deletes_first for item in found.values())
    assert found["aws"].props == {"region": "aws-eu-west-1", "link_id": "vpce-01234567"}
    assert found["azure"].props == {"region": "azure-japaneast", "azure_endpoint_name": "link", "azure_endpoint_guid": GUID, "connection": "hosted"}
