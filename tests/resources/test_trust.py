"""The three resources of trust: what `check` refuses and warns of, and what their providers do with it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pulumi.output import Unknown

from crosslink_core.lifecycle.claims import Claims
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.trust import trust_relationship as relationships
from pulumi_crosslink import AccountTrust, Deployment, DirectTrust, ExternalTrust
from pulumi_crosslink.account_trust import AccountTrustProvider
from pulumi_crosslink.direct_trust import DirectTrustProvider
from pulumi_crosslink.external_trust import ExternalTrustProvider
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.remote_cluster import RemoteClusterProvider

EU, US, SHOP, ORDERS = (
    {"deployment_id": f"dddd{n}" * 4, "connection": name} for n, name in (("0101", "hosted"), ("0102", "hosted"), ("0201", "partner"), ("0302", "enterprise"))
)
RESOURCE, KINDS = "eeee0201" * 4, ["AccountTrust", "ExternalTrust", "DirectTrust"]
NOW = datetime.now(UTC).replace(microsecond=0)
TEXT, LIST, MISSING = "must be a string", "must be a list", "is missing"
ID = "must be an Elasticsearch resource id: 32 digits from 0 to 9 and a to f"
UUID = "is a cluster_uuid, Elasticsearch's own id; give the Elasticsearch resource id, 32 digits from 0 to 9 and a to f (Copy cluster ID in the console)"
ORGANIZATION = "must be the id of an organization (usually ten digits) or of an ECE environment: lower-case letters and digits"
BOTH = "trust_all and trust_allowlist exclude each other: the service ignores the list where all clusters are trusted"
NO_PEM = "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE----- (a file's text, not its path)"
KEY = "holds a private key, which must stay where it is: give the certificate alone"
CUT = "breaks off within a certificate: was all of it copied?"
SCOPE = "must be the id of an organization or environment, or another scope: lower-case letters and digits, perhaps dots and dashes"
NODE = "must be the name in a node's certificate, without wildcards and spaces"
NONE = {"trust_all": None, "trust_allowlist": None, "scope_id": None, "additional_node_names": None}


def pem(number=1, begin=-1000, end=1000):
    """A certificate from one day until another, counted from now."""
    return issue("tried", number, NOW + timedelta(days=begin), NOW + timedelta(days=end))


VALID, NEXT, SOON, PAST, FUTURE = pem(), pem(2), pem(3, end=29), pem(4, end=-1), pem(5, begin=2)
PRIVATE = "-----BEGIN PRIVATE KEY-----\nRkFLRV9TRUNSRVQ=\n-----END PRIVATE KEY-----\n"


def row(kind, changes, *expected, name):
    return pytest.param(kind, changes, list(expected), id=f"{kind}: {name}")


def account(changes, *expected, name):
    return row("AccountTrust", changes, *expected, name=name)


def external(changes, *expected, name):
    return row("ExternalTrust", changes, *expected, name=name)


def direct(changes, *expected, name):
    return row("DirectTrust", changes, *expected, name=name)


def quiet(text, *, at="certificates[0]"):
    """What is wrong with a certificate is told without the property that the engine would print."""
    return "", f"{at}: {text}"


TABLE = [
    account({"account_id": None}, ("account_id", MISSING), name="no account"),
    account({"account_id": "Acme Inc."}, ("account_id", ORGANIZATION), name="an organization's name"),
    account({"account_id": 2000000002.0}, ("account_id", TEXT), name="a number"),
    account({"trust_all": True}, ("", BOTH), name="all and some"),
    account({"trust_all": "all"}, ("trust_all", "must be true or false"), name="no flag"),
    account({"trust_allowlist": RESOURCE}, ("trust_allowlist", LIST), name="one id instead of a list"),
    account({"trust_allowlist": ["*"]}, ("trust_allowlist[0]", ID), name="wildcard"),
    account({"trust_allowlist": [RESOURCE, RESOURCE.upper()]}, ("trust_allowlist[1]", ID), name="upper case"),
    account({"trust_allowlist": ["PuRnbJIXRXyzCxZFWTqnAg"]}, ("trust_allowlist[0]", UUID), name="cluster_uuid"),
    account({"trust_allowlist": [RESOURCE, None]}, ("trust_allowlist[1]", TEXT), name="null among them"),
    account(
        {"trust_allowlist": ["dddd0102" * 4]},
        ("trust_allowlist[0]", "is the id of deployment logs-us; trust needs its Elasticsearch resource id, eeee0102eeee0102eeee0102eeee0102"),
        name="deployment id",
    ),
    account({"deployment": None}, ("deployment", MISSING), name="no deployment"),
    account({"deployment": "dddd0101" * 4}, ("deployment", "must be an object"), name="deployment a text"),
    account(
        {"deployment": {"deployment_id": "logs-eu"}}, ("deployment.deployment_id", "must be a deployment id: 32 digits from 0 to 9 and a to f"), name="its name"
    ),
    account(
        {"deployment": EU | {"connection": "hostde"}},
        (
            "deployment.connection",
            "connection 'hostde' is not configured (configured: hosted, partner, enterprise); add it to crosslink:connections, or correct the name",
        ),
        name="unknown connection",
    ),
    account(
        {"deployment": EU | {"deployment_id": "dddd0999" * 4}},
        ("deployment.deployment_id", f"deployment {'dddd0999' * 4} is not known to connection hosted; correct the id, or name the connection that sees it"),
        name="unknown deployment",
    ),
    account({"name": 7.0}, ("name", TEXT), name="name a number"),
    account({"plan_timeout_s": -1}, ("plan_timeout_s", "must be at least 0"), name="time below zero"),
    account({"plan_timeout_s": 86401}, ("plan_timeout_s", "must be at most 86400"), name="more than a day"),
    account({"trust_alowlist": []}, ("trust_alowlist", "is not a known key"), name="unknown property"),
    external({"trust_relationship_id": None}, ("trust_relationship_id", MISSING), name="no relationship"),
    external(
        {"trust_relationship_id": "a/b"},
        ("trust_relationship_id", "must be the id of a trust relationship of the platform: letters, digits, dashes and underscores"),
        name="slash",
    ),
    external({"trust_all": True}, ("", BOTH), name="all and some"),
    external({"name": "theirs"}, ("name", "is not a known key"), name="a name, which is the service's"),
    external({"trust_allowlist": ["x"]}, ("trust_allowlist[0]", ID), name="no id"),
    direct({"certificates": None}, ("", f"certificates: {MISSING}"), name="no certificates"),
    direct({"certificates": []}, ("", "certificates: must hold at least 1"), name="an empty list"),
    direct({"certificates": VALID}, ("", f"certificates: {LIST}"), name="one certificate instead of a list"),
    direct({"certificates": ["/etc/ca.crt"]}, quiet(NO_PEM), name="a path"),
    direct({"certificates": [VALID, PRIVATE]}, quiet(KEY, at="certificates[1]"), name="a private key"),
    direct({"certificates": [VALID + PRIVATE]}, quiet(KEY), name="a private key beside a certificate"),
    direct({"certificates": [VALID[:-30]]}, quiet(CUT), name="cut"),
    direct({"certificates": [VALID + NEXT, "x"]}, quiet(NO_PEM, at="certificates[1]"), name="wrong after a bundle"),
    direct({"certificates": [7.0]}, quiet(TEXT), name="a number"),
    direct({"name": ""}, ("name", MISSING), name="no name"),
    direct({"name": "n" * 257}, ("name", "must have at most 256 characters"), name="a long name"),
    direct({"type": "ess"}, ("type", "must be 'ESS', 'ECE', 'generic' or 'proxy'"), name="unknown type"),
    direct({"scope_id": None}, ("", "of type ECE needs a scope_id: the environment's id"), name="ECE without a scope"),
    direct({"type": "ESS", "scope_id": None}, ("", "of type ESS needs a scope_id: the organization's id"), name="ESS without a scope"),
    direct(
        {"type": "ESS", "scope_id": "default.es.local"},
        ("", "of type ESS has a scope_id that is not the id of an organization: lower-case letters and digits, 32 at most"),
        name="ESS with a scope of Kubernetes",
    ),
    direct({"scope_id": "A B"}, ("scope_id", SCOPE), name="scope with a space"),
    direct({"type": "generic", "scope_id": None}, ("", "needs a scope_id, which trust_all and trust_allowlist are about"), name="allowlist without a scope"),
    direct(NONE | {"type": "generic", "trust_all": True}, ("", "needs a scope_id, which trust_all and trust_allowlist are about"), name="all without a scope"),
    direct(NONE | {"type": "generic"}, ("", "needs additional_node_names or a scope_id: without both nobody is trusted"), name="nobody"),
    direct({"additional_node_names": ["*.example.com"]}, ("additional_node_names[0]", NODE), name="wildcard"),
    direct({"additional_node_names": ["node 1"]}, ("additional_node_names[0]", NODE), name="space in a name"),
    direct(
        {"type": "proxy", "additional_node_names": ["n"]},
        ("", "of type proxy takes no trust_allowlist and no scope_id and no additional_node_names: it identifies no cluster"),
        name="proxy with a scope",
    ),
    direct({"uid": "f" * 32}, ("uid", "is not a known key"), name="a uid, which is the service's"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_is_right(check, kind):
    """What the rows change is right before: nothing else than the change is told."""
    assert check(kind, {}).failures == []


@pytest.mark.parametrize(("kind", "changes", "expected"), TABLE)
def test_table(check, kind, changes, expected):
    """Each mistake names its property as the user wrote it, and says what would be right; no PEM is repeated."""
    found = [(failure.property, failure.reason) for failure in check(kind, changes).failures]

    assert found == expected
    assert not any("MII" in text or "RkFL" in text for _, text in found)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(NONE | {"type": "proxy"}, id="a proxy"),
        pytest.param({"type": "generic", "scope_id": "default.es.local"}, id="a namespace"),
        pytest.param(NONE | {"type": "generic", "additional_node_names": ["node-1"]}, id="names alone"),
        pytest.param({"trust_all": True, "trust_allowlist": []}, id="everybody"),
        pytest.param({"trust_allowlist": None}, id="nobody yet"),
    ],
)
def test_right(check, changes):
    """Every form that the schema describes can be declared."""
    assert check("DirectTrust", changes).failures == []


def test_a_bundle(check):
    """A text with the current and the next certificate is two, as a list of two is; the same one twice is one."""
    assert check("DirectTrust", {"certificates": [VALID + NEXT, VALID]}).inputs["certificates"] == [VALID, NEXT]


def test_wrong_certificates_beside_unknown_ones(check):
    """A certificate that is not known yet hides no wrong one, wherever it stands; not even behind a bundle."""
    failures = check("DirectTrust", {"certificates": [VALID + NEXT, "x", Unknown()]}).failures

    assert [failure.reason for failure in failures] == [f"certificates[1]: {NO_PEM}"]


@pytest.mark.parametrize(
    ("texts", "at", "what"),
    [
        pytest.param([PAST], 0, "ended on", id="over"),
        pytest.param([VALID, FUTURE], 1, "is not valid before", id="not yet"),
        pytest.param([VALID + NEXT, PAST], 1, "ended on", id="behind a bundle"),
        pytest.param([VALID + PAST], 0, "ended on", id="within a bundle"),
        pytest.param([Unknown(), PAST], 1, "ended on", id="behind one that is not known"),
    ],
)
def test_new_certificates_that_are_not_valid(check, texts, at, what):
    """A new certificate that is not valid today is refused at preview, where its user wrote it."""
    (failure,) = check("DirectTrust", {"certificates": texts}).failures

    assert failure.property == ""
    assert failure.reason.startswith(f"certificates[{at}]: the certificate CN=tried ")
    assert f" {what} " in failure.reason
    assert failure.reason.endswith("; give a valid certificate")


def test_a_certificate_that_has_ended_since(configured, capsys):
    """What was there before may end: that is a warning, so that the rest of the program can go on; a new one beside it is still judged."""
    provider = configured(DirectTrustProvider)
    news = {"deployment": EU, "name": "d", "type": "generic", "scope_id": "s", "trust_all": True, "certificates": [PAST, NEXT]}
    olds = news | {"certificates": [PAST]}
    result, new = provider.check(olds, news), provider.check(olds, news | {"certificates": [PAST, FUTURE]})
    said = capsys.readouterr().err

    assert result.failures == []
    assert "direct trust d: certificates[0]: the certificate CN=tried 4" in said
    assert "ended on" in said
    assert [failure.reason.partition(":")[0] for failure in new.failures] == ["certificates[1]"]
    assert "MII" not in said


def test_a_certificate_that_ends_soon(check, capsys):
    """A certificate in its last month is warned of."""
    result = check("DirectTrust", {"certificates": [VALID, SOON]})
    said = capsys.readouterr().err

    assert result.failures == []
    assert "direct trust d: certificates[1]: the certificate CN=tried 3,O=Emulated Elastic Cloud" in said
    assert f"ends on {NOW + timedelta(days=29):%Y-%m-%d}; add the next certificate beside it in time" in said


def test_a_control_plane_that_is_away(configured, emulator, another_process, capsys):
    """Whether an id is a deployment's cannot be asked then: that is no failure, and no reason to say anything."""
    wanted = {"deployment": EU, "account_id": "1", "trust_allowlist": ["dddd0102" * 4]}
    inputs = configured(AccountTrustProvider).check({}, wanted | {"trust_allowlist": [RESOURCE]}).inputs
    another_process()
    emulator.world.faults.add(Fault("search-deployments", "503", count=1000))
    result = configured(AccountTrustProvider).check(inputs, inputs | {"trust_allowlist": wanted["trust_allowlist"]})

    assert result.failures == []
    assert capsys.readouterr().err == ""


