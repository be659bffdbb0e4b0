"""The core's reasons, the rules and the warnings about dependents judge the same trust alike."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.trust.dependents import Dependents
from crosslink_core.lifecycle.trust.trust_reason import judge
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.token import ACCOUNT_TRUST, DIRECT_TRUST, EXTERNAL_TRUST, REMOTE_CONNECTION, TRUST_RELATIONSHIP
from crosslink_policies import Resource
from crosslink_policies.rules.no_trust_removal_in_use import no_trust_removal_in_use
from crosslink_policies.rules.require_mutual_trust import require_mutual_trust

TOKENS = {"account_id": ACCOUNT_TRUST, "trust_relationship_id": EXTERNAL_TRUST, "scope_id": DIRECT_TRUST}
RELATIONSHIPS = {"ra": "acca", "rb": "accb", "rc": "accc"}
ID = "feed0001" * 4


def deployment(name, platform, organization):
    ids = {"deployment_id": f"{ord(name[0]):032x}", "resource_id": name[0] * 32}
    return Deployment(name=name, platform=platform, organization=organization, connection=organization, endpoint=f"{name}.example", version="9.1.0", **ids)


HERE = {"ech": deployment("here", "ech", "1"), "ece": deployment("here", "ece", "acca")}
OTHERS = {
    "beside": deployment("beside", "ech", "1"),
    "partner": deployment("partner", "ech", "2"),
    "same": deployment("same", "ece", "acca"),
    "b": deployment("b", "ece", "accb"),
    "c": deployment("c", "ece", "accc"),
    "onprem": Cluster(cluster="onprem", node_names=tuple(f"es{number}.node.{ID}.cluster.datacenter1.account" for number in (1, 2))),
    "depot": Cluster(cluster="depot", node_names=("es1.depot", "es2.depot")),
    "stock": Cluster(cluster="stock"),
    "pods": Cluster.model_validate({"cluster": "pods", "platform": "eck", "kubernetes": {"name": "logs", "namespace": "search"}}),
}
NODES = [*OTHERS["onprem"].node_names, *OTHERS["depot"].node_names, "logs-es-default-0.node.logs.search.es.local"]
WHOM = st.one_of(
    st.builds(lambda id_: {"account_id": id_}, st.sampled_from(["1", "2", "acca", "accb"])),
    st.builds(lambda id_: {"trust_relationship_id": id_}, st.sampled_from([*RELATIONSHIPS, "elsewhere"])),
    st.builds(
        lambda kind, scope, names: {"type": kind, "scope_id": scope, "additional_node_names": names},
        st.sampled_from(["ESS", "ECE", "generic", "proxy"]),
        st.sampled_from([None, "1", "2", "accb", "accc", "datacenter1", "search.es.local"]),
        st.lists(st.sampled_from(NODES), max_size=2, unique=True),
    ),
)
LISTED = st.one_of(
    st.just({"trust_all": True}),
    st.builds(lambda ids: {"trust_all": False, "trust_allowlist": ids}, st.lists(st.sampled_from(["p" * 32, "b" * 32, "c" * 32, "s" * 32, ID]), max_size=2)),
)
ENTRIES = st.lists(st.builds(lambda whom, listed: whom | listed, WHOM, LISTED), max_size=3)


class Connections:
    """Control planes of which one deployment has entries, and one environment trust relationships; no certificate can be seen."""

    def __init__(self, holder, entries, relationships):
        self.holder, self.relationships = holder, relationships
        self.trust = {"accounts": [], "external": [], "direct": []}
        for entry in entries:
            self.trust["accounts" if "account_id" in entry else "external" if "trust_relationship_id" in entry else "direct"].append(entry)
        self.clusters = SimpleNamespace(configured=lambda _name: SimpleNamespace(authorities=tuple))

    def __getitem__(self, _name):
        return SimpleNamespace(platform=self.holder.platform)

    def name(self, name):
        return name

    def cloud(self, _name):
        return SimpleNamespace(
            deployments=SimpleNamespace(settings=self.settings),
            trust_relationships=SimpleNamespace(all=self.all),
            certificate_authorities=SimpleNamespace(get=self.refuse),
        )

    def settings(self, deployment_id):
        if deployment_id != self.holder.deployment_id:
            self.refuse(deployment_id)
        return SimpleNamespace(content={"resources": {"elasticsearch": [{"info": {"settings": {"trust": self.trust}}}]}})

    def all(self, *, include_certificate):
        assert include_certificate
        return [
            Relationship(id=id_, name=id_, trust_by_default=False, local=False, installation_id=environment, account_ids=(environment,))
            for id_, environment in self.relationships.items()
        ]

    def refuse(self, id_):
        raise CrosslinkError(id_)


def reason(holder, other, entries, relationships=RELATIONSHIPS):
    """Why the core says that the holder does not let the other in: a text, "" where it does."""
    text = judge(Session(Connections(holder, entries, relationships)), SimpleNamespace(local=holder, remote=other)).text
    found = [part for part in text.split(" and ") if part.startswith((f"{holder.label} does not trust", f"whether {holder.label} trusts"))]
    return found[0] if found else ""


def violations(holder, other, entries, relationships=RELATIONSHIPS):
    """What the rules say of the holder's trust."""
    ends = {"local": holder.model_dump(mode="json"), "remote": other.model_dump(mode="json")}
    link = Resource(REMOTE_CONNECTION, "link", ends | {"alias": "far", "proxy_address": "far.example:9400"}, "urn::link")
    declared = [
        Resource(next(TOKENS[key] for key in TOKENS if key in entry), f"e{number}", entry | {"deployment": ends["local"]}, f"urn::e{number}")
        for number, entry in enumerate(entries)
    ]
    known = [
        Resource(TRUST_RELATIONSHIP, id_, {"installation_id": environment, "account_ids": [], "trust_relationship_id": id_}, f"urn::{id_}")
        for id_, environment in relationships.items()
    ]
    found = [each for rule in (require_mutual_trust, no_trust_removal_in_use) for each in rule.judge([link, *declared, *known], {})]
    return [each.message for each in found if not each.message.startswith("remote: ")]


