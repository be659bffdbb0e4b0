"""Every row of the route table, run against the emulator, with its negative twins."""

import pytest

from crosslink_core.lifecycle import RefusedLinkError
from crosslink_core.links.route_table import ROUTES
from crosslink_core.model import CrosslinkError

from .ends import ENDS

IDS = {
    "logs-eu": "dddd0101" * 4,
    "logs-us": "dddd0102" * 4,
    "shop-eu": "dddd0201" * 4,
    "orders": "dddd0302" * 4,
    "billing": "dddd0303" * 4,
    "trial": "dddd0402" * 4,
}
RESOURCES = {name: id_.replace("d", "e") for name, id_ in IDS.items()}
SCOPES = {"hosted": "1000000001", "partner": "2000000002", "enterprise": "acc00300" * 4, "laboratory": "acc00400" * 4}
STRANGER = {"trust_allowlist": ["f" * 32]}
"""An allowlist without the cluster that the link needs."""


@pytest.mark.parametrize("row", [row.id for row in ROUTES])
def test_connected(linker, row):
    """The row's steps end in a live connection."""
    found, state = linker.link(*ENDS[row])

    assert found.id == row
    assert state is None or (state.connected, state.reason) == (True, "")
    assert set(linker.remotes(ENDS[row][0]).values()) == {(True, "")}


def lacks(holder, other, what):
    return f"{holder} ({IDS[holder]}) does not trust {other} ({IDS[other]}): its {what}"


def nothing(kind, scope):
    return f"trust has no entry {kind} {SCOPES[scope]}"


def unlisted(entry, other):
    return f"entry {entry} does not list {RESOURCES[other]}; add that to trust_allowlist"


def no_scope(scope, there):
    return f"trust has no direct entry with scope_id {SCOPES[scope]} (there are: {there}); declare a DirectTrust"


def direct(scope):
    return f"direct to {SCOPES[scope]}"


@pytest.mark.parametrize(
    ("row", "different", "reason"),
    [
        pytest.param("T2", {"logs_eu": None}, lacks("logs-eu", "shop-eu", nothing("accounts", "partner")), id="T2, local"),
        pytest.param("T2", {"shop_eu": None}, lacks("shop-eu", "logs-eu", nothing("accounts", "hosted")), id="T2, remote"),
        pytest.param("T2", {"logs_eu": STRANGER}, lacks("logs-eu", "shop-eu", unlisted("accounts 2000000002", "shop-eu")), id="T2, local allowlist"),
        pytest.param("T2", {"shop_eu": STRANGER}, lacks("shop-eu", "logs-eu", unlisted("accounts 1000000001", "logs-eu")), id="T2, remote allowlist"),
        pytest.param("T3", {"logs_eu": None}, lacks("logs-eu", "orders", no_scope("enterprise", "none")), id="T3, local"),
        pytest.param("T3", {"orders": None}, lacks("orders", "logs-eu", no_scope("hosted", "none")), id="T3, remote"),
        pytest.param("T3", {"logs_eu": STRANGER}, lacks("logs-eu", "orders", unlisted(direct("enterprise"), "orders")), id="T3, local allowlist"),
        pytest.param("T3", {"orders": STRANGER}, lacks("orders", "logs-eu", unlisted(direct("hosted"), "logs-eu")), id="T3, remote allowlist"),
        pytest.param("T3", {"logs_eu": {"scope_id": "acc9"}}, lacks("logs-eu", "orders", no_scope("enterprise", "acc9")), id="T3, local scope"),
        pytest.param("T3", {"orders": {"scope_id": "9"}}, lacks("orders", "logs-eu", no_scope("hosted", "9")), id="T3, remote scope"),
        pytest.param("T8", {"orders": None}, lacks("orders", "logs-eu", no_scope("hosted", "none")), id="T8, local"),
        pytest.param("T8", {"logs_eu": None}, lacks("logs-eu", "orders", no_scope("enterprise", "none")), id="T8, remote"),
        pytest.param("T8", {"orders": STRANGER}, lacks("orders", "logs-eu", unlisted(direct("hosted"), "logs-eu")), id="T8, local allowlist"),
        pytest.param("T8", {"logs_eu": {"scope_id": "acc9"}}, lacks("logs-eu", "orders", no_scope("enterprise", "acc9")), id="T8, remote scope"),
        pytest.param("T7", {"trial": STRANGER}, lacks("trial", "orders", f"entry external to {SCOPES['enterprise']} does not list"), id="T7, remote allowlist"),
        pytest.param("T7", {"orders": STRANGER}, lacks("orders", "trial", f"entry external to {SCOPES['laboratory']} does not list"), id="T7, local allowlist"),
    ],
)
def test_trust_is_missing(linker, row, different, reason):
    """Where one side lacks trust, or lets others in, the link does not connect and says which side, and what its entry lacks."""
    _, state = linker.link(*ENDS[row], **different)

    assert not state.connected
    assert reason in state.reason
    assert state.reason.count("does not trust") == 1


