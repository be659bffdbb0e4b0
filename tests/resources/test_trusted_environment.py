import pytest
from pulumi import Output, RunError

from crosslink_emulator.faults import Fault
from crosslink_emulator.world.trust.trust_relationship import create
from pulumi_crosslink import get_trusted_environments, get_trusted_environments_output, process, trusted_environment
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider
from pulumi_crosslink.trusted_environment import TrustedEnvironment

ENVIRONMENT, OTHER = "acc00300" * 4, "acc00400" * 4


@pytest.fixture(autouse=True)
def _looked_up(configured, monkeypatch):
    """The program's settings are those of a configured provider."""
    provider = configured(TrustRelationshipProvider)
    monkeypatch.setattr(trusted_environment, "of_program", lambda: process.session(provider._get))


def test_what_it_is(emulator, declared):
    """An environment trusts itself, and those that it has relationships with; what is asked for may be an output."""
    cloud = emulator.world.clouds["enterprise"]
    certificate = emulator.world.authority(emulator.world.clouds["laboratory"])
    content = {"name": "laboratory", "installation_id": OTHER, "public_ca_cert": certificate.pem(certificate.active)}
    made = create(emulator.world, cloud, content)
    itself, other = get_trusted_environments(connection="enterprise")
    seen = []
    declared(lambda: get_trusted_environments_output(connection=Output.from_input("enterprise")).apply(seen.extend) and None)

    assert (itself.kind, itself.id, itself.trust_all) == ("accounts", ENVIRONMENT, True)
    assert other == TrustedEnvironment(kind="external", id=made.id, name="laboratory", trust_all=False, trust_allowlist=())
    assert seen == [itself, other]


def test_failures(emulator):
    """A connection that is not configured, or does not answer, is one line of the program's."""
    with pytest.raises(RunError, match="'hostde' is not configured"):
        get_trusted_environments(connection="hostde")
    emulator.world.faults.add(Fault(operation="get-trusted-envs", kind="503", count=1000))
    with pytest.raises(RunError, match="connection hosted: get-trusted-envs answered 503"):
        get_trusted_environments(connection="hosted")
