"""Links made as the components make them: the trust of both sides by the lives of its entries, then the connection."""

from dataclasses import dataclass, field

import httpx
import pytest
import yaml

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.lifecycle.trust.external_trust import ExternalTrustLifecycle
from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.links import Mechanism, Trust
from crosslink_core.links.installation import Peer, files
from crosslink_core.links.plan import plan
from crosslink_core.links.planned import LinkRequest
from crosslink_core.links.route_table import route
from crosslink_core.links.trust_entry import scope_of
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.remotes.remote_cluster import RemoteCluster
from crosslink_core.model.remotes.remote_connection import RemoteConnection
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust
from crosslink_core.model.trust.external_trust import ExternalTrust
from crosslink_core.model.trust.trust_relationship import TrustRelationship


@dataclass
class Linker:
    """Makes a link between two deployments of the estate, and keeps what it made."""

    emulator: object
    session: Session
    directory: DeploymentDirectory
    said: list = field(default_factory=list)
    made: dict = field(default_factory=dict)
    """By the holder's name: the life, the wish and the state of its trust."""

    def end(self, name):
        if name in self.emulator.world.clusters:
            return cluster(self.session, name)
        cloud, found = next((cloud, item.deployments[name]) for cloud, item in self.emulator.world.clouds.items() if name in item.deployments)
        end = self.directory.find([(cloud, found.id)])[found.id]
        return end.model_copy(update={"cluster": name if name in {*self.session.connections.clusters} else None})

    def remotes(self, name):
        """What the emulator itself says of the remotes of an end: connected or not, and why not."""
        end = self.end(name)
        found = httpx.get(f"{self.emulator.url}/_emulator/clusters/{name if isinstance(end, Cluster) else end.resource_id}/remotes").json()
        return {alias: (item["connected"], item["reason"]) for alias, item in found.items()}

    def pems(self, end):
        if isinstance(end, Cluster):
            return self.session.connections.clusters.configured(end.cluster).authorities()
        authority = self.session.cloud(end.connection).certificate_authorities.get(end.deployment_id)
        return [certificate.pem for certificate in authority.public_certificates]

    def relationship(self, holder, other, **more):
        """The environments know each other, as two resources of the platforms."""
        itself = next(item for item in self.session.cloud(other.connection).trust_relationships.all(include_certificate=True) if item.local)
        given = {"installation_id": itself.installation_id, "public_ca_cert": itself.public_ca_cert, "connection": holder.connection}
        wish = TrustRelationship(name=f"to {other.organization}", **given | more)
        return TrustRelationshipLifecycle(self.session, Tell.by(self.said.append)).create(wish)

    def trust(self, wanted, **more):
        """Make one entry; `more` says otherwise than the link would."""
        inputs = dict(wanted.inputs)
        if wanted.noun == Trust.ACCOUNT:
            lifecycle, kind = AccountTrustLifecycle, AccountTrust
        elif wanted.noun == Trust.EXTERNAL:
            different = {name: more.pop(name) for name in ("public_ca_cert",) if name in more}
            if "trust_relationship_id" not in more:
                inputs["trust_relationship_id"] = self.relationship(wanted.holder, wanted.others[0], **different).id
            lifecycle, kind = ExternalTrustLifecycle, ExternalTrust
        else:
            inputs |= {"name": f"to {scope_of(wanted.others[0])}", "certificates": [pem for end in wanted.others for pem in self.pems(end)]}
            lifecycle, kind = DirectTrustLifecycle, DirectTrust
        life, spec = lifecycle(self.session, Tell.by(self.said.append)), kind(**inputs | more)
        self.made[wanted.holder.name] = life, spec, life.create(spec)
        return self.made[wanted.holder.name][2]

    def install(self, holder: Cluster, other: End, *, is_local: bool, certificates=None, operated=(), change=lambda texts: texts):
        """Put the files in place on a cluster, as those who run it do; `change` makes others of them."""
        peers = [] if operated else [Peer(other, tuple(certificates or self.pems(other)), is_local)]
        texts = change({file.name: file.text for file in files(holder, self.pems(holder), peers, operated)})
        objects = {"objects": [yaml.safe_load(text) for text in texts.values()]} if holder.kubernetes else None
        path, body = ("kubernetes", objects) if objects else ("files", texts)
        httpx.put(f"{self.emulator.url}/_emulator/clusters/{holder.cluster}/{path}", json=body).raise_for_status()

    def connect(self, here: End, there: End, **more):
        """Make the connection alone."""
        kind, life = (
            (RemoteCluster, RemoteClusterLifecycle)
            if route(here, there).mechanism == Mechanism.REMOTE_CLUSTER
            else (RemoteConnection, RemoteConnectionLifecycle)
        )
        spec = kind.model_validate({"local": here, "remote": there, "alias": "far", "connect_timeout_s": 0} | more)
        return life(self.session, Tell.by(self.said.append)).create(spec)

    def link(self, local, remote, *, settings=None, **more):
        """Make the whole link; a keyword is the holder's name with underscores: what its trust says otherwise, None for no trust at all."""
        here, there = self.end(local), self.end(remote)
        row = route(here, there)
        for wanted in plan([LinkRequest("far", here, there)]).objects:
            different = more.get(wanted.holder.name.replace("-", "_"), {}) if wanted.shared else None
            if different is not None:
                self.trust(wanted, **different)
        for holder, other in ((here, there), (there, here)):
            different = more.get(holder.label.replace("-", "_"), {})
            if isinstance(holder, Cluster) and different is not None:
                operated = [("far", there)] if row.mechanism == Mechanism.OPERATOR and holder is here else []
                if operated or row.mechanism != Mechanism.OPERATOR:
                    self.install(holder, other, is_local=other is here, operated=operated, **different)
        return row, None if row.mechanism == Mechanism.OPERATOR else self.connect(here, there, **(settings or {}))


def own(emulator, configuration_of, folder):
    """What `crosslink:clusters` says of the clusters that no control plane knows, with the files that those who run them hand over."""
    for name, item in emulator.world.clusters.items():
        there = httpx.get(f"{emulator.url}/_emulator/clusters/{name}/certificates").json()
        for part in ("authority", "nodes"):
            (folder / f"{name}-{part}.pem").write_text("".join(there[part]))
        files = {"transportCaFile": str(folder / f"{name}-authority.pem")}
        if not item.kubernetes and name != "stock":
            files["nodeCertificateFile"] = str(folder / f"{name}-nodes.pem")
        yield name, configuration_of(name, **files)


@pytest.fixture
def linker(emulator, configuration_of, tmp_path):
    """Connections to all clouds, and credentials for the Elasticsearch of the hosted deployments."""
    clouds = emulator.world.clouds.items()
    configured = {name: {"platform": cloud.platform, "endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name, cloud in clouds}
    clusters = dict(own(emulator, configuration_of, tmp_path)) | {name: configuration_of(name) for name in ("logs-eu", "shop-eu")}
    session = Session(Connections(configured, {}, clusters=clusters))
    yield Linker(emulator, session, DeploymentDirectory(session))
    session.connections.close()
