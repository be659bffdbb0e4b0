"""Trust of all three kinds, on both sides, with the real engine."""

import json
import os
import signal
import time

import pytest
import yaml

EU, SHOP, ORDERS, TRIAL = (one * 4 for one in ("dddd0101", "dddd0201", "dddd0302", "dddd0402"))
CLOUDS = {EU: "hosted", SHOP: "partner", ORDERS: "enterprise", TRIAL: "laboratory"}
ORGANIZATIONS = {EU: "1000000001", ORDERS: "acc00300" * 4, TRIAL: "acc00400" * 4}
UPDATE, OURS = "update-deployment", "eeee0201" * 4

PROGRAM = """
import json
from pathlib import Path

from pulumi import Alias, ResourceOptions
from pulumi_crosslink import AccountTrust, Deployment, DirectTrust, ExternalTrust

known = json.loads(Path("known.json").read_text())
eu, shop, orders, trial = (
    Deployment(deployment_id=one * 4, connection=name)
    for one, name in (("dddd0101", "hosted"), ("dddd0201", "partner"), ("dddd0302", "enterprise"), ("dddd0402", "laboratory"))
)
partner, enterprise, hosted, laboratory = {names}


def was(name):
    return ResourceOptions(aliases=[Alias(name=name)] if {aliased} else [])


AccountTrust(partner, deployment=eu, account_id="2000000002", trust_allowlist={allowlist}, name="shops", opts=was("partner"))
ExternalTrust("theirs", deployment=trial, trust_relationship_id=known["back"], trust_all=True)
ExternalTrust(laboratory, deployment=orders, trust_relationship_id=known["there"], trust_allowlist=["eeee0402" * 4], opts=was("laboratory"))
ece = {{"type": "ECE", "scope_id": "acc00300" * 4, "trust_allowlist": ["eeee0302" * 4]}}
DirectTrust(enterprise, deployment=eu, certificates=[known["orders"]], opts=was("enterprise"), **ece)
DirectTrust(hosted, name="hosted", deployment=orders, type="ESS", scope_id="1000000001", trust_all=True, certificates=[known["eu"]], opts=was("hosted"))
"""
NAMES = ("partner", "enterprise", "hosted", "laboratory")


def program(*, names=NAMES, aliased=False, allowlist=(OURS,)):
    return PROGRAM.format(names=names, aliased=aliased, allowlist=list(allowlist))


@pytest.fixture
def call(live):
    """Ask a control plane."""
    return lambda cloud, method, path, body=None: live._send(method, f"/clouds/{cloud}/api/v1{path}", body, key=f"emulated-{cloud}-key")


@pytest.fixture
def trust(call):
    """The three lists of a deployment, as the service shows them."""

    def show(deployment_id):
        found = call(CLOUDS[deployment_id], "GET", f"/deployments/{deployment_id}?show_settings=true")
        return {"accounts": [], "external": [], "direct": []} | found["resources"]["elasticsearch"][0]["info"]["settings"]["trust"]

    return show


@pytest.fixture
def pem(call):
    """The certificate that signs for a deployment."""

    def active(deployment_id):
        authority = call(CLOUDS[deployment_id], "GET", f"/deployments/{deployment_id}/certificate-authority")
        return next(certificate["pem"] for certificate in authority["public_certificates"] if certificate["active"])

    return active


@pytest.fixture
def trusting(stack, live, call, pem):
    """The stack with the program; both environments know each other, and others have entries on both deployments."""

    def relate(holder, other):
        content = {"name": CLOUDS[other], "public_ca_cert": pem(other), "installation_id": ORGANIZATIONS[other], "account_ids": [ORGANIZATIONS[other]]}
        return call(CLOUDS[holder], "POST", "/platform/configuration/trust-relationships", content)["id"]

    known = {"there": relate(ORDERS, TRIAL), "back": relate(TRIAL, ORDERS), "orders": pem(ORDERS), "eu": pem(EU)}
    stack.write("known.json", json.dumps(known))
    stack.program(program())
    for deployment_id in (EU, ORDERS):
        accounts = [{"account_id": ORGANIZATIONS[deployment_id], "trust_all": True}, {"account_id": "777", "trust_all": True, "name": "theirs"}]
        direct = [{"name": "theirs", "trust_all": True, "scope_id": "somebody", "certificates": [{"pem": pem(TRIAL)}, {"pem": pem(EU)}]}]
        live.control("PUT", f"clouds/{CLOUDS[deployment_id]}/deployments/{deployment_id}/trust", {"accounts": accounts, "direct": direct})
    live.control("DELETE", "requests")
    return stack


def all_trust(trust):
    return {item: trust(item) for item in (EU, ORDERS, TRIAL)}


def history(stack):
    return json.loads(stack.run("stack", "history", "--json"))[0]["resourceChanges"]