# lives


@pytest.fixture
def related(emulator, certificate):
    """The id of a trust relationship of the enterprise environment with another one."""
    content = {"name": "laboratory", "public_ca_cert": certificate, "trust_by_default": False, "account_ids": (), "installation_id": "acc00400" * 4}
    return relationships.create(emulator.world, emulator.world.clouds["enterprise"], content).id


@pytest.fixture(params=KINDS)
def kind(request):
    """Each kind in turn."""
    return request.param


@pytest.fixture
def case(kind, configured, certificate, related):
    """A provider of each kind, and what is wanted."""
    shared = {"trust_allowlist": [RESOURCE]}
    return {
        "AccountTrust": lambda: (configured(AccountTrustProvider), {"deployment": EU, "account_id": "2000000002"} | shared),
        "ExternalTrust": lambda: (configured(ExternalTrustProvider), {"deployment": ORDERS, "trust_relationship_id": related} | shared),
        "DirectTrust": lambda: (
            configured(DirectTrustProvider),
            {"deployment": EU, "auto_name": "d-1234567", "type": "ECE", "scope_id": "acc00300" * 4, "certificates": [certificate]} | shared,
        ),
    }[kind]()


def checked(provider, news, olds=None):
    result = provider.check(olds or {}, news | {"__provider": "x"})
    assert result.failures == []
    return result.inputs


