"""Runs rules as the engine would: through the SDK's own policies and proxies, and values that crossed the wire."""

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.rpc import wrap_rpc_secret
from pulumi_policy import PolicyProviderResource, PolicyResource, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from crosslink_core.model.token import (
    ACCOUNT_TRUST,
    BRIDGED_TRAFFIC_FILTER,
    BRIDGED_TRAFFIC_FILTER_ASSOCIATION,
    CROSS_CLUSTER_ENABLEMENT,
    DIRECT_TRUST,
    EXTERNAL_TRUST,
    REMOTE_CLUSTER,
    REMOTE_CONNECTION,
    TRAFFIC_FILTER,
    TRAFFIC_FILTER_ASSOCIATION,
    TRUST_RELATIONSHIP,
)
from crosslink_policies.pack import policy


@pytest.fixture
def unknown():
    """A value that is known only after the update."""
    return UNKNOWN_STRING_VALUE


@pytest.fixture
def secret():
    """Mark a value as secret, as the engine sends it."""
    return wrap_rpc_secret


@pytest.fixture
def end():
    """The facts of one end of a link, distinguished by a number."""

    def make(number, name, **facts):
        return {
            "deployment_id": f"{number:032x}",
            "connection": "default",
            "name": name,
            "platform": "ech",
            "organization": "org",
            "region": "aws-eu-west-1",
            "ref_id": "main-elasticsearch",
            "resource_id": f"{number + 0x100:032x}",
            "endpoint": f"{name}.es.example",
            "version": "9.1.0",
            "system_owned": False,
        } | facts

    return make


@pytest.fixture
def logs(end):
    """A hosted deployment of organization 1000000001."""
    return end(1, "logs", organization="1000000001")


@pytest.fixture
def shop(end):
    """A hosted deployment of organization 2000000002."""
    return end(2, "shop", organization="2000000002")


@pytest.fixture
def orders(end):
    """A deployment of one ECE environment."""
    return end(3, "orders", platform="ece", region="ece-region", organization="acc3" * 8)


@pytest.fixture
def lab(end):
    """A deployment of another ECE environment."""
    return end(4, "lab", platform="ece", region="ece-region", organization="acc4" * 8)


@pytest.fixture
def own():
    """The facts of an end without a control plane, by its name under `crosslink:clusters`; self-managed unless told otherwise."""

    def make(name, **facts):
        return {
            "cluster": name,
            "platform": "self",
            "name": f"{name}-es",
            "cluster_uuid": f"{name:u<22}",
            "version": "9.1.0",
            "license": "enterprise",
            "remote_cluster_client": True,
            "transport_addresses": [f"{name}.example:9300"],
            "node_names": [],
        } | facts

    return make


@pytest.fixture
def onprem(own):
    """A self-managed cluster whose nodes are called as Elastic Cloud's are: by an id, in the scope datacenter1."""
    return own("onprem", node_names=[f"es{number}.node.{0x105:032x}.cluster.datacenter1.account" for number in (1, 2)])


@pytest.fixture
def plain_names(own):
    """A self-managed cluster whose nodes have names without a scope."""
    return own("depot", node_names=["es1.depot.example", "es2.depot.example"])


@pytest.fixture
def pods(own):
    """A cluster on Kubernetes, in the namespace search."""
    return own("pods", platform="eck", kubernetes={"name": "logs", "namespace": "search", "operator": "k8s-eu", "node_sets": ["default"]})


@pytest.fixture
def cluster():
    """A link by the control plane's list, as (token, name, props)."""
    return lambda name, local, remote, **props: (REMOTE_CLUSTER, name, {"local": local, "remote": remote, "alias": name} | props)


@pytest.fixture
def connection():
    """A link by the cluster's own settings, as (token, name, props)."""

    def make(name, local, remote, port=9400, **props):
        return REMOTE_CONNECTION, name, {"local": local, "remote": remote, "alias": name, "proxy_address": f"remote.example:{port}"} | props

    return make


