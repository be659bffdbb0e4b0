from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crosslink_emulator.world.state.certificate import fingerprint, issue

ENTERPRISE, LABORATORY = "acc00300" * 4, "acc00400" * 4
ID = "eeee0102" * 4


@pytest.fixture
def ca(ca_of, deployments):
    """A certificate that may be trusted."""
    return ca_of(deployments["orders"])


@pytest.fixture
def direct(ca):
    """An entry of ``direct`` that is right, with changes; None takes a field away."""

    def make(**over):
        entry = {"name": "ece", "scope_id": ENTERPRISE, "trust_all": True, "certificates": [{"pem": ca}]} | over
        return {field: value for field, value in entry.items() if value is not None}

    return make


@pytest.fixture
def put(put_trust, deployments):
    """Write the trust of a hosted deployment."""
    return lambda **lists: put_trust(deployments["logs-eu"], lists)


@pytest.fixture
def shown(trust_of, deployments):
    """Its trust as a reading shows it."""
    return lambda: trust_of(deployments["logs-eu"])


def refusal(reply):
    """What was refused, where and why."""
    (element,) = reply.json()["errors"]
    assert (reply.status_code, element["code"]) == (400, "deployments.invalid_trust_settings"), reply.text
    return element["fields"][0], element["message"].partition(": ")[2]


def test_three_lists(put, shown, direct, ca):
    """Names are kept as sent; the server adds uid, type and facts of the certificates; lists that are empty do not show."""
    account = {"account_id": "2000000002", "trust_all": False, "trust_allowlist": [ID]}
    assert put(accounts=[account, {"account_id": "2000000002", "trust_all": True, "name": "again"}], direct=[direct()]).status_code == 200
    accounts, (entry,) = shown()["accounts"], shown()["direct"]

    assert accounts == [account, {"account_id": "2000000002", "trust_all": True, "name": "again"}]
    assert len(entry.pop("uid")) == 32
    assert entry.pop("certificates")[0]["metadata"]["fingerprint"] == fingerprint(ca)
    assert entry == {"name": "ece", "type": "generic", "scope_id": ENTERPRISE, "trust_all": True}
    assert "external" not in shown()


def test_dates_of_a_certificate(put, shown, direct):
    """When it begins and ends is read from it."""
    begin, end = datetime(2026, 1, 2, tzinfo=UTC), datetime(2036, 1, 2, tzinfo=UTC)
    put(direct=[direct(certificates=[{"pem": issue("one", 1, begin, end)}])])
    (certificate,) = shown()["direct"][0]["certificates"]

    assert certificate["metadata"]["valid_from"] == "2026-01-02T00:00:00.000Z"
    assert certificate["metadata"]["valid_to"] == "2036-01-02T00:00:00.000Z"


def test_uid(put, shown, direct):
    """Kept where it is sent, made anew where it is not, in the order of the list."""
    put(direct=[direct(name="one"), direct(name="two")])
    one, two = (entry["uid"] for entry in shown()["direct"])
    assert put(direct=[direct(name="new"), direct(name="renamed", uid=two), direct(name="one")]).status_code == 200
    new, kept, again = (entry["uid"] for entry in shown()["direct"])

    assert kept == two
    assert len({one, two, new, again}) == 4
    assert [entry["name"] for entry in shown()["direct"]] == ["new", "renamed", "one"]


def test_uid_of_nobody(put, direct, shown):
    """One that the deployment does not have, and one that is used twice, are refused."""
    assert refusal(put(direct=[direct(uid="f" * 32)])) == (
        "trust.direct[0].uid",
        f"[trust.direct[0].uid: {'f' * 32} is no entry of this deployment; leave it out for a new one]",
    )
    put(direct=[direct()])
    uid = shown()["direct"][0]["uid"]
    assert refusal(put(direct=[direct(uid=uid), direct(uid=uid)]))[1] == f"[trust.direct[1].uid: {uid} is used twice]"


@pytest.mark.parametrize("type_", ["ESS", "ECE", "generic"])
def test_types(put, shown, direct, type_):
    """The type is kept."""
    assert put(direct=[direct(type=type_)]).status_code == 200
    assert shown()["direct"][0]["type"] == type_


def test_proxy(put, shown, direct):
    """The type for remotes by API key has a name and certificates and nothing else."""
    assert put(direct=[direct(type="proxy", trust_all=False, scope_id=None)]).status_code == 200
    assert shown()["direct"][0].keys() == {"uid", "name", "type", "trust_all", "trust_allowlist", "certificates"}