def test_life(case, kind):
    """Create, read back, compare, change in place, delete, delete again."""
    provider, wanted = case
    inputs = checked(provider, wanted)
    made = provider.create(inputs)
    read, same = provider.read(made.id, made.outs), provider.diff(made.id, made.outs, checked(provider, wanted, inputs))
    news = checked(provider, wanted | {"trust_allowlist": None, "trust_all": True}, inputs)
    differs = provider.diff(made.id, made.outs, news)
    changed = provider.update(made.id, made.outs, news).outs
    after = provider.read(made.id, changed)
    provider.delete(made.id, changed)
    provider.delete(made.id, changed)

    assert made.id.split("/")[1:3] == ["main-elasticsearch", {"AccountTrust": "accounts", "ExternalTrust": "external", "DirectTrust": "direct"}[kind]]
    assert (read.id, read.outs, read.inputs) == (made.id, made.outs, {name: made.outs[name] for name in inputs if name in made.outs})
    assert (same.changes, differs.changes, differs.replaces) == (False, True, [])
    assert after.outs == changed
    assert changed["trust_all"] is True
    assert json.loads(json.dumps(changed)) == changed
    assert provider.read(made.id, changed).id is None


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"trust_allowlist": ["2" * 32, "1" * 32]}, True, [], id="the list"),
        pytest.param({"deployment": US}, True, ["deployment.deployment_id"], id="another deployment"),
        pytest.param({"plan_timeout_s": 1800.0}, False, [], id="the default, as a float"),
        pytest.param({"trust_allowlist": Unknown()}, True, [], id="unknown"),
    ],
)
def test_diff(case, kind, changes, expected, replaces, emulator):
    """Pure: computed from old outputs and new inputs alone."""
    provider, wanted = case
    if kind == "ExternalTrust" and "deployment" in changes:
        changes = {"deployment": {"deployment_id": "dddd0303" * 4, "connection": "enterprise"}}
    olds = provider.create(checked(provider, wanted)).outs
    news = checked(provider, wanted | changes, olds)
    emulator.world.requests.clear()
    result = provider.diff("id", olds, news)

    assert (result.changes, result.replaces) == (expected, replaces)
    assert emulator.world.requests.to_json() == []


