"""The real process, started as the language host starts it, spoken to as the engine does."""

import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi.runtime.proto import analyzer_pb2_grpc as rpc

from crosslink_core.model.token import REMOTE_CLUSTER, TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies import Enforcement
from crosslink_policies.rules import RULES

POLICIES = Path(__file__).parents[2] / "policies"
URN = "urn:pulumi:dev::project::type::link"


@pytest.fixture(scope="module")
def pack():
    """A stub of the pack in `policies/`, in a process of its own."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(POLICIES)]
    with subprocess.Popen(command, cwd=POLICIES, stdout=subprocess.PIPE, text=True) as process:
        try:
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                yield rpc.AnalyzerStub(channel)
        finally:
            process.kill()


@pytest.fixture
def configured(pack):
    """Configure the pack for one test: {rule name: (level, properties)}."""

    def configure(**rules):
        request = pb.ConfigureAnalyzerRequest()
        for name, (level, properties) in rules.items():
            one = request.policyConfig[name.replace("_", "-")]
            one.enforcementLevel = level
            one.properties.update(properties)
        pack.Configure(request)

    yield configure
    pack.Configure(pb.ConfigureAnalyzerRequest())


@pytest.fixture
def analyze(pack):
    """Analyze one link; return the diagnostics."""

    def send(**props):
        request = pb.AnalyzeRequest(type=REMOTE_CLUSTER, name="link", urn=URN)
        request.properties.update(props)
        return pack.Analyze(request).diagnostics

    return send


def test_info(pack):
    """The engine learns every rule, with its level: a pack's own default would be advisory."""
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())

    assert info.name == "crosslink"
    levels = {Enforcement.MANDATORY: pb.MANDATORY, Enforcement.ADVISORY: pb.ADVISORY}
    told = [(item.name, item.description, item.enforcementLevel) for item in info.policies]
    assert told == [(rule.name, rule.description, levels[rule.enforcement]) for rule in RULES]
    assert {policy.name: set(policy.configSchema.properties.fields) for policy in info.policies} == {rule.name: set(rule.schema) for rule in RULES}


def test_analyze(analyze, end, unknown):
    """A message is the description, a newline, and one sentence with rule and deployment; unknowns do not weaken it."""
    (found,) = analyze(local=unknown, remote=end(2, "security", platform="ece", version=unknown), alias="us")

    description, sentence = found.message.split("\n")
    assert (found.policyName, found.enforcementLevel) == ("no-system-deployments", pb.MANDATORY)
    assert description == "No link begins or ends at a system deployment."
    assert sentence.startswith(f"remote: security ({2:032x}) is a system deployment")
    assert sentence.endswith("(rule no-system-deployments).")


def test_pass(analyze, end):
    """A good link has no diagnostics."""
    assert list(analyze(local=end(1, "logs", version="8.13.4"), remote=end(2, "us", version="8.13.4"), alias="us", connect_timeout_s=120)) == []


def test_configure(configured, analyze, end):
    """Levels and limits are the user's."""
    link = {"local": end(1, "logs", platform="ece"), "remote": end(2, "security", platform="ece", version="8.19.0")}
    configured(no_system_deployments=(pb.ADVISORY, {}), match_search_versions=(pb.MANDATORY, {"allow": ["9.1 -> 8.19"]}))
    assert [(item.policyName, item.enforcementLevel) for item in analyze(**link)] == [("no-system-deployments", pb.ADVISORY)]

    configured(no_system_deployments=(pb.DISABLED, {}), match_search_versions=(pb.ADVISORY, {}))
    assert [(each.policyName, each.enforcementLevel) for each in analyze(**link)] == [("match-search-versions", pb.ADVISORY)]


def test_analyze_stack(pack, end):
    """A stack rule's violation is put on the resource that broke it."""
    request = pb.AnalyzeStackRequest()
    for name in ("a", "b"):
        resource = request.resources.add(type=REMOTE_CLUSTER, name=name, urn=f"{URN}-{name}")
        resource.properties.update({"local": end(1, "logs", version="8.13.4"), "remote": end(2, "us", version="8.13.4"), "alias": "us"})
    (found,) = pack.AnalyzeStack(request).diagnostics

    assert (found.policyName, found.urn) == ("no-duplicate-alias", f"{URN}-b")


def test_property_dependencies(pack, end, unknown):
    """A stack rule learns what a property was made of: an id that is unknown yet still leads to its filter, and saves it from being called unused."""
    request = pb.AnalyzeStackRequest()
    facts = {"type": "ip", "region": "aws-eu-west-1", "rules": [{"source": "192.0.2.1"}]}
    for name in ("used", "unused"):
        request.resources.add(type=TRAFFIC_FILTER, name=name, urn=f"{URN}-{name}").properties.update({"name": name} | facts)
    one = request.resources.add(type=TRAFFIC_FILTER_ASSOCIATION, name="one", urn=f"{URN}-one")
    one.properties.update({"traffic_filter": {"ruleset_id": unknown}, "deployment": end(1, "logs")})
    one.propertyDependencies["traffic_filter"].urns.append(f"{URN}-used")

    assert [(found.policyName, found.urn) for found in pack.AnalyzeStack(request).diagnostics] == [("no-unused-traffic-filter", f"{URN}-unused")]
