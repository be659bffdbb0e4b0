"""What people do with the clusters of an emulator: configure them, let them trust each other, and write remotes; fixtures of all tests, by conftest.py."""

import pytest

from crosslink_emulator.control.cluster import install
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.trust import AccountTrust


@pytest.fixture
def end_of(emulator):
    """Find a named cluster, or a deployment of whichever cloud, by its name."""

    def find(name):
        world = emulator.world
        ends = (End(cloud, cloud.deployments[name]) for cloud in world.clouds.values() if name in cloud.deployments)
        return End(None, world.clusters[name]) if name in world.clusters else next(ends)

    return find


@pytest.fixture
def configuration_of(emulator, end_of):
    """What `crosslink:clusters` says of an Elasticsearch by its name, and more; what only a named cluster has is said of those alone."""

    def said(name, **more):
        one = end_of(name).elasticsearch
        found = {"url": f"{emulator.url}/clusters/{one.identity}", "username": "crosslink", "password": f"emulated-{name}-password"}
        if isinstance(one, Cluster):
            found["transportAddress"] = f"{name}.example:9300"
            if one.kubernetes:
                found |= {"platform": "eck", "kubernetes": one.kubernetes.model_dump(include={"operator", "namespace", "name"})}
        return found | more

    return said


@pytest.fixture
def trust_each_other(emulator, end_of):
    """Let self-managed clusters trust the authorities of all of them."""

    def trust(*names):
        world, ends = emulator.world, [end_of(name) for name in names]
        authorities = [world.authority_of(end) for end in ends]
        files = {"all.crt": "".join(authority.pem(certificate) for authority in authorities for certificate in authority.certificates)}
        for end in ends:
            install(world, end.elasticsearch, files | {"elasticsearch.yml": "xpack.security.transport.ssl.certificate_authorities: [all.crt]"})

    return trust


@pytest.fixture
def organizations_trust(emulator):
    """The two hosted organizations trust each other with all their deployments."""
    hosted, partner = emulator.world.clouds["hosted"], emulator.world.clouds["partner"]
    for cloud, other in ((hosted, partner), (partner, hosted)):
        for deployment in cloud.deployments.values():
            entry = AccountTrust(account_id=other.organization, trust_all=True)
            deployment.trust = deployment.trust.model_copy(update={"accounts": (*deployment.trust.accounts, entry)})


@pytest.fixture
def write_remote(emulator, end_of):
    """Write settings of an alias, persistent and transient ones, on a cluster or a deployment by its name, as a person does; None removes one."""

    def write(name, alias, settings, transient=None):
        layers = [{f"cluster.remote.{alias}.{key}": value for key, value in (item or {}).items()} for item in (settings, transient)]
        write_settings(emulator.world, *end_of(name), *layers)

    return write