@pytest.mark.parametrize(("kind", "changes"), [("AccountTrust", {"account_id": "3"}), ("ExternalTrust", {"trust_relationship_id": "other"})], indirect=["kind"])
def test_another_place(case, kind, changes):
    """Whom an entry is about is its place: another one replaces it, and the old one leaves first."""
    provider, wanted = case
    olds = provider.create(checked(provider, wanted)).outs
    result = provider.diff("id", olds, provider.check(olds, wanted | changes).inputs)

    assert (result.replaces, result.delete_before_replace) == (list(changes), True)


@pytest.mark.parametrize("kind", ["DirectTrust"], indirect=True)
def test_order(case, certificate):
    """Lists of a direct entry in another order are the same."""
    provider, wanted = case
    wanted |= {"certificates": [certificate, VALID], "additional_node_names": ["a", "b"], "trust_allowlist": ["1" * 32, "2" * 32]}
    olds = provider.create(checked(provider, wanted)).outs
    other = {name: list(reversed(value)) for name, value in wanted.items() if isinstance(value, list)}

    assert provider.diff("id", olds, checked(provider, wanted | other, olds)).changes is False


@pytest.mark.parametrize("kind", ["DirectTrust"], indirect=True)
def test_the_name_stays(case):
    """A name that the user does not give is the one that it has; another one of the user's is changed in place."""
    provider, wanted = case
    olds = provider.create(checked(provider, wanted)).outs
    kept, given = checked(provider, wanted | {"auto_name": "other-1234567"}, olds), checked(provider, wanted | {"name": "mine"}, olds)
    result = provider.diff("id", olds, given)

    assert (kept["name"], given["name"]) == ("d-1234567", "mine")
    assert (result.changes, result.replaces) == (True, [])