@pytest.fixture
def trust():
    """Entries of a deployment's trust, as (token, name, props): `trust.account`, `trust.external`, `trust.direct`, and what they need."""

    class Trust:
        def account(self, name, holder, whom, allowlist=(), **props):
            return ACCOUNT_TRUST, name, {"deployment": holder, "account_id": whom, "trust_all": False, "trust_allowlist": list(allowlist)} | props

        def external(self, name, holder, whom, allowlist=(), **props):
            return EXTERNAL_TRUST, name, {"deployment": holder, "trust_relationship_id": whom, "trust_all": False, "trust_allowlist": list(allowlist)} | props

        def direct(self, name, holder, kind, whom, allowlist=(), **props):
            some = {"name": name, "type": kind, "scope_id": whom, "trust_all": False, "trust_allowlist": list(allowlist), "certificates": ["…"]}
            return DIRECT_TRUST, name, {"deployment": holder} | some | props

        def relationship(self, name, whom, **props):
            return (
                TRUST_RELATIONSHIP,
                name,
                {"name": name, "installation_id": whom, "account_ids": [], "public_ca_cert": "…", "trust_by_default": False} | props,
            )

        def enablement(self, name, holder):
            return CROSS_CLUSTER_ENABLEMENT, name, {"deployment": holder}

    return Trust()


@pytest.fixture
def ours():
    """A traffic filter of ours, as (token, name, props)."""

    def make(name, /, kind="ip", rules=({"source": "192.0.2.0/24"},), **props):
        return TRAFFIC_FILTER, name, {"name": f"{name}-1a2b3c4", "type": kind, "region": "aws-eu-west-1", "rules": list(rules), "platform": "ech"} | props

    return make


@pytest.fixture
def bridged():
    """A traffic filter of pulumi-ec, as (token, name, props)."""

    def make(name, /, kind="ip", rules=({"source": "192.0.2.0/24"},), **props):
        return BRIDGED_TRAFFIC_FILTER, name, {"name": name, "type": kind, "region": "aws-eu-west-1", "rules": list(rules)} | props

    return make


@pytest.fixture
def put(end):
    """An association of ours, of a filter on deployment 1 unless told otherwise, as (token, name, props)."""

    def make(name, ruleset_id, on=None, /, **facts):
        return TRAFFIC_FILTER_ASSOCIATION, name, {"traffic_filter": {"ruleset_id": ruleset_id} | facts, "deployment": on or end(1, "logs")}

    return make


@pytest.fixture
def bridged_put():
    """An association of pulumi-ec, as (token, name, props)."""

    def make(name, ruleset_id, deployment_id=f"{1:032x}"):
        return BRIDGED_TRAFFIC_FILTER_ASSOCIATION, name, {"trafficFilterId": ruleset_id, "deploymentId": deployment_id}

    return make


@pytest.fixture
def violations():
    """Judge one resource by a resource rule; return the messages."""

    def judge(rule, token, config=None, name="link", /, **props):
        def once(config):
            found = []
            args = ResourceValidationArgs(token, proxies(props), urn(name), name, None, None, config)
            policy(rule).validate(args, lambda message, _urn=None: found.append(message))
            return found

        return alike(rule, config, once)

    return judge


@pytest.fixture
def stack_violations():
    """Judge resources, as (token, name, props), by a stack rule; return pairs of resource name and message.

    `wiring` says which resources a property was made of: {(name, property): [names]}; `providers` which one made a resource.
    """

    def judge(rule, resources, config=None, wiring=None, providers=None):
        def once(config):
            found = []
            made = {name: PolicyProviderResource("", {}, urn(provider), provider) for name, provider in (providers or {}).items()}
            seen = [PolicyResource(token, proxies(props), urn(name), name, None, made.get(name), None, [], {}) for token, name, props in resources]
            by_name = {item.name: item for item in seen}
            for (name, key), others in (wiring or {}).items():
                by_name[name].property_dependencies[key] = [by_name[other] for other in others]
            policy(rule).validate(StackValidationArgs(seen, config), lambda message, urn=None: found.append((urn.rpartition("::")[2], message)))
            return found

        return alike(rule, config, once)

    return judge


def alike(rule, config, once):
    """The engine fills schema defaults in, tests and other callers do not: both must judge alike."""
    bare = once(config)
    assert once({key: schema["default"] for key, schema in rule.schema.items()} | (config or {})) == bare
    return bare


def proxies(props):
    """What the SDK makes of properties that came over the wire: no integers, no secret marks, unknowns that raise."""
    wire = struct_pb2.Struct()
    wire.update(props)
    return unknown_checking_proxy(deserialize_properties(json_format.MessageToDict(wire)))


def urn(name):
    """A URN that ends with the resource's name."""
    return f"urn:pulumi:dev::project::type::{name}"
