"""Links made as the components make them: the trust of both sides by the lives of its entries, then the connection."""

from dataclasses import dataclass, field

import pytest

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.direct_trust import DirectTrustLifecycle
from crosslink_core.lifecycle.external_trust import ExternalTrustLifecycle
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.lifecycle.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.links.route import Connection, Trust, route
from crosslink_core.links.trust import wishes
from crosslink_core.model.account_trust import AccountTrust
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.direct_trust import DirectTrust
from crosslink_core.model.external_trust import ExternalTrust
from crosslink_core.model.remote_cluster import RemoteCluster
from crosslink_core.model.remote_connection import RemoteConnection
from crosslink_core.model.trust_relationship import TrustRelationship


@dataclass
class Linker:
    """Makes a link between two deployments of the estate, and keeps what it made."""

    emulator: object
    connections: Connections
    directory: DeploymentDirectory
    said: list = field(default_factory=list)
    made: dict = field(default_factory=dict)
    """By the holder's name: the life, the wish and the state of its trust."""

    def end(self, name):
        cloud, found = next((cloud, one.deployments[name]) for cloud, one in self.emulator.world.clouds.items() if name in one.deployments)
        end = self.directory.find([(cloud, found.id)])[found.id]
        return end.model_copy(update={"cluster": name if name in {*self.connections.clusters} else None})

    def pems(self, end):
        authority = self.connections.cloud(end.connection).certificate_authorities.get(end.deployment_id)
        return [one.pem for one in authority.public_certificates]

    def relationship(self, holder, other, **more):
        """The environments know each other, as two resources of the platforms."""
        itself = next(one for one in self.connections.cloud(other.connection).trust_relationships.all(include_certificate=True) if one.local)
        given = {"installation_id": itself.installation_id, "public_ca_cert": itself.public_ca_cert, "connection": holder.connection}
        wish = TrustRelationship(name=f"to {other.organization}", **given | more)
        return TrustRelationshipLifecycle(self.connections, Tell.by(self.said.append)).create(wish)

    def trust(self, wish, **more):
        """Make one entry; `more` says otherwise than the link would."""
        common = {"deployment": wish.holder, "trust_allowlist": wish.allowlist}
        if wish.trust is Trust.ACCOUNT:
            life, spec = AccountTrustLifecycle, AccountTrust(**common | {"account_id": wish.scope} | more)
        elif wish.trust is Trust.EXTERNAL:
            different = {name: more.pop(name) for name in ("public_ca_cert",) if name in more}
            more = more if "trust_relationship_id" in more else more | {"trust_relationship_id": self.relationship(wish.holder, wish.others[0], **different).id}
            life, spec = ExternalTrustLifecycle, ExternalTrust(**common | more)
        else:
            kind = "ESS" if wish.others[0].platform == "ech" else "ECE"
            direct = {"name": f"to {wish.scope}", "type": kind, "scope_id": wish.scope, "certificates": [pem for one in wish.others for pem in self.pems(one)]}
            life, spec = DirectTrustLifecycle, DirectTrust(**common | direct | more)
        one = life(self.connections, Tell.by(self.said.append))
        self.made[wish.holder.name] = one, spec, one.create(spec)
        return self.made[wish.holder.name][2]

    def connect(self, here: Deployment, there: Deployment):
        """Make the connection alone."""
        kind, life = (
            (RemoteCluster, RemoteClusterLifecycle)
            if route(here, there).connection is Connection.REMOTE_CLUSTER
            else (RemoteConnection, RemoteConnectionLifecycle)
        )
        spec = kind.model_validate({"local": here, "remote": there, "alias": "far", "connect_timeout_s": 0})
        return life(self.connections, Tell.by(self.said.append)).create(spec)

    def link(self, local, remote, **more):
        """Make the whole link; a keyword is the holder's name with underscores: what its trust says otherwise, None for no trust at all."""
        here, there = self.end(local), self.end(remote)
        row = route(here, there)
        for wish in wishes([(here, there, row)]):
            different = more.get(wish.holder.name.replace("-", "_"), {})
            if different is not None:
                self.trust(wish, **different)
        return row, self.connect(here, there)


@pytest.fixture
def linker(emulator):
    """Connections to all clouds, and credentials for the Elasticsearch of the hosted deployments."""
    clouds = emulator.world.clouds.items()
    configured = {name: {"platform": cloud.platform, "endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name, cloud in clouds}
    clusters = {
        name: {"url": f"{emulator.url}/clusters/{cloud.deployments[name].resource_id}", "username": "crosslink", "password": f"emulated-{name}-password"}
        for name, cloud in ((name, emulator.world.clouds[cloud]) for name, cloud in (("logs-eu", "hosted"), ("shop-eu", "partner")))
    }
    connections = Connections(configured, {}, clusters=clusters)
    yield Linker(emulator, connections, DeploymentDirectory(connections))
    connections.close()