def test_life(trusting, live, trust):
    """Preview writes nothing, up makes all five, a second up changes nothing, a change is one in place, destroy leaves what others have."""
    before = all_trust(trust)
    trusting.preview()
    written = live.requests(UPDATE)
    trusting.up()
    made = all_trust(trust)
    trusting.up("--expect-no-changes")
    trusting.settled()
    trusting.program(program(allowlist=[OURS, "eeee0202" * 4]))
    shown, changed = trusting.preview("--diff"), trusting.up()
    after = all_trust(trust)
    trusting.settled()
    trusting.destroy()

    assert written == []
    for deployment_id, lists in before.items():
        assert all(entry in made[deployment_id][kind] for kind, entries in lists.items() for entry in entries)
    assert [[item.get("name") for item in made[EU][kind]] for kind in ("accounts", "external")] == [[None, "theirs", "shops"], []]
    assert [each["name"].rpartition("-")[0] or each["name"] for each in made[EU]["direct"]] == ["theirs", "enterprise"]
    assert [(found["name"], found["trust_allowlist"]) for found in made[ORDERS]["external"]] == [("laboratory", ["eeee0402" * 4])]
    assert [this["name"] for this in made[TRIAL]["external"]] == ["enterprise"]
    assert "~ trust_allowlist" in shown
    assert "1 updated" in changed
    assert after[EU]["accounts"][-1]["trust_allowlist"] == [OURS, "eeee0202" * 4]
    assert {name: lists for name, lists in after[EU].items() if name != "accounts"} == {name: lists for name, lists in made[EU].items() if name != "accounts"}
    assert all_trust(trust) == before


def test_drift(trusting, live, trust):
    """Refresh finds what somebody changed and removed; the next up mends both, with the uid that there was, and leaves what they added."""
    trusting.up()
    made = trust(EU)
    lists = {kind: [dict(entry) for entry in entries] for kind, entries in made.items()}
    lists["accounts"] = [*lists["accounts"][:-1], {"account_id": "888", "trust_all": True}]
    lists["direct"][-1] |= {"trust_allowlist": ["9" * 32]}
    live.control("PUT", f"clouds/hosted/deployments/{EU}/trust", lists)
    drift = trusting.run("refresh", "--preview-only", "--expect-no-changes", expect=7)
    refreshed = trusting.refresh("--diff")
    trusting.up()
    trusting.settled()
    mended = trust(EU)

    assert "no changes were expected" in drift
    assert "9" * 32 in refreshed
    assert "1 deleted" in refreshed
    assert mended["direct"] == made["direct"]
    assert [account["account_id"] for account in mended["accounts"]] == ["1000000001", "777", "888", "2000000002"]


@pytest.mark.parametrize("aliased", [True, False], ids=["with aliases", "without"])
def test_renamed(trusting, live, trust, aliased):
    """Resources that the program calls otherwise: entries with a place stay untouched, with aliases or without; so does a direct one with a name of its own."""
    trusting.up()
    made = all_trust(trust)
    live.control("DELETE", "requests")
    trusting.program(program(names=tuple(f"{name}-2" for name in NAMES), aliased=aliased))
    trusting.up()
    changes, written = history(trusting), live.requests(UPDATE)
    trusting.settled()
    found = all_trust(trust)

    assert changes == ({"same": 6} if aliased else {"create": 4, "delete": 4, "same": 2})
    assert [found[item][kind] for item in found for kind in ("accounts", "external")] == [
        made[each][kind] for each in made for kind in ("accounts", "external")
    ]
    assert found[ORDERS] == made[ORDERS]
    assert len(written) == (0 if aliased else 2)  # the direct entry whose name is made of the resource's is another one: it comes, then the old one goes
    names = [this["name"].rpartition("-")[0] or this["name"] for this in found[EU]["direct"]]
    assert names == (["theirs", "enterprise"] if aliased else ["theirs", "enterprise-2"])


@pytest.mark.parametrize("tainted", [True, False], ids=["tainted", "replaced"])
def test_replaced_on_demand(trusting, trust, tainted):
    """Replaced on demand, or tainted: every entry is there in the end, once, and the state is true."""
    trusting.up()
    made = all_trust(trust)
    kinds = {"partner": "AccountTrust", "laboratory": "ExternalTrust", "enterprise": "DirectTrust", "hosted": "DirectTrust"}
    urns = [trusting.urn(kind, name) for name, kind in kinds.items()]
    if tainted:
        trusting.run("state", "taint", "--yes", *urns)
        trusting.up()
    else:
        trusting.up(*(word for urn in urns for word in ("--replace", urn)))
    trusting.settled()
    found = all_trust(trust)

    for deployment_id, lists in made.items():
        for kind, entries in lists.items():
            assert sorted(map(_without_uid, found[deployment_id][kind])) == sorted(map(_without_uid, entries))


def _without_uid(entry):
    return json.dumps({name: value for name, value in entry.items() if name != "uid"}, sort_keys=True)