def warnings(holder, other, entries, number, relationships=RELATIONSHIPS):
    """What is said of the link when one of the entries goes."""
    dependents, facts = Dependents(), {"deployment": holder.model_dump(mode="json")}
    dependents.keep_link("link", {"local": facts["deployment"], "remote": other.model_dump(mode="json"), "alias": "far"})
    for id_, environment in relationships.items():
        dependents.keep_relationship(id_, {"installation_id": environment})
    for index, entry in enumerate(entries):
        dependents.keep_entry(str(index), entry | facts)
    return dependents.reduce_entry(str(number), entries[number] | facts, {})


@given(platform=st.sampled_from(["ech", "ece"]), other=st.sampled_from(sorted(OTHERS)), entries=ENTRIES)
def test_never_contradict(platform, other, entries):
    """Whom the core sees let in is no violation, and loses nothing with an entry without which the core sees it let in."""
    holder, there = HERE[platform], OTHERS[other]
    if reason(holder, there, entries) == "":
        assert violations(holder, there, entries) == []
    for number in range(len(entries)):
        without = reason(holder, there, entries[:number] + entries[number + 1 :])
        found = warnings(holder, there, entries, number)
        assert not found or without.startswith(f"{holder.label} does not trust")
        hidden = any(entry.get("trust_relationship_id") == "elsewhere" for entry in entries)  # only the core sees that there is none
        loses = reason(holder, there, [entries[number]]) == "" and without.startswith(f"{holder.label} does not trust")
        assert found or hidden or not loses


@pytest.mark.parametrize(
    ("other", "environment", "lets_in"),
    [("b", "accb", True), ("c", "accb", False), ("c", None, None)],
    ids=["its environment", "another environment", "an environment that is not known"],
)
def test_external(other, environment, lets_in):
    """An external trust to environment B lets in a cluster of B, none of C, and nobody knows whom while the environment is not known."""
    holder, there, entries = HERE["ece"], OTHERS[other], [{"trust_relationship_id": "r", "trust_all": True}]
    known = {} if environment is None else {"r": environment}
    said = [len(violations(holder, there, entries, known)), [" needs " in line for line in warnings(holder, there, entries, 0, known)]]

    if lets_in is None:
        assert said == [0, [False]]
    else:
        assert [reason(holder, there, entries, known) == "", *said] == ([True, 0, [True]] if lets_in else [False, 1, []])
