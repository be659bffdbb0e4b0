"""Runs rules as the engine would: through the SDK's own policies and proxies, and values that crossed the wire."""

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.rpc import wrap_rpc_secret
from pulumi_policy import PolicyResource, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

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
def violations():
    """Judge one resource by a resource rule; return the messages."""

    def judge(rule, token, config=None, name="link", **props):
        def once(config):
            found = []
            args = ResourceValidationArgs(token, proxies(props), urn(name), name, None, None, config)
            policy(rule).validate(args, lambda message, _urn=None: found.append(message))
            return found

        return alike(rule, config, once)

    return judge


@pytest.fixture
def stack_violations():
    """Judge resources, as (token, name, props), by a stack rule; return pairs of resource name and message."""

    def judge(rule, resources, config=None):
        def once(config):
            found = []
            seen = [PolicyResource(token, proxies(props), urn(name), name, None, None, None, [], {}) for token, name, props in resources]
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
