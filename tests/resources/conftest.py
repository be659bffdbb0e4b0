import json
from dataclasses import dataclass

import pytest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import ConfigureRequest
from pulumi.runtime import Mocks, rpc, set_mocks, test
from pulumi.runtime.mocks import MockMonitor

from crosslink_emulator.world.state.trust import TrustRelationship
from pulumi_crosslink import process
from pulumi_crosslink.account_trust import AccountTrustProvider
from pulumi_crosslink.direct_trust import DirectTrustProvider
from pulumi_crosslink.external_trust import ExternalTrustProvider
from pulumi_crosslink.link_id_claim import LinkIdClaimProvider
from pulumi_crosslink.traffic_filter import TrafficFilterProvider
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociationProvider

FILTER = {"type": "ip", "region": "aws-eu-west-1", "name": "f", "connection": "hosted", "rules": [{"source": "192.0.2.1"}]}
ASSOCIATION = {"traffic_filter": {"ruleset_id": "ours"}, "deployment": {"deployment_id": "dddd0104" * 4, "connection": "hosted"}}
CLAIM = {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0", "connection": "hosted"}
EU, ORDERS = {"deployment_id": "dddd0101" * 4, "connection": "hosted"}, {"deployment_id": "dddd0302" * 4, "connection": "enterprise"}
ACCOUNT = {"deployment": EU, "account_id": "2000000002", "trust_allowlist": ["eeee0201" * 4]}
EXTERNAL = {"deployment": ORDERS, "trust_relationship_id": "f0" * 16, "trust_allowlist": ["eeee0402" * 4]}
DIRECT = {"deployment": EU, "name": "d", "type": "ECE", "scope_id": "acc00300" * 4, "trust_allowlist": ["eeee0302" * 4]}


@pytest.fixture
def another_process(monkeypatch):
    """Forget what the plugin's process knows, as the next operation's does."""

    def forget():
        if process._session:
            process._session.connections.close()
        monkeypatch.setattr(process, "_session", None)

    forget()
    yield forget
    forget()


@pytest.fixture
def configured(emulator, another_process):
    """Make a provider as the engine does."""
    connections = {name: {"endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name in ("hosted", "partner")}
    connections["enterprise"] = {"platform": "ece", "endpoint": emulator.cloud_url("enterprise"), "apiKey": "emulated-enterprise-key"}

    def make(kind, **config):
        provider = kind()
        raw = {"crosslink:connections": json.dumps(connections), **{f"crosslink:{key}": value for key, value in config.items()}}
        provider.configure(ConfigureRequest(Config(raw, "tried")))
        return provider

    return make


@pytest.fixture
def certificate(emulator):
    """The certificate of the authority of the enterprise environment."""
    authority = emulator.world.authority(emulator.world.clouds["enterprise"])
    return authority.pem(authority.active)


@pytest.fixture
def check(configured, emulator, certificate):
    """Check a resource by its name, with changes to what is right; `ours` and `foreign` stand for ids of filters here and in another organization."""
    known = {"id": EXTERNAL["trust_relationship_id"], "name": "laboratory", "public_ca_cert": certificate, "installation_id": "acc00400" * 4}
    enterprise, now = emulator.world.clouds["enterprise"], emulator.world.clock
    enterprise.trust_relationships[known["id"]] = TrustRelationship(**known, created=now, last_modified=now)
    right = {TrafficFilterProvider: FILTER, TrafficFilterAssociationProvider: ASSOCIATION, LinkIdClaimProvider: CLAIM}
    right |= {AccountTrustProvider: ACCOUNT, ExternalTrustProvider: EXTERNAL, DirectTrustProvider: DIRECT | {"certificates": [certificate]}}
    kinds = {kind.__name__.removesuffix("Provider"): (configured(kind), props) for kind, props in right.items()}
    hosted, partner = (emulator.world.clouds[name].traffic_filters for name in ("hosted", "partner"))
    ids = {"ours": next(iter(hosted)), "foreign": "f0" * 16}
    partner[ids["foreign"]] = hosted[ids["ours"]]

    def check(name, changes):
        provider, props = kinds[name]
        news = props | changes | {"__provider": "x"}
        one = news.get("traffic_filter")
        if isinstance(one, dict) and isinstance(one.get("ruleset_id"), str):
            news["traffic_filter"] = one | {"ruleset_id": ids.get(one["ruleset_id"], one["ruleset_id"])}
        return provider.check({}, news)

    return check


@dataclass
class Declared:
    """What the engine was told of one resource; references to others are their names."""

    kind: str
    props: dict
    parent: str
    depends_on: set
    deletes_first: bool
    aliases: set
    """The names that it had before."""


class _Anything(Mocks):
    def new_resource(self, args):
        return f"id-of-{args.name}", {name: value for name, value in args.inputs.items() if value is not None}

    def call(self, args):
        return {}


class _Monitor(MockMonitor):
    def __init__(self):
        super().__init__(_Anything())
        self.seen = {}

    def RegisterResource(self, request):  # noqa: N802 — the name that the SDK calls
        if not request.type.startswith("pulumi:pulumi"):
            of = {urn.rpartition("::")[2] for urn in request.dependencies}
            props = {name: value for name, value in rpc.deserialize_properties(request.object).items() if not name.startswith("__")}
            kind, parent = request.type.rpartition(":")[2], request.parent.rpartition("::")[2]
            former = {alias.spec.name for alias in request.aliases}
            self.seen[request.name] = Declared(kind, props, parent, of, request.deleteBeforeReplace, former)
        return super().RegisterResource(request)


@pytest.fixture
def declared():
    """Run a program against a mock of the engine, and return what it declared, by name."""

    def run(program, *, preview=False):
        monitor = _Monitor()
        set_mocks(monitor.mocks, "tried", "dev", preview, monitor=monitor)
        test(program)()
        return monitor.seen

    return run