def test_a_plan_that_does_not_end(case, emulator, capsys):
    """The entry is made, `applied` is false and says why; the next up has something to do, and does it."""
    provider, wanted = case
    emulator.world.faults.add(Fault("update-deployment", "plan-hangs", step="plan-validator"))
    made = provider.create(checked(provider, wanted | {"plan_timeout_s": 0}))
    waiting = provider.diff(made.id, made.outs, checked(provider, wanted | {"plan_timeout_s": 0}, made.outs))
    deployment = next(found for cloud in emulator.world.clouds.values() if (found := cloud.find(wanted["deployment"]["deployment_id"])))
    deployment.past_plans, deployment.pending_plan = (deployment.pending_plan.model_copy(update={"ending": "success"}),), None
    done = provider.update(made.id, made.outs, checked(provider, wanted | {"plan_timeout_s": 0}, made.outs)).outs

    assert (made.outs["applied"], made.outs["reason"]) == (False, "the plan that applies it to the nodes is still at step plan-validator")
    assert "trust is written, but the plan that applies it to the nodes is still at step plan-validator" in capsys.readouterr().err
    assert (waiting.changes, waiting.replaces) == (True, [])
    assert (done["applied"], done["reason"]) == (True, "")


def test_one_line(case, emulator):
    """What the service refuses is one line, without a chain of errors."""
    provider, wanted = case
    emulator.world.faults.add(Fault("update-deployment", "500"))
    with pytest.raises(Failure) as caught:
        provider.create(checked(provider, wanted))

    assert str(caught.value).isprintable()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("kind", ["AccountTrust", "ExternalTrust"], indirect=True)
def test_two_resources_of_one_place(case):
    """Two resources of a program cannot own one entry."""
    provider, wanted = case
    provider.create(checked(provider, wanted))
    with pytest.raises(Failure, match="another resource of this program owns this place"):
        provider.create(checked(provider, wanted))


