import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi import Output, RunError
from pulumi.output import Unknown

from crosslink_emulator.faults import Fault
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.trust.trust_relationship import local_relationship, update
from pulumi_crosslink import (
    ExistingTrustRelationship,
    TrustRelationship,
    existing_trust_relationship,
    get_trust_relationships,
    get_trust_relationships_output,
    process,
)
from pulumi_crosslink.existing import Scope
from pulumi_crosslink.existing.trust import trust_relationships
from pulumi_crosslink.provider import TELL, Failure
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider

NOW = datetime.now(UTC).replace(microsecond=0)
ENVIRONMENT, OTHER, THIRD = "acc00300" * 4, "acc00400" * 4, "acc00500" * 4


def pem(number=1, begin=-1000, end=1000):
    """A certificate from one day until another, counted from now."""
    return issue("laboratory", number, NOW + timedelta(days=begin), NOW + timedelta(days=end))


VALID, NEXT, SOON, PAST, FUTURE = pem(), pem(2), pem(3, end=29), pem(4, end=-1), pem(5, begin=2)
WANTED = {"installation_id": OTHER, "public_ca_cert": VALID, "connection": "enterprise", "auto_name": "lab-1234567"}
CHECKED = {
    "name": "lab-1234567",
    "installation_id": OTHER,
    "account_ids": [OTHER],
    "public_ca_cert": VALID,
    "trust_by_default": False,
    "connection": "enterprise",
}


@pytest.fixture
def provider(configured):
    return configured(TrustRelationshipProvider)


@pytest.fixture
def check(provider):
    return lambda olds=None, **changes: provider.check(olds or {}, WANTED | changes | {"__provider": "x"})


@pytest.fixture
def there(emulator):
    return emulator.world.clouds["enterprise"].trust_relationships


def failures(result):
    return [(failure.property, failure.reason) for failure in result.failures]


def test_check(check, emulator):
    """Name, account and default are filled in, without a request; what was checked stays the same when it is checked again."""
    inputs = check().inputs

    assert inputs == CHECKED
    assert check(inputs, **inputs).inputs == inputs
    assert emulator.world.requests.to_json() == []


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    [
        pytest.param(
            {"connection": "hosted"}, "connection", "connection hosted is Elastic Cloud Hosted, which has no trust relationships: they are", id="hosted"
        ),
        pytest.param({"connection": "nowhere"}, "connection", "connection 'nowhere' is not configured", id="unknown connection"),
        pytest.param({"connection": None}, "connection", "no connection is named, and there is no default connection", id="no connection"),
        pytest.param({"installation_id": "ECE-1"}, "installation_id", "must be the id of an organization (usually ten digits) or of an ECE", id="id"),
        pytest.param({"account_ids": [OTHER, "x y"]}, "account_ids[1]", "must be the id of an organization (usually ten digits) or of an ECE", id="account"),
        pytest.param({"name": 7}, "name", "must be a string", id="name"),
        pytest.param({"public_ca_cert": None}, "", "public_ca_cert: is missing", id="no certificate"),
        pytest.param({"public_ca_cert": [VALID]}, "", "public_ca_cert: must be a string", id="a list"),
        pytest.param({"public_ca_cert": VALID + NEXT}, "", "public_ca_cert: holds 2 certificates where a single certificate is expected", id="two"),
        pytest.param({"public_ca_cert": VALID[:99]}, "", "public_ca_cert: breaks off within a certificate", id="a part"),
        pytest.param({"public_ca_cert": PAST}, "", "public_ca_cert: the certificate CN=laboratory 4,O=Emulated Elastic Cloud (", id="expired"),
        pytest.param({"public_ca_cert": FUTURE}, "", "public_ca_cert: the certificate CN=laboratory 5,O=Emulated Elastic Cloud (", id="not yet valid"),
        pytest.param({"public_ca_cert": "-----BEGIN EC PRIVATE KEY-----\nSECRET"}, "", "public_ca_cert: holds a private key, which must stay where", id="key"),
    ],
)
def test_bad_input(check, changes, path, text):
    """What is wrong has one failure; one about PEM names no property, whose value the engine would print, and repeats nothing of it."""
    ((found, said),) = failures(check(**changes))

    assert found == path
    assert said.startswith(text)
    assert "SECRET" not in said


def test_bad_input_of_an_update(check):
    """A certificate that has ended in the meantime stops nobody who changes something else; the same certificate in another form is the same."""
    old = check().inputs | {"public_ca_cert": PAST}

    assert failures(check(old, public_ca_cert=PAST, trust_by_default=True)) == []
    assert failures(check(old, public_ca_cert=f"# old\n{PAST}")) == []
    assert failures(check(old, public_ca_cert=NEXT)) == []
    assert [path for path, _ in failures(check(old, public_ca_cert=FUTURE))] == [""]


