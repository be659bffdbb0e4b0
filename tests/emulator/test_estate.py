import copy
from datetime import UTC, datetime

import pytest

from crosslink_emulator import EmulatorError, EstateError
from crosslink_emulator.estate import DEMONSTRATION, read_estate
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import issue

ESTATE = {
    "clouds": {
        "hosted": {
            "platform": "ech",
            "organization": "1000000001",
            "api_keys": {"admin": "key"},
            "deployments": {
                "one": {"id": "1" * 32, "resource_id": "a" * 32, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"},
                "two": {"id": "2" * 32, "resource_id": "b" * 32, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"},
            },
            "traffic_filters": {"office": {"type": "ip", "region": "aws-eu-west-1", "rules": [{"source": "192.0.2.0/24"}], "deployments": ["one"]}},
            "claimed_link_ids": [{"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"}],
        },
        "ece": {
            "platform": "ece",
            "organization": "e" * 32,
            "api_keys": {"admin": "key"},
            "deployments": {
                "system": {"id": "3" * 32, "resource_id": "3" * 32, "region": "ece-region", "version": "8.19.4", "created": "2024-03-01", "system": True},
                "own": {"id": "4" * 32, "resource_id": "d" * 32, "region": "ece-region", "version": "8.19.4", "created": "2024-03-01"},
            },
        },
    }
}
ONE, SYSTEM, OWN = "clouds.hosted.deployments.one", "clouds.ece.deployments.system", "clouds.ece.deployments.own"
OFFICE = "clouds.hosted.traffic_filters.office"
LINK_ID = {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"}
GONE = object()
EU, TODAY, RELATIONSHIPS = "aws-eu-west-1", "2024-03-01", "clouds.ece.trust_relationships"
CERTIFICATE = issue("somebody", 1, datetime(2011, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))
"""Expired, which an estate may say."""


ENVIRONMENT = {"all": {"type": "ip", "region": "ece-region", "rules": [{"source": "0.0.0.0/0"}], "deployments": ["system"]}}


def changed(path, value):
    """The estate with one property set, or gone."""
    estate = copy.deepcopy(ESTATE)
    *parents, last = path.split(".")
    node = estate
    for part in parents:
        node = node[part]
    if value is GONE:
        del node[last]
    else:
        node[last] = value
    return estate


def remote(**more):
    """A remote list of one entry."""
    return [{"alias": "x", "deployment": "two"} | more]


def test_good():
    """The estate that the cases below spoil is good."""
    assert list(read_estate(ESTATE).clouds) == ["hosted", "ece"]


def test_optional_properties():
    """Ref id, status, trust, remotes, read-only keys and domain, and what they become."""
    estate = changed(f"{ONE}.remotes", remote(skip_unavailable=True))
    estate["clouds"]["hosted"]["deployments"]["two"] |= {"ref_id": "es", "status": "stopped"}
    estate["clouds"]["hosted"]["deployments"]["two"]["trust"] = [{"account_id": "1000000001", "trust_all": False, "trust_allowlist": ["a" * 32]}]
    estate["clouds"]["ece"] |= {"domain": "es.corp.example", "read_only_keys": {"auditor": "other"}}
    world = World(read_estate(estate))
    one, two = world.clouds["hosted"].deployments.values()
    own = world.clouds["ece"].deployments["own"]

    assert one.remotes[0].model_dump() == {"alias": "x", "deployment_id": "2" * 32, "elasticsearch_ref_id": "es", "skip_unavailable": True}
    assert (two.ref_id, two.status, two.trust.accounts[0].trust_allowlist) == ("es", "stopped", ("a" * 32,))
    assert world.clouds["ece"].endpoint(own) == f"{own.resource_id}.es.corp.example"


def test_traffic_filters():
    """A ruleset is attached by names, has an id that its names give it, and may hide an association; claims are as on the wire."""
    estate = changed(f"{OFFICE}.deployments", ["one", {"deployment": "two", "hidden": True}])
    cloud = World(read_estate(estate)).clouds["hosted"]
    again = World(read_estate(changed(f"{OFFICE}.description", "Who may"))).clouds["hosted"]
    named = World(read_estate(changed(f"{OFFICE}.id", "f" * 32))).clouds["hosted"]
    (office,) = cloud.traffic_filters.values()

    assert (office.name, office.include_by_default, office.description) == ("office", False, None)
    assert [association.model_dump() for association in office.associations] == [
        {"deployment_id": "1" * 32, "hidden": False},
        {"deployment_id": "2" * 32, "hidden": True},
    ]
    assert (list(again.traffic_filters), list(named.traffic_filters)) == ([office.id], ["f" * 32])
    assert [claim.model_dump(exclude_none=True) for claim in cloud.claimed_link_ids] == [LINK_ID]


def test_trust_of_a_deployment():
    """All three lists, where an object is given; entries of ``direct`` get uids that are the same in every run, and certificates may have expired."""
    direct = {"name": "n", "scope_id": "a", "trust_all": True, "certificates": [CERTIFICATE]}
    estate = changed("clouds.ece.trust_relationships", {"other": {"public_ca_cert": CERTIFICATE, "id": "9" * 32}})
    estate["clouds"]["ece"]["deployments"]["own"]["trust"] = {
        "accounts": [{"account_id": "a", "trust_all": True}],
        "external": [{"trust_relationship_id": "9" * 32, "trust_all": True}],
        "direct": [direct, direct | {"uid": "mine", "certificates": [{"pem": CERTIFICATE}]}],
    }
    one, two = (World(read_estate(estate)).clouds["ece"].deployments["own"].trust for _ in range(2))

    assert one == two
    assert (len(one.accounts), one.external[0].trust_relationship_id, len(one.direct[0].uid), one.direct[1].uid) == (1, "9" * 32, 32, "mine")
    assert [entry.certificates for entry in one.direct] == [(CERTIFICATE,)] * 2


def test_trust():
    """An environment that is named fills in its ids and its certificate, what is given besides wins; authorities have the days that are given."""
    other = ESTATE["clouds"]["ece"] | {"organization": "f" * 32, "deployments": {}, "certificate_authority": {"valid_to": "2021-01-01"}}
    estate = changed("clouds.other", other) | {"certificate_authorities": {"aws-eu-west-1": {"valid_from": "2020-01-01", "valid_to": "2026-01-01"}}}
    estate["clouds"]["ece"]["trust_relationships"] = {
        "by name": {"environment": "other"},
        "with more": {"environment": "other", "account_ids": [], "trust_by_default": True, "id": "9" * 32},
        "by hand": {"public_ca_cert": CERTIFICATE, "installation_id": "x", "account_ids": ["y"]},
    }
    world = World(read_estate(estate))
    by_name, with_more, by_hand = world.clouds["ece"].trust_relationships.values()
    there = world.authority(world.clouds["other"])
    hosted = world.authority(world.clouds["hosted"], "aws-eu-west-1").active

    assert (by_name.name, by_name.installation_id, by_name.account_ids) == ("by name", "f" * 32, ("f" * 32,))
    assert by_name.public_ca_cert == with_more.public_ca_cert == there.pem(there.active)
    assert (with_more.id, with_more.account_ids, with_more.trust_by_default) == ("9" * 32, (), True)
    assert (by_hand.installation_id, by_hand.account_ids, by_hand.public_ca_cert) == ("x", ("y",), CERTIFICATE)
    assert there.active.valid_to.date().isoformat() == "2021-01-01"
    assert (hosted.valid_from.year, hosted.valid_to.year) == (2020, 2026)


@pytest.mark.parametrize(
    ("path", "value", "where", "what"),
    [
        ("clouds", GONE, "clouds", "is missing"),
        ("clouds", {}, "clouds", "at least 1"),
        ("cloud", {}, "cloud", "is not a property"),
        ("clouds.Hosted!", {}, "clouds.Hosted!", "match pattern"),
        ("clouds.hosted", "x", "clouds.hosted", "must be a mapping"),
        ("clouds.hosted.platform", "eck", "clouds.hosted.platform", "'ech' or 'ece'"),
        ("clouds.hosted.organization", 1000000001, "clouds.hosted.organization", "must be text: put it in quotes"),
        ("clouds.hosted.organization", "e" * 32, "clouds.ece.organization", "is also clouds.hosted.organization"),
        ("clouds.hosted.api_keys", {}, "clouds.hosted.api_keys", "at least 1"),
        ("clouds.hosted.api_keys", {"admin": "two words"}, "clouds.hosted.api_keys.admin", "match pattern"),
        ("clouds.hosted.read_only_keys", {"reader": "key"}, "clouds.hosted.read_only_keys.reader", "may also write"),
        ("clouds.hosted.domain", "x.example", "clouds.hosted.domain", "only an ECE environment"),
        (f"{ONE}.id", "1234", f"{ONE}.id", "match pattern"),
        (f"{ONE}.id", "A" * 32, f"{ONE}.id", "match pattern"),
        (f"{ONE}.id", int("1" * 32), f"{ONE}.id", "must be text"),
        (f"{ONE}.id", "4" * 32, f"{OWN}.id", f"is also {ONE}.id"),
        (f"{ONE}.resource_id", "1" * 32, f"{ONE}.resource_id", f"is also {ONE}.id"),
        (f"{ONE}.version", 8.19, f"{ONE}.version", "must be text"),
        (f"{ONE}.version", "8.19", f"{ONE}.version", "match pattern"),
        (f"{ONE}.created", "yesterday", f"{ONE}.created", "valid date"),
        (f"{ONE}.region", GONE, f"{ONE}.region", "is missing"),
        (f"{ONE}.status", "paused", f"{ONE}.status", "'started' or 'stopped'"),
        (f"{ONE}.satus", "stopped", f"{ONE}.satus", "is not a property"),
        (f"{ONE}.trust", [{"account_id": "1"}], f"{ONE}.trust[0].trust_all", "is missing"),
        (f"{ONE}.trust", [{"account_id": "1", "trust_all": True, "trust_allowlist": ["x"]}], f"{ONE}.trust[0].trust_allowlist[0]", "32 hexadecimal"),
        (f"{ONE}.trust", {"accounts": [{"account_id": "1"}]}, f"{ONE}.trust.accounts[0].trust_all", "is missing"),
        (f"{ONE}.trust", {"account": []}, f"{ONE}.trust.account", "is not a property"),
        (f"{ONE}.trust", {"external": [{"trust_relationship_id": "1", "trust_all": True}]}, f"{ONE}.trust.external[0]", "only ECE"),
        (f"{OWN}.trust", {"external": [{"trust_relationship_id": "1", "trust_all": True}]}, f"{OWN}.trust.external[0].trust_relationship_id", "there is no"),
        (f"{ONE}.trust", {"direct": [{"name": "n", "trust_all": True, "certificates": ["x"]}]}, f"{ONE}.trust.direct[0].scope_id", "is needed"),
        (f"{ONE}.system", True, f"{ONE}.system", "only ECE"),
        (f"{SYSTEM}.resource_id", "f" * 32, f"{SYSTEM}.resource_id", "equals the deployment's id"),
        (f"{SYSTEM}.ref_id", "main-elasticsearch", f"{SYSTEM}.ref_id", "it is elasticsearch"),
        (f"{SYSTEM}.remotes", [{"alias": "x", "deployment": "own"}], f"{SYSTEM}.remotes", "has no remotes"),
        (f"{OWN}.remotes", [{"alias": "x", "deployment": "system"}], f"{OWN}.remotes[0].deployment", "nobody's remote"),
        (f"{ONE}.remotes", remote(deployment="own"), f"{ONE}.remotes[0].deployment", "has no deployment own"),
        (f"{ONE}.remotes", remote(deployment="one"), f"{ONE}.remotes[0].deployment", "not its own remote"),
        (f"{ONE}.remotes", remote() * 2, f"{ONE}.remotes[1].alias", "already an alias"),
        (f"{ONE}.remotes", remote(alias="a b"), f"{ONE}.remotes[0].alias", "match pattern"),
        (f"{OFFICE}.type", "vpce", f"{OFFICE}.rules[0].source", "must be the id of a VPC endpoint"),
        (f"{OFFICE}.region", "nowhere", f"{OFFICE}.region", "unknown region nowhere"),
        (f"{OFFICE}.rules", [], f"{OFFICE}.rules", "must be 1 to 128 rules"),
        (f"{OFFICE}.rules", [{"sauce": "x"}], f"{OFFICE}.rules[0].sauce", "is not a property"),
        (f"{OFFICE}.id", "2" * 32, f"{OFFICE}.id", "is also clouds.hosted.deployments.two.id"),
        (f"{OFFICE}.deployments", ["own"], f"{OFFICE}.deployments[0]", "has no deployment own"),
        (f"{OFFICE}.deployments", ["one", {"deployment": "one", "hidden": True}], f"{OFFICE}.deployments[1]", "one is already there"),
        (f"{OFFICE}.deployments", [1], f"{OFFICE}.deployments[0]", "must be a mapping"),
        (f"{OFFICE}.deployments", [{"hidden": True}], f"{OFFICE}.deployments[0].deployment", "is missing"),
        (f"{ONE}.region", "aws-us-east-1", f"{OFFICE}.deployments[0]", "one is in region aws-us-east-1"),
        ("clouds.ece.traffic_filters", ENVIRONMENT, "clouds.ece.traffic_filters.all.deployments[0]", "a system deployment has no traffic filters"),
        ("clouds.ece.claimed_link_ids", [LINK_ID], "clouds.ece.claimed_link_ids[0].region", "no private links in region aws-eu-west-1"),
        ("certificate_authorities", {"ece-region": {}}, "certificate_authorities.ece-region", "no hosted deployment is in this region"),
        ("certificate_authorities", {EU: {"valid_to": "1950-01-01"}}, f"certificate_authorities.{EU}.valid_to", "no day that certificates know"),
        ("certificate_authorities", {EU: {"valid_from": "1949-12-31"}}, f"certificate_authorities.{EU}.valid_from", "no day that certificates know"),
        ("certificate_authorities", {EU: {"valid_from": "9999-12-31"}}, f"certificate_authorities.{EU}.valid_from", "no day that certificates know"),
        ("certificate_authorities", {EU: {"valid_from": TODAY, "valid_to": TODAY}}, f"certificate_authorities.{EU}.valid_to", "is not after valid_from"),
        ("clouds.hosted.certificate_authority", {}, "clouds.hosted.certificate_authority", "share one authority per region"),
        ("clouds.hosted.trust_relationships", {"x": {}}, "clouds.hosted.trust_relationships.x", "only an ECE environment has"),
        (RELATIONSHIPS, {"x": {}}, f"{RELATIONSHIPS}.x.public_ca_cert", "is missing, unless environment"),
        (RELATIONSHIPS, {"x": {"environment": "nowhere"}}, f"{RELATIONSHIPS}.x.environment", "nowhere is no other ECE environment"),
        (RELATIONSHIPS, {"x": {"environment": "hosted"}}, f"{RELATIONSHIPS}.x.environment", "hosted is no other ECE environment"),
        (RELATIONSHIPS, {"x": {"environment": "ece"}}, f"{RELATIONSHIPS}.x.environment", "ece is no other ECE environment"),
        (RELATIONSHIPS, {"x": {"public_ca_cert": "x"}}, f"{RELATIONSHIPS}.x.public_ca_cert", "one certificate in PEM"),
        (RELATIONSHIPS, {"x": {"public_ca_cert": CERTIFICATE, "id": "4" * 32}}, f"{RELATIONSHIPS}.x.id", f"is also {OWN}.id"),
        (RELATIONSHIPS, {"x": {"public_ca_cert": CERTIFICATE, "account_ids": ["X"]}}, f"{RELATIONSHIPS}.x.account_ids[0]", "match pattern"),
        ("clouds.hosted.claimed_link_ids", [LINK_ID] * 2, "clouds.hosted.claimed_link_ids[1]", "is also clouds.hosted.claimed_link_ids[0]"),
    ],
)
def test_wrong(path, value, where, what):
    """One line: where it was read, which property, what is wrong."""
    with pytest.raises(EstateError) as error:
        read_estate(changed(path, value))

    assert str(error.value).startswith(f"estate: {where}: ")
    assert what in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"clouds: [", "line 1: ", id="not YAML"),
        pytest.param(b"clouds:\n  a: 1\n  a: 2\n", "line 3: a is given twice", id="a key twice"),
        pytest.param(b"\xff\xfe\xff", "not a text file", id="binary"),
        pytest.param(b"clouds: \x07", "special characters", id="control characters"),
        pytest.param(b"", "must be a mapping", id="empty"),
        pytest.param(b"- 1", "must be a mapping", id="a list"),
        pytest.param(b"clouds: {1: {}}", "clouds[1]: must be text", id="a number for a name"),
    ],
)
def test_wrong_file(tmp_path, content, problem):
    """The line begins with the name of the file."""
    path = tmp_path / "estate.yaml"
    path.write_bytes(content)
    with pytest.raises(EstateError) as error:
        read_estate(path)

    assert str(error.value).startswith(f"{path}: ")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_file(tmp_path):
    """Every error of the package has one base."""
    with pytest.raises(EmulatorError, match=r"nowhere\.yaml: No such file"):
        read_estate(tmp_path / "nowhere.yaml")


def test_demonstration():
    """The estate that is served when none is given: four clouds, with the names that documentation uses."""
    clouds = read_estate(DEMONSTRATION).clouds

    assert {name: list(cloud.deployments) for name, cloud in clouds.items()} == {
        "hosted": ["logs-eu", "logs-us", "metrics-us", "security-ap", "archive", "paused", "legacy"],
        "partner": ["shop-eu", "shop-us"],
        "enterprise": ["logging-and-metrics", "orders", "billing", "reports"],
        "laboratory": ["security", "trial", "bench"],
    }