def test_renamed(case, emulator, monkeypatch):
    """A new resource adopts what the old one has; the old one then leaves without touching it."""
    provider, wanted = case
    old = provider.create(checked(provider, wanted))
    monkeypatch.setitem(provider.session._shared, Claims, Claims(provider.session))
    provider.claims.read(old.id, old.outs["claim"])
    new = provider.create(checked(provider, wanted))
    emulator.world.requests.clear()
    provider.delete(old.id, old.outs)

    assert (new.id, new.outs["claim"] != old.outs["claim"]) == (old.id, True)
    assert emulator.world.requests.to_json() == []


# links that need it

LINK = {"local": EU, "remote": SHOP, "alias": "shop"}


@pytest.fixture
def linked(configured):
    """A link from logs-eu to shop-eu that the program has, as the engine compares it; and trust in the partner."""
    link, trust = configured(RemoteClusterProvider), configured(AccountTrustProvider)
    inputs = link.check({}, LINK).inputs
    wanted = checked(trust, {"deployment": EU, "account_id": "2000000002", "trust_allowlist": ["1" * 32, RESOURCE]})
    made = trust.create(wanted)

    def compare():
        link.diff("eu/main/shop", inputs | {"claim": "c"}, inputs)

    return compare, trust, made


NARROWED = {"trust_allowlist": ["1" * 32]}
WIDER = {"trust_allowlist": None, "trust_all": True}
LOST = "the link shop from logs-eu to shop-eu of this program needs the trust that is taken away here; it will lose its connection"


@pytest.mark.parametrize("link_first", [True, False], ids=["link first", "trust first"])
@pytest.mark.parametrize(("changes", "warned"), [(NARROWED, True), (WIDER, False), ({"trust_allowlist": [RESOURCE]}, False)], ids=["narrowed", "wider", "kept"])
def test_trust_that_a_link_needs_is_narrowed(linked, capsys, changes, warned, link_first):
    """A link that the program keeps is named when the trust that it needs goes, whichever of the two the engine comes to first; once."""
    compare, trust, made = linked
    steps = [compare, lambda: trust.update(made.id, made.outs, checked(trust, {"deployment": EU, "account_id": "2000000002"} | changes, made.outs))]
    for step in steps if link_first else reversed(steps):
        step()
    compare()

    assert capsys.readouterr().err.count(f"{made.id}: {LOST}") == warned


def test_trust_that_a_link_needs_is_removed(linked, capsys):
    """So it is when the entry goes altogether; a link that is gone, too, is not named."""
    compare, trust, made = linked
    compare()
    trust.delete(made.id, made.outs)

    assert f"{made.id}: {LOST}" in capsys.readouterr().err


def test_trust_that_no_link_needs(linked, capsys):
    """Trust goes without a word when no link of the program needs it."""
    _, trust, made = linked
    trust.delete(made.id, made.outs)

    assert capsys.readouterr().err == ""


def test_declared(declared):
    """A slot is left before it is taken again, a direct entry has a name of its own; ends are facts, each an input."""

    def program():
        AccountTrust("a", deployment="d" * 32, account_id="1", trust_all=True)
        ExternalTrust("e", deployment=Deployment(deployment_id="d" * 32, connection="enterprise"), trust_relationship_id="r")
        DirectTrust("d", deployment="d" * 32, certificates=[VALID], scope_id="s", trust_all=True)

    found = declared(program)

    assert {name: (item.kind, item.deletes_first) for name, item in found.items()} == {
        "a": ("AccountTrust", True),
        "e": ("ExternalTrust", True),
        "d": ("DirectTrust", False),
    }
    assert found["e"].props["deployment"] == {"deployment_id": "d" * 32, "connection": "enterprise"}
    assert found["d"].props["auto_name"].startswith("d-")


@pytest.mark.parametrize(
    ("config", "line"),
    [({"adopt": "x"}, "crosslink:adopt must be never or identical"), ({"unknownTrust": "x"}, "crosslink:unknownTrust must be overwrite or refuse")],
)
def test_wrong_words_in_the_configuration(configured, config, line):
    """A word that a setting does not have is one line that names those it has."""
    with pytest.raises(Failure, match=line):
        configured(AccountTrustProvider, **config).check(
            {}, {"deployment": {"deployment_id": "dddd0101" * 4, "connection": "hosted"}, "account_id": "2000000002", "trust_allowlist": []}
        )