@pytest.mark.parametrize(
    ("over", "field", "problem"),
    [
        ({"name": " "}, "name", "is empty"),
        ({"scope_id": "UPPER"}, "scope_id", "is up to 32 lowercase letters and digits"),
        ({"scope_id": "a" * 33}, "scope_id", "is up to 32 lowercase letters and digits"),
        ({"scope_id": ""}, "scope_id", "is up to 32 lowercase letters and digits"),
        ({"scope_id": None}, "scope_id", "is needed where trust_all is true"),
        ({"scope_id": None, "trust_all": False, "trust_allowlist": [ID]}, "scope_id", "is needed where trust_allowlist has entries"),
        ({"scope_id": None, "trust_all": False}, "additional_node_names", "are needed where there is no scope_id"),
        ({"additional_node_names": ["*.node.x"]}, "additional_node_names[0]", "is a whole name, without wildcards"),
        ({"additional_node_names": ["n", " "]}, "additional_node_names[1]", "is a whole name, without wildcards"),
        ({"trust_all": False, "trust_allowlist": [ID, "short"]}, "trust_allowlist[1]", "the id of an Elasticsearch resource is 32 hexadecimal digits"),
        ({"certificates": []}, "certificates", "at least one is needed"),
        ({"type": "proxy", "scope_id": None}, "trust_all", "is not for type proxy"),
        ({"type": "proxy", "trust_all": False}, "scope_id", "is not for type proxy"),
        ({"type": "proxy", "trust_all": False, "scope_id": None, "trust_allowlist": [ID]}, "trust_allowlist", "is not for type proxy"),
        ({"type": "proxy", "trust_all": False, "scope_id": None, "additional_node_names": ["n"]}, "additional_node_names", "is not for type proxy"),
    ],
)
def test_rules_of_direct(put, direct, deployments, over, field, problem):
    """Each rule of the specification is enforced, and names the field; nothing is written."""
    assert refusal(put(direct=[direct(**over)])) == (f"trust.direct[0].{field}", f"[trust.direct[0].{field}: {problem}]")
    assert deployments["logs-eu"].revision == 1


@pytest.mark.parametrize(
    "over",
    [
        {"scope_id": None, "trust_all": False, "additional_node_names": ["node.example"]},
        {"trust_all": False, "trust_allowlist": [ID]},
        {"trust_all": False},
        {"trust_allowlist": [ID]},
        {"scope_id": "1"},
    ],
    ids=str,
)
def test_closest_that_are_right(put, direct, over):
    """What the rules allow is accepted."""
    assert put(direct=[direct(**over)]).status_code == 200


def test_node_names(put, shown, direct):
    """Without a scope, names are shown in its place."""
    put(direct=[direct(scope_id=None, trust_all=False, additional_node_names=["one.example", "two.example"])])
    (entry,) = shown()["direct"]

    assert (entry["additional_node_names"], entry["trust_all"], entry["trust_allowlist"]) == (["one.example", "two.example"], False, [])
    assert "scope_id" not in entry


def test_unknown_type(put, direct, error_of):
    """The enumeration is closed."""
    assert error_of(put(direct=[direct(type="SAAS")])) == (400, "root.invalid_json_request")


@pytest.mark.parametrize("account_id", ["", "UPPER", "a" * 33])
def test_account_id(put, account_id):
    """An account id has the form of all such ids; whether it exists cannot be known."""
    assert refusal(put(accounts=[{"account_id": account_id, "trust_all": True}]))[0] == "trust.accounts[0].account_id"


@pytest.mark.parametrize("wrong", ["f" * 31, "F" * 32, "g" * 32, "Zm9vYmFyYmF6cXV4MTIzNA"])
def test_allowlist_of_an_account(put, wrong):
    """Ids of Elasticsearch resources have 32 hexadecimal digits; a cluster uuid has not."""
    assert refusal(put(accounts=[{"account_id": "1", "trust_all": True, "trust_allowlist": [wrong]}]))[0] == "trust.accounts[0].trust_allowlist[0]"


