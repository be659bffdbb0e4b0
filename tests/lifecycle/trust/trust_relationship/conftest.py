"""Trust relationships of the environment `enterprise` with the environment `laboratory`, each run in a process of its own."""

from datetime import UTC, datetime

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.model.trust.trust_relationship import TrustRelationship
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.trust import trust_relationship

OTHER = "acc00400" * 4


@pytest.fixture
def pem():
    """Return the PEM of an authority's certificate by its number."""
    return lambda number=1: issue("laboratory", number, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))


@pytest.fixture
def life(session, said):
    """The life of trust relationships."""
    return TrustRelationshipLifecycle(session, Tell.by(said.append))


@pytest.fixture
def another(emulator, said):
    """Make a life as the next run's process has it: it remembers nothing."""
    made = []

    def make(**more):
        environments = ("enterprise", "laboratory")
        known = {
            environment: {"platform": "ece", "endpoint": emulator.cloud_url(environment), "apiKey": f"emulated-{environment}-key"}
            for environment in environments
        }
        made.append(Session(Connections(known, {}), **more))
        return TrustRelationshipLifecycle(made[-1], Tell.by(said.append))

    yield make
    for item in made:
        item.connections.close()


@pytest.fixture
def spec(pem):
    """A wish."""
    return lambda **more: TrustRelationship(**{"name": "laboratory", "installation_id": OTHER, "public_ca_cert": pem(), "connection": "enterprise"} | more)


@pytest.fixture
def there(emulator):
    """The relationships with other environments, by id."""
    return emulator.world.clouds["enterprise"].trust_relationships


@pytest.fixture
def write(emulator):
    """Write as somebody else does: a change by id, or a new relationship."""
    cloud = emulator.world.clouds["enterprise"]

    def write(id_=None, **content):
        if id_ is None:
            return trust_relationship.create(emulator.world, cloud, content).id
        return trust_relationship.update(emulator.world, cloud, id_, content).id

    return write


@pytest.fixture
def local(emulator):
    """The environment's own relationship."""
    return trust_relationship.local_relationship(emulator.world, emulator.world.clouds["enterprise"])


@pytest.fixture
def before_each_deletion(monkeypatch):
    """Let somebody else act between our reading and our deletion."""

    def act(writer):
        delete = trust_relationship.delete

        def delete_later(world, cloud, relationship_id, version):
            writer(relationship_id)
            delete(world, cloud, relationship_id, version)

        monkeypatch.setattr(trust_relationship, "delete", delete_later)

    return act