@pytest.mark.parametrize(
    ("olds", "given", "warning"),
    [
        pytest.param(VALID, VALID, "", id="valid"),
        pytest.param(None, SOON, f"ends on {NOW + timedelta(days=29):%Y-%m-%d}", id="ends soon"),
        pytest.param(PAST, PAST, f"ended on {NOW - timedelta(days=1):%Y-%m-%d}; give a valid certificate", id="ended"),
        pytest.param(FUTURE, FUTURE, f"is not valid before {NOW + timedelta(days=2):%Y-%m-%d}", id="not yet valid"),
    ],
)
def test_warnings(check, capsys, olds, given, warning):
    """A certificate that ends within thirty days, or has ended, is warned of by its name, and what was there passes."""
    found = check({"public_ca_cert": olds} if olds else {}, public_ca_cert=given)
    said = capsys.readouterr().err

    assert found.failures == []
    assert said.startswith("trust relationship lab-1234567: public_ca_cert: the certificate CN=laboratory " if warning else "")
    assert warning in said
    assert bool(said) == bool(warning)


@pytest.mark.parametrize("name", ["installation_id", "public_ca_cert", "connection", "account_ids", "name", "trust_by_default"])
def test_unknowns(check, name):
    """What is not known yet is no failure and stays as it is; what is wrong beside it is told."""
    unknown = Unknown()
    found, worse = check(**{name: unknown}), check(**{name: unknown, "typo": unknown})

    assert found.failures == []
    assert found.inputs[name] is unknown
    assert [path for path, _ in failures(worse)] == ["typo"]


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"account_ids": [THIRD, OTHER]}, True, id="an account more"),
        pytest.param({"public_ca_cert": NEXT}, True, id="certificate"),
        pytest.param({"installation_id": THIRD, "account_ids": None}, True, id="environment"),
        pytest.param({"name": "new"}, True, id="name"),
        pytest.param({"trust_by_default": True}, True, id="trust by default"),
        pytest.param({"connection": "other"}, True, id="connection"),
    ],
)
def test_diff(provider, changes, changed):
    """Everything changes in place: the id, by which deployments trust it, stays."""
    made = provider.create(CHECKED)
    found = provider.diff(made.id, made.outs, CHECKED | changes)

    assert (found.changes, found.replaces) == (changed, [])
    assert not found.delete_before_replace


def test_order_of_accounts(provider):
    """The order of accounts means nothing."""
    made = provider.create(CHECKED | {"account_ids": [OTHER, THIRD]})

    assert not provider.diff(made.id, made.outs, CHECKED | {"account_ids": [THIRD, OTHER]}).changes


def test_life(provider, there, emulator):
    """What the state holds is what there is; drift shows in the inputs, and gone is an empty reading."""
    made = provider.create(CHECKED)
    outputs = made.outs
    changed = provider.update(made.id, outputs, CHECKED | {"public_ca_cert": NEXT})
    update(emulator.world, emulator.world.clouds["enterprise"], made.id, {"trust_by_default": True})
    drift = provider.read(made.id, changed.outs)
    provider.delete(made.id, drift.outs)

    assert outputs == CHECKED | {"trust_relationship_id": made.id, "valid_to": f"{NOW + timedelta(days=1000):%Y-%m-%dT%H:%M:%SZ}", "claim": outputs["claim"]}
    assert changed.outs == outputs | {"public_ca_cert": NEXT}
    assert drift.inputs == CHECKED | {"public_ca_cert": NEXT, "trust_by_default": True}
    assert there == {}
    assert provider.read(made.id, drift.outs).id is None


def test_lost_state(provider, another_process, configured, there, capsys):
    """What a lost state leaves behind is adopted by its name, once."""
    made = provider.create(CHECKED)
    another_process()
    again = configured(TrustRelationshipProvider)

    assert again.create(CHECKED).id == made.id
    assert capsys.readouterr().err == f"adopted trust relationship lab-1234567 ({made.id}), which was there already\n"
    assert again.create(CHECKED).id != made.id
    assert len(there) == 2


def test_place_taken(provider, emulator, there, another_process, configured):
    """One of its name that says something else is an error of one line; a try later the place may be free."""
    made = provider.create(CHECKED)
    update(emulator.world, emulator.world.clouds["enterprise"], made.id, {"trust_by_default": True})
    another_process()
    again = configured(TrustRelationshipProvider)
    for _ in range(2):  # the claim of the first try is given up
        with pytest.raises(Failure, match="lab-1234567: a relationship of that name exists already"):
            again.create(CHECKED)
    assert again.create(CHECKED | {"trust_by_default": True}).id == made.id


