"""What our own components declare for links with clusters without a control plane obeys the rules about trust, and each part of it is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.links.plan import plan
from crosslink_core.links.planned import LinkRequest
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.token import DIRECT_TRUST, REMOTE_CONNECTION
from crosslink_policies import Resource
from crosslink_policies.rules.match_cluster_id import match_cluster_id
from crosslink_policies.rules.match_trust_scope import match_trust_scope
from crosslink_policies.rules.no_trust_everyone import no_trust_everyone
from crosslink_policies.rules.no_trust_removal_in_use import no_trust_removal_in_use
from crosslink_policies.rules.require_mutual_trust import require_mutual_trust

RULES = (match_cluster_id, match_trust_scope, no_trust_everyone, no_trust_removal_in_use, require_mutual_trust)


def logs(platform):
    """A deployment with all that a link needs to know."""
    facts = {"name": "logs", "platform": platform, "organization": "1000000001", "region": "aws-eu-west-1", "version": "9.1.0"}
    ids = {"deployment_id": f"{0xD:032x}", "resource_id": f"{0xE:032x}", "endpoint": "logs.es.example"}
    return Deployment.model_validate(facts | ids)


@st.composite
def clusters(draw):
    """Up to three clusters with names by which they can be let in: with ids in a scope, with other words in it, without a scope, on Kubernetes."""
    forms = {
        "ids": lambda number: {"node_names": (f"es1.node.{number:032x}.cluster.datacenter.account", f"es2.node.{number:032x}.cluster.datacenter.account")},
        "words": lambda number: {"node_names": (f"es1.node.c{number}.cluster.datacenter.account",)},
        "names": lambda number: {"node_names": (f"es1.c{number}.example", f"es2.c{number}.example")},
        "pods": lambda number: {"platform": "eck", "kubernetes": {"name": f"c{number}", "namespace": draw(st.sampled_from(["search", "shop"]))}},
    }
    chosen = draw(st.lists(st.sampled_from(sorted(forms)), min_size=1, max_size=3))
    return [
        Cluster.model_validate({"cluster": f"c{number}", "version": "9.1.0", "transport_addresses": (f"c{number}.example:9300",)} | forms[form](number))
        for number, form in enumerate(chosen, 1)
    ]


def resources(end, others, *, outward):
    """The links of a deployment, to others or from them, and the trust that they need."""
    pairs = [(end, other) if outward else (other, end) for other in others]
    for local, remote in pairs:
        address = remote.transport_addresses[0] if outward else f"{end.endpoint}:9400"
        ends = {"local": local.model_dump(mode="json"), "remote": remote.model_dump(mode="json")}
        name = f"{local.id}--{remote.id}"
        yield Resource(REMOTE_CONNECTION, name, ends | {"alias": remote.id, "proxy_address": address}, f"urn::{name}")
    for number, wanted in enumerate(plan([LinkRequest(f"{local.id}--{remote.id}", local, remote) for local, remote in pairs]).objects):
        if not wanted.shared:
            continue
        props = dict(wanted.inputs) | {"deployment": wanted.holder.model_dump(mode="json"), "certificates": ["…"]}
        yield Resource(DIRECT_TRUST, f"entry-{number}", props, f"urn::entry-{number}")


@pytest.mark.parametrize("outward", [True, False], ids=["to clusters", "from clusters"])
@given(platform=st.sampled_from(["ech", "ece"]), others=clusters())
def test_declared(outward, platform, others):
    """Nothing is said of it; without an entry, the links that need it are."""
    made = list(resources(logs(platform), others, outward=outward))

    assert [violation.message for rule in RULES for violation in rule.judge(made, {})] == []
    for entry in [each for each in made if each.token == DIRECT_TRUST]:
        rest = [item for item in made if item is not entry]
        assert list(require_mutual_trust.judge(rest, {}))


@given(others=clusters(), key=st.sampled_from(["trust_all", "trust_allowlist", "additional_node_names"]))
def test_declared_in_part(others, key):
    """An entry that has lost what lets somebody in is not taken for whole."""
    made = list(resources(logs("ech"), others, outward=True))
    for entry in [each for each in made if each.token == DIRECT_TRUST and each.props[key]]:
        broken = [item._replace(props=item.props | {key: None}) if item is entry else item for item in made]
        assert [violation for rule in (no_trust_removal_in_use, require_mutual_trust) for violation in rule.judge(broken, {})]
