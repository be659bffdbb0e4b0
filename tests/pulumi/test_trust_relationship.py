"""Trust relationships between two ECE environments, and the switch for old deployments, with the real engine."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crosslink_emulator.world.state.certificate import issue

PATH = "/api/v1/platform/configuration/trust-relationships"
LEGACY = "dddd0107" * 4
CREATE, UPDATE, DELETE = (f"{verb}-trust-relationship" for verb in ("create", "update", "delete"))
PROGRAM = """
import pulumi
from pulumi_crosslink import TrustRelationship, get_trust_relationships

(here,), (there,) = (get_trust_relationships(connection=name, local=True) for name in ("enterprise", "laboratory"))
one = TrustRelationship(
    "laboratory",
    installation_id=there.installation_id,
    public_ca_cert=there.public_ca_cert,
    connection="enterprise",
    **{changes!r},
)
TrustRelationship("enterprise", installation_id=here.installation_id, public_ca_cert=here.public_ca_cert, connection="laboratory")
pulumi.export("id", one.trust_relationship_id)
"""
PLAIN = """
from pulumi_crosslink import TrustRelationship

TrustRelationship("laboratory", installation_id="acc00400acc00400acc00400acc00400", public_ca_cert={pem!r}, connection={connection!r})
"""
SWITCH = """
from pulumi_crosslink import CrossClusterEnablement, Deployment, get_certificate_authority
import pulumi