def test_declared(declared):
    """What the program says is what the engine gets, with the name to take where none is given; nothing leaves before its replacement."""

    def program():
        TrustRelationship("plain", installation_id=OTHER, public_ca_cert=VALID)
        whole = {"name": "n", "account_ids": [THIRD], "trust_by_default": True, "connection": "enterprise"}
        TrustRelationship("whole", installation_id=OTHER, public_ca_cert=VALID, **whole)

    found = declared(program)
    plain, whole = found["plain"].props, found["whole"].props

    assert plain.pop("auto_name").startswith("plain-")
    assert whole.pop("auto_name").startswith("whole-")
    assert plain == {"installation_id": OTHER, "public_ca_cert": VALID}
    assert whole == plain | {"name": "n", "account_ids": [THIRD], "trust_by_default": True, "connection": "enterprise"}
    assert not any(item.deletes_first for item in found.values())


@pytest.fixture
def looked_up(provider, monkeypatch):
    """The program's settings are the provider's."""
    monkeypatch.setattr(existing_trust_relationship, "of_program", lambda: process.session(provider._get))


@pytest.mark.usefixtures("looked_up")
def test_local(emulator):
    """What an environment says of itself is what another one has to know of it."""
    (found,) = get_trust_relationships(connection="enterprise", local=True)
    itself = local_relationship(emulator.world, emulator.world.clouds["enterprise"])

    assert found == ExistingTrustRelationship(
        trust_relationship_id=itself.id,
        name="local",
        installation_id=ENVIRONMENT,
        account_ids=(ENVIRONMENT,),
        public_ca_cert=itself.public_ca_cert,
        trust_by_default=True,
        local=True,
        connection="enterprise",
    )


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize(("local", "names"), [(None, ["local", "lab-1234567"]), (True, ["local"]), (False, ["lab-1234567"])])
def test_which(provider, another_process, declared, local, names):
    """All, the local one, or those with others; what is asked for may be an output."""
    provider.create(CHECKED)
    another_process()
    seen = []
    declared(lambda: get_trust_relationships_output(connection=Output.from_input("enterprise"), local=local).apply(seen.extend) and None)

    assert [relationship.name for relationship in get_trust_relationships(connection="enterprise", local=local)] == names
    assert [item.name for item in seen] == names


@pytest.mark.usefixtures("looked_up")
def test_lookup_fails(emulator):
    """A hosted organization, an unknown connection, a control plane that is away: one line of the program's, never an empty list."""
    with pytest.raises(RunError, match="connection hosted is Elastic Cloud Hosted, which has no trust relationships"):
        get_trust_relationships(connection="hosted")
    with pytest.raises(RunError, match="'hostde' is not configured"):
        get_trust_relationships(connection="hostde")
    emulator.world.faults.add(Fault(operation="get-trust-relationships", kind="503", count=1000))
    with pytest.raises(RunError, match="connection enterprise: get-trust-relationships answered 503"):
        get_trust_relationships(connection="enterprise")


@pytest.mark.parametrize(
    ("connection", "whole", "names"),
    [
        pytest.param("enterprise", True, ["lab-1234567"], id="an environment"),
        pytest.param("enterprise", False, [], id="some deployments of it"),
        pytest.param("hosted", True, [], id="hosted"),
    ],
)
def test_import(provider, another_process, connection, whole, names):
    """What exists in an environment is found, but not the environment's own; what comes of it is what a resource would hold."""
    made = provider.create(CHECKED)
    another_process()
    found = list(trust_relationships(Scope(provider.session, connection, [], whole, TELL)))

    assert [item.name for item in found] == names
    for each in found:
        held = {name: value for name, value in each.outputs.items() if not name.startswith("__")}
        assert held == made.outs | {"claim": held["claim"]}
        assert not provider.diff(each.id, each.outputs, provider.check({}, json.loads(json.dumps(dict(each.arguments)))).inputs).changes


WORDS = ["enterprise", "hosted", "nowhere", OTHER, VALID, PAST, VALID + NEXT, "-----BEGIN CERTIFICATE-----", "", "\x1b[31m", "x" * 999]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS) | st.builds(Unknown),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PROPERTIES = st.sampled_from([*CHECKED, "auto_name", "claim", "x"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(PROPERTIES, ANY, max_size=4), st.dictionaries(PROPERTIES, ANY, max_size=3))
def test_nonsense(check, changes, olds):
    """Whatever is written in place of a value, and whatever was there before: `check` answers, in words that are not pydantic's, and repeats no PEM."""
    found = check(olds, **changes)

    assert all(item.reason and "nput" not in item.reason and "-----BEGIN CERTIFICATE-----\n" not in item.reason for item in found.failures)
    assert not any(failure.property.startswith("public_ca_cert") for failure in found.failures)