@pytest.mark.parametrize(
    ("row", "holder", "other"),
    [("T3", "logs-eu", "orders"), ("T3", "orders", "logs-eu"), ("T8", "orders", "logs-eu"), ("T8", "logs-eu", "orders")],
    ids=["T3, local", "T3, remote", "T8, local", "T8, remote"],
)
def test_another_authority(linker, row, holder, other):
    """A certificate that does not sign for the other end lets nobody in, and the message names the entry that holds it."""
    wrong = {"certificates": linker.pems(linker.end("trial"))}
    _, state = linker.link(*ENDS[row], **{holder.replace("-", "_"): wrong})

    assert not state.connected
    assert lacks(holder, other, "direct entry to ") in state.reason
    assert "holds another certificate than the authority's that signs for" in state.reason


def test_a_relationship_with_another_certificate(linker):
    """Between environments it is the platform's relationship that holds the certificate."""
    wrong = {"public_ca_cert": linker.pems(linker.end("orders"))[0]}
    _, state = linker.link(*ENDS["T7"], orders=wrong)

    assert not state.connected
    assert f"orders ({IDS['orders']}) does not trust trial ({IDS['trial']}): the trust relationship of its environment holds another" in state.reason


def test_no_relationship_of_the_platform(linker):
    """Trusting a deployment of another environment needs the platform's relationship first, and the error says so."""
    with pytest.raises(RefusedLinkError, match=r"deployment orders .* has no trust relationship 0123.* declare a TrustRelationship"):
        linker.link(*ENDS["T7"], orders={"trust_relationship_id": "0123" * 8})


@pytest.mark.parametrize("holder", ["orders", "trial"], ids=["local", "remote"])
def test_no_entry_for_a_relationship(linker, holder):
    """The relationship of the platforms alone lets nobody in: each deployment must say whom."""
    other = next(name for name in ENDS["T7"] if name != holder)
    linker.relationship(linker.end(holder), linker.end(other))
    _, state = linker.link(*ENDS["T7"], **{holder: None})

    assert not state.connected
    assert lacks(holder, other, "trust has no entry external") in state.reason


@pytest.mark.parametrize("row", ["T1", "T6"])
@pytest.mark.parametrize("number", [0, 1], ids=["local", "remote"])
@pytest.mark.parametrize("accounts", [(), ("f" * 32,)], ids=["no entry", "allowlist"])
def test_default_trust_was_taken_away(linker, row, number, accounts):
    """Within an organization or environment trust is there from the beginning; where somebody has narrowed it, the side and its entry are named."""
    holder, other = ENDS[row][number], ENDS[row][1 - number]
    cloud, deployment = next((name, item.deployments[holder]) for name, item in linker.emulator.world.clouds.items() if holder in item.deployments)
    scope = SCOPES[cloud]
    narrowed = [{"account_id": scope, "trust_all": False, "trust_allowlist": list(accounts)}] if accounts else []
    deployment.trust = type(deployment.trust).model_validate({"accounts": narrowed})
    _, state = linker.link(*ENDS[row])

    assert not state.connected
    assert f"the {('local', 'remote')[number]} deployment does not trust the {('remote', 'local')[number]} one" in state.reason
    assert lacks(holder, other, unlisted(f"accounts {scope}", other) if accounts else nothing("accounts", cloud)) in state.reason


@pytest.mark.parametrize(
    ("local", "remote", "reason"),
    [
        pytest.param("logs-eu", "paused", "the remote deployment does not answer", id="stopped"),
        pytest.param("shop-us", "shop-eu", "the versions are not compatible", id="versions"),
    ],
)
def test_not_connected(linker, local, remote, reason):
    """A link within an organization says what is in its way where that is not trust."""
    _, state = linker.link(local, remote)

    assert not state.connected
    assert state.reason.startswith(reason)


@pytest.mark.parametrize(
    ("local", "remote"),
    [("orders", "logging-and-metrics"), ("logging-and-metrics", "orders"), ("trial", "logging-and-metrics"), ("security", "logs-eu")],
    ids=["remote", "local", "remote of another environment", "local, to ECH"],
)
def test_system_deployment(linker, local, remote):
    """A system deployment is refused as local and as remote, and gets no trust either."""
    with pytest.raises(CrosslinkError, match=r"(logging-and-metrics|security) .* is a system deployment"):
        linker.link(local, remote)


@pytest.mark.parametrize(("local", "remote"), [("legacy", "archive"), ("archive", "legacy")], ids=["local", "remote"])
def test_from_before_cross_cluster_features(linker, local, remote):
    """An old deployment is refused until its features are enabled, and the message names the resource that does it."""
    with pytest.raises(RefusedLinkError, match=r"legacy .* has no cross-cluster features.* declare a CrossClusterEnablement"):
        linker.link(local, remote)


def test_enabled(linker):
    """An old deployment that was enabled can be linked by its own organization as soon as it trusts the other one."""
    linker.emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster_enabled = True
    _, state = linker.link("archive", "legacy")

    assert (state.trusted, state.trusted_back) == (True, False)
    assert "legacy" in state.reason
    assert "does not list eeee0105" in state.reason