legacy = Deployment(deployment_id="{deployment}", connection="hosted")
CrossClusterEnablement("legacy", deployment=legacy)
pulumi.export("certificates", len(get_certificate_authority(legacy).certificates))
"""


@pytest.fixture
def relationships(live):
    """Ask an environment for its relationships with others as somebody else, or write one."""

    def ask(method="GET", id_="", body=None, *, cloud="enterprise"):
        path = f"/clouds/{cloud}{PATH}" + (f"/{id_}" if id_ else "?filter=non-local&include_certificate=true" if method == "GET" else "")
        found = live._send(method, path, body, key=f"emulated-{cloud}-key")
        return found["trust_relationships"] if method == "GET" else found

    return ask


def writes(live):
    return [request["operation"] for request in live.requests() if request["operation"] in {CREATE, UPDATE, DELETE}]


def test_life(stack, live, relationships):
    """Two environments exchange ids and certificates; nothing changes twice, a change keeps the id, drift is found and mended, and all of it leaves."""
    stack.program(PROGRAM.format(changes={}))
    stack.up()
    stack.settled()
    ((one,), (other,)) = relationships(), relationships(cloud="laboratory")
    stack.program(PROGRAM.format(changes={"name": "other lab", "trust_by_default": True}))
    changed = stack.up()
    stack.settled()
    (after,) = relationships()
    relationships("PUT", one["id"], {"trust_by_default": False, "account_ids": []})
    refreshed = stack.preview("--refresh", "--diff")
    stack.up("--refresh")
    stack.settled()
    (mended,) = relationships()
    exported = stack.run("stack", "output", "id")
    written = writes(live)
    stack.destroy()

    assert (one["installation_id"], other["installation_id"]) == ("acc00400" * 4, "acc00300" * 4)
    assert one["name"].startswith("laboratory-")
    assert "~ 1 updated" in changed
    assert after == one | {"name": "other lab", "trust_by_default": True, "last_modified": after["last_modified"]}
    assert "trust_by_default" in refreshed
    assert "account_ids" in refreshed
    assert mended == after | {"last_modified": mended["last_modified"]}
    assert exported.strip() == one["id"]
    assert written == [CREATE, CREATE, UPDATE, UPDATE, UPDATE]
    assert relationships() == relationships(cloud="laboratory") == []


def test_lost_state(stack, live, relationships):
    """What a lost state leaves behind is adopted by its name; nothing is made twice."""
    stack.program(PROGRAM.format(changes={}))
    stack.up()
    before = relationships() + relationships(cloud="laboratory")
    for name in ("laboratory", "enterprise"):
        stack.run("state", "delete", stack.urn("TrustRelationship", name), "--yes")
    said = stack.up()
    stack.settled()

    assert all(f"adopted trust relationship {item['name']} ({item['id']}), which was there already" in said for item in before)
    assert len(before) == 2
    assert relationships() + relationships(cloud="laboratory") == before
    assert writes(live) == [CREATE, CREATE]


def test_replaced_and_renamed(stack, live, relationships):
    """A resource that is replaced by force keeps its relationship, which deployments trust by its id; another name in the program is another one."""
    stack.program(PROGRAM.format(changes={}))
    stack.up()
    (one,) = relationships()
    live.control("DELETE", "requests")
    stack.up("--target-replace", stack.urn("TrustRelationship", "laboratory"))
    (two,) = relationships()
    operations = writes(live)
    stack.program(PROGRAM.format(changes={}).replace('"laboratory",\n', '"lab",\n'))
    stack.up()
    (three,) = relationships()
    stack.settled()

    assert operations == []
    assert one == two
    assert one["name"] != three["name"]
    assert one["id"] != three["id"]


def test_imported(stack, live, relationships):
    """What exists in an environment comes under Pulumi's care without a change and without a write; its own relationship does not."""
    pem = issue("laboratory", 1, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
    body = {"name": "by hand", "installation_id": "acc00400" * 4, "account_ids": ["acc00400" * 4], "public_ca_cert": f"# by hand\n{pem}"}
    relationships("POST", body=body)
    words = ["import", "--connection", "enterprise", "--program", "__main__.py", "--force"]
    said = subprocess.run([f"{sys.prefix}/bin/crosslink", *words], cwd=stack.folder, env=stack.environment, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    found = json.loads((stack.folder / "import.json").read_text())["resources"]
    stack.run("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes")
    stack.settled()

    assert "1 trust relationships" in said.stdout
    assert [item["name"] for item in found if item["type"].endswith(":TrustRelationship")] == ["by hand"]
    assert writes(live) == [CREATE]


def private_key():
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_refused_at_preview(stack, live):
    """An expired certificate, a private key or a hosted organization is an error at preview, and no line of PEM is printed."""
    now = datetime.now(UTC)
    expired, key = issue("laboratory", 1, now - timedelta(days=9), now - timedelta(days=1)), private_key()
    valid = issue("laboratory", 1, now - timedelta(days=9), now + timedelta(days=9))
    said = {}
    for name, pem, connection in (("expired", expired, "enterprise"), ("key", key, "enterprise"), ("hosted", valid, "hosted")):
        stack.program(PLAIN.format(pem=pem, connection=connection))
        said[name] = stack.preview(expect=1)
    stack.program(PLAIN.format(pem=valid, connection="enterprise"))
    warned = stack.preview()

    assert f"ended on {now - timedelta(days=1):%Y-%m-%d}; give a valid certificate" in said["expired"]
    assert "public_ca_cert: holds a private key, which must stay where it is: give the certificate alone" in said["key"]
    assert "connection hosted is Elastic Cloud Hosted, which has no trust relationships" in said["hosted"]
    assert f"ends on {now + timedelta(days=9):%Y-%m-%d}; add the next certificate beside it in time" in warned
    assert not [line for text in said.values() for line in expired.splitlines()[1:-1] + key.splitlines()[1:-1] if line in text]
    assert writes(live) == []


def test_switch(stack, live):
    """An old deployment gets its features once, the next run changes nothing, and its deletion leaves them."""
    stack.program(SWITCH.format(deployment=LEGACY))
    stack.up()
    stack.settled()
    certificates = stack.run("stack", "output", "certificates").strip()
    left = stack.destroy()
    stack.program(SWITCH.format(deployment=LEGACY))
    again = stack.up()

    assert certificates == "1"
    assert "keeps its cross-cluster features: they cannot be disabled" in left
    assert "has its cross-cluster features already" in again
    assert len(live.requests("enable-deployment-resource-ccr")) == 1