def certificate(*, authority, days=3650):
    """A certificate and its key, made outside the emulator."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "outside")])
    begin = datetime(2015, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
    made = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True).sign(key, hashes.SHA256())
    pem = made.public_bytes(Encoding.PEM).decode()
    return pem, pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    ("pem", "problem"),
    [
        pytest.param(certificate(authority=True, days=30)[0], "the certificate expired on 2015-01-31", id="expired"),
        pytest.param(certificate(authority=False, days=36500)[0], "the certificate is not that of a certificate authority", id="no authority"),
        pytest.param(certificate(authority=True, days=36500)[1], "one certificate in PEM, and nothing else, is expected", id="private key"),
        pytest.param("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "the certificate cannot be read", id="unreadable"),
        pytest.param("", "one certificate in PEM, and nothing else, is expected", id="empty"),
    ],
)
def test_certificates(put, direct, ca, pem, problem):
    """Each certificate is looked at, and no reply repeats what was sent."""
    reply = put(direct=[direct(certificates=[{"pem": ca}, {"pem": pem}])])

    assert refusal(reply) == ("trust.direct[0].certificates[1].pem", f"[trust.direct[0].certificates[1].pem: {problem}]")
    assert "PRIVATE KEY" not in reply.text


def test_kept_certificates_may_expire(put, shown, direct, emulator):
    """An entry whose certificate has expired since can be sent again, or nobody could add one beside it; a new entry cannot have it."""
    soon = issue("soon", 1, datetime(2020, 1, 1, tzinfo=UTC), emulator.world.clock + timedelta(days=1))
    put(direct=[direct(certificates=[{"pem": soon}])])
    (there,) = shown()["direct"]
    emulator.world.clock += timedelta(days=2)

    assert put(direct=[there, direct(name="new")]).status_code == 200
    assert put(direct=[direct(name="new")]).status_code == 200
    assert refusal(put(direct=[there | {"uid": None}]))[0] == "trust.direct[0].certificates[0].pem"


def test_external_is_of_ece(put):
    """The hosted service has no trust relationships."""
    assert refusal(put(external=[{"trust_relationship_id": "f" * 32, "trust_all": True}]))[0] == "trust.external[0]"


@pytest.fixture
def relationship(client, ca_of, deployments):
    """A trust relationship of the enterprise environment with the laboratory."""
    content = {"name": "lab", "public_ca_cert": ca_of(deployments["trial"]), "installation_id": LABORATORY, "trust_by_default": False}
    return client("enterprise").post("/platform/configuration/trust-relationships", json=content).json()["id"]


def test_external(put_trust, trust_of, deployments, relationship, client):
    """The name is the relationship's, whatever was sent; an entry whose relationship was deleted stays without one."""
    orders, entry = deployments["orders"], {"trust_relationship_id": relationship, "trust_all": False, "trust_allowlist": [ID]}
    assert put_trust(orders, {"external": [entry | {"name": "mine"}]}, "enterprise").status_code == 200
    assert trust_of(orders, "enterprise") == {"accounts": [], "external": [entry | {"name": "lab"}]}

    client("enterprise").delete(f"/platform/configuration/trust-relationships/{relationship}")
    assert trust_of(orders, "enterprise") == {"accounts": [], "external": [entry]}


def test_unknown_relationship(put_trust, deployments, client):
    """Neither an id of nobody nor the environment itself can be named."""
    (local,) = client("enterprise").get("/platform/configuration/trust-relationships").json()["trust_relationships"]
    for id_ in ("f" * 32, local["id"]):
        reply = put_trust(deployments["orders"], {"external": [{"trust_relationship_id": id_, "trust_all": True}]}, "enterprise")
        assert refusal(reply)[1] == f"[trust.external[0].trust_relationship_id: there is no trust relationship {id_} with another environment]"


def test_remote_list_follows(put, http, deployments, remotes_path, ref):
    """Who is trusted shows in the state of a remote at once."""
    path = remotes_path(deployments["logs-eu"])
    http.put(path, json={"resources": [ref(deployments["logs-us"])]})
    put(accounts=[])
    info = http.get(path).json()["resources"][0]["info"]

    assert (info["connected"], info["trusted"], info["trusted_back"]) == (False, False, True)


def test_born_with_relationships(client, control, trust_of, ca_of, deployments, emulator):
    """Environments that are trusted by default are in the trust of deployments made from then on, and of nobody else."""
    content = {"name": "lab", "public_ca_cert": ca_of(deployments["trial"]), "installation_id": LABORATORY, "trust_by_default": True}
    id_ = client("enterprise").post("/platform/configuration/trust-relationships", json=content).json()["id"]
    control.post("/clouds/enterprise/deployments", json={"name": "fresh", "region": "ece-region", "version": "8.19.4"})
    fresh = emulator.world.clouds["enterprise"].deployments["fresh"]

    assert trust_of(fresh, "enterprise")["external"] == [{"trust_relationship_id": id_, "name": "lab", "trust_all": True}]
    assert "external" not in trust_of(deployments["orders"], "enterprise")
