import pytest

from crosslink_core.links.route import Trust
from crosslink_core.links.route_table import route
from crosslink_core.links.trust import NoTrustError, Side, wishes
from crosslink_core.model.deployments.deployment import Deployment


def end(number, **facts):
    return Deployment(
        deployment_id=f"{number:032x}", resource_id=f"{number + 1000:032x}", **({"platform": "ech", "organization": "1", "connection": "hosted"} | facts)
    )


HERE, BESIDE = end(1), end(2)
PARTNER, PARTNER_TOO = (end(number, organization="2", connection="partner") for number in (3, 4))
ENTERPRISE = end(5, platform="ece", organization="e", connection="enterprise")
LABORATORY = end(6, platform="ece", organization="f", connection="laboratory")


def pair(local, remote):
    return local, remote, route(local, remote)


def plain(found):
    return [(one.trust, one.holder.deployment_id[-1], one.scope, one.allowlist) for one in found]


def allow(*ends):
    return [one.resource_id for one in ends]


@pytest.mark.parametrize(
    ("local", "remote", "expected"),
    [
        pytest.param(HERE, BESIDE, [], id="one organization trusts itself"),
        pytest.param(HERE, PARTNER, [(Trust.ACCOUNT, "1", "2", allow(PARTNER)), (Trust.ACCOUNT, "3", "1", allow(HERE))], id="organizations"),
        pytest.param(HERE, ENTERPRISE, [(Trust.DIRECT, "1", "e", allow(ENTERPRISE)), (Trust.DIRECT, "5", "1", allow(HERE))], id="to ECE"),
        pytest.param(ENTERPRISE, HERE, [(Trust.DIRECT, "5", "1", allow(HERE)), (Trust.DIRECT, "1", "e", allow(ENTERPRISE))], id="to ECH"),
        pytest.param(ENTERPRISE, LABORATORY, [(Trust.EXTERNAL, "5", "f", allow(LABORATORY)), (Trust.EXTERNAL, "6", "e", allow(ENTERPRISE))], id="environments"),
    ],
)
def test_both_sides(local, remote, expected):
    """Each end lets the other in, and nobody else."""
    assert plain(wishes([pair(local, remote)])) == expected


@pytest.mark.parametrize(("side", "holders"), [(None, "13"), (Side.LOCAL, "1"), (Side.REMOTE, "3")])
def test_one_side(side, holders):
    """Where two teams own the two ends, each makes what is on its own."""
    assert "".join(holder for _, holder, _, _ in plain(wishes([pair(HERE, PARTNER)], side))) == holders


def test_links_that_share_an_entry():
    """Links of one deployment to several of another organization need one entry there, and a link in both directions needs no second one."""
    found = wishes([pair(HERE, PARTNER), pair(HERE, PARTNER_TOO), pair(PARTNER, HERE)])

    assert plain(found) == [
        (Trust.ACCOUNT, "1", "2", allow(PARTNER, PARTNER_TOO)),
        (Trust.ACCOUNT, "3", "1", allow(HERE)),
        (Trust.ACCOUNT, "4", "1", allow(HERE)),
    ]


@pytest.mark.parametrize("fact", ["organization", "resource_id"])
def test_too_little_is_known(fact):
    """An end of another organization that is not described well enough is named, with the fact that lacks."""
    other = PARTNER.model_copy(update={fact: None})

    with pytest.raises(NoTrustError, match=rf"{other.deployment_id}, whose {fact} is not known"):
        wishes([(HERE, other, route(HERE, PARTNER))], Side.LOCAL)