def test_killed(trusting, live, trust):
    """The engine is killed while a plan is pending: the next up waits for the plan and finishes, nothing is there twice, nothing foreign is lost."""
    before = all_trust(trust)
    live.control("PUT", "plans", {"polls": 3})
    process = trusting.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while not live.requests(UPDATE) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    trusting.run("cancel", "--yes")
    said = trusting.up()
    trusting.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    trusting.settled()
    found = all_trust(trust)

    assert process.returncode != 0
    assert "Traceback" not in said
    for deployment_id, lists in before.items():
        assert all(entry in found[deployment_id][kind] for kind, entries in lists.items() for entry in entries)
    assert [len(found[EU][kind]) for kind in ("accounts", "external", "direct")] == [3, 0, 2]
    assert [len(found[ORDERS][kind]) for kind in ("accounts", "external", "direct")] == [2, 1, 2]


def test_a_plan_that_fails(trusting, live, trust):
    """The failure is one clear line with step and message; the next up finishes the work."""
    fault = {"operation": UPDATE, "kind": "plan-fails", "deployment_id": EU, "step": "set-maintenance", "message": "No room on any host"}
    live.control("POST", "faults", fault)
    said = trusting.up(expect=1)
    trusting.up()
    trusting.settled()

    assert "failed at step set-maintenance: No room on any host" in said
    assert "Traceback" not in said
    assert len(trust(EU)["direct"]) == 2


def test_bad_certificates(trusting):
    """A private key given for a certificate is refused at preview, and printed nowhere."""
    known = json.loads((trusting.folder / "known.json").read_text())
    secret = "RkFLRV9TRUNSRVQ="
    trusting.write("known.json", json.dumps(known | {"orders": f"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n"}))
    said = trusting.preview(expect=1)

    assert "certificates[0]: holds a private key, which must stay where it is: give the certificate alone" in said
    assert secret not in said


ONE_SIDE = """
from pulumi_crosslink import AccountTrust, Deployment

AccountTrust("them", deployment=Deployment(deployment_id="{holder}", connection="{cloud}"), account_id="{account}", trust_allowlist=["{resource}"])
"""


def test_two_stacks(stack, trust):
    """Two stacks that each own one side, with that side's credentials alone: each makes and removes its own."""
    sides = {"ours": (EU, "hosted", "2000000002", "eeee0201" * 4), "theirs": (SHOP, "partner", "1000000001", "eeee0101" * 4)}
    before = {item: trust(item) for item in (EU, SHOP)}
    made = {}
    for name, (holder, cloud, account, resource) in sides.items():
        stack.program(ONE_SIDE.format(holder=holder, cloud=cloud, account=account, resource=resource))
        stack.run("stack", "init", name)
        salt = yaml.safe_load((stack.folder / f"Pulumi.{name}.yaml").read_text())
        config = {"crosslink:connections": {cloud: stack.connections[cloud]}}
        stack.write(f"Pulumi.{name}.yaml", yaml.safe_dump({"config": config, **salt}))
        stack.up("--stack", name)
        made[holder] = trust(holder)
    stack.run("destroy", "--yes", "--skip-preview", "--stack", "theirs")

    assert {holder: lists["accounts"][len(before[holder]["accounts"]) :][0]["account_id"] for holder, lists in made.items()} == {
        EU: "2000000002",
        SHOP: "1000000001",
    }
    assert trust(SHOP) == before[SHOP]
    assert trust(EU) == made[EU]


NARROWED = """
from pulumi import ResourceOptions
from pulumi_crosslink import AccountTrust, Deployment, RemoteCluster

eu, us = (Deployment(deployment_id=one * 4, connection="hosted") for one in ("dddd0101", "dddd0102"))
trust = AccountTrust("own", deployment=eu, account_id="1000000001", {whom})
RemoteCluster("us", local=eu, remote=us, alias="us", opts=ResourceOptions(depends_on=[trust]))
"""


def test_narrowed_under_a_link(stack, trust):
    """A link of the program that loses the trust that it depends on is named, although the engine comes to it later."""
    stack.program(NARROWED.format(whom="trust_all=True"))
    first = stack.up()
    stack.program(NARROWED.format(whom='trust_allowlist=["eeee0101" * 4]'))
    said = stack.up()

    assert "needs the trust" not in first
    assert "the link us from logs-eu to logs-us of this program needs the trust that is taken away here" in said
    assert trust(EU)["accounts"][0]["trust_all"] is False


TEN = """
from pulumi_crosslink import AccountTrust, Deployment

eu = Deployment(deployment_id="dddd0101" * 4, connection="hosted")
for number in range(10):
    AccountTrust(f"a-{number}", deployment=eu, account_id=f"{number}", trust_all=True)
"""


def test_cost(stack, live):
    """Ten entries of one deployment in one up are four requests at most beside facts, a refresh of them is one, a second up none."""
    stack.program(TEN)
    counts = []
    for act in (stack.up, lambda: stack.run("refresh", "--yes", "--skip-preview"), stack.up):
        live.control("DELETE", "requests")
        act()
        counts.append([request["operation"] for request in live.requests() if request["operation"] in {"get-deployment", UPDATE}])

    assert counts[0].count(UPDATE) <= 2
    assert len(counts[0]) <= 4
    assert counts[1:] == [["get-deployment"], []]
