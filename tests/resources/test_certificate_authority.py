import pytest
from pulumi import Output, RunError

from crosslink_emulator.world.trust.certificate import rotate
from pulumi_crosslink import Deployment, certificate_authority, get_certificate_authority, get_certificate_authority_output, process
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider

EU, ORDERS = "dddd0101" * 4, "dddd0302" * 4


@pytest.fixture(autouse=True)
def _looked_up(configured, monkeypatch):
    """The program's settings are those of a configured provider."""
    provider = configured(TrustRelationshipProvider)
    monkeypatch.setattr(certificate_authority, "of_program", lambda: process.session(provider._get))


@pytest.fixture
def authority(emulator):
    """What the emulator has, of a cloud and region."""
    return lambda cloud, region="": emulator.world.authority(emulator.world.clouds[cloud], region)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda: get_certificate_authority(EU, connection="hosted"), id="id and connection"),
        pytest.param(lambda: get_certificate_authority(Deployment(deployment_id=EU, connection="hosted")), id="deployment"),
        pytest.param(lambda: get_certificate_authority(Deployment(deployment_id=EU, connection="partner"), connection="hosted"), id="another connection"),
    ],
)
def test_what_it_is(ask, authority):
    """The certificate that signs, when it ends, and how the deployment's nodes are called."""
    found, there = ask(), authority("hosted", "aws-eu-west-1")

    assert found == certificate_authority.CertificateAuthority(
        certificates=[there.pem(there.active)],
        past_certificates=[],
        recommended_trust_restriction=f"*.node.{'eeee0101' * 4}.cluster.1000000001.account",
        valid_to=f"{there.active.valid_to:%Y-%m-%dT%H:%M:%SZ}",
    )


def test_rotation(emulator, authority):
    """After a rotation the active certificate comes first, then the next; past ones are apart."""
    for step in ("announce", "activate", "announce"):
        rotate(emulator.world, emulator.world.clouds["enterprise"], None, step)
    there = authority("enterprise")
    past, active, coming = map(there.pem, there.certificates)
    found = get_certificate_authority(ORDERS, connection="enterprise")

    assert (found.certificates, found.past_certificates) == ([active, coming], [past])


@pytest.mark.parametrize(
    "deployment",
    [
        pytest.param(Output.from_input(EU), id="id"),
        pytest.param(Deployment(deployment_id=Output.from_input(EU), connection="partner"), id="a deployment by its id"),
        pytest.param(Output.from_input(Deployment(deployment_id=EU, connection="hosted")), id="a deployment"),
    ],
)
def test_outputs(declared, deployment):
    """What is asked for may be an output of another resource."""
    seen = []
    declared(lambda: get_certificate_authority_output(deployment, connection="hosted").apply(seen.append) and None)

    assert seen == [get_certificate_authority(EU, connection="hosted")]


@pytest.mark.parametrize(
    ("deployment", "connection", "text"),
    [
        pytest.param("f" * 32, "hosted", f"deployment {'f' * 32} is not known to connection hosted; correct the id", id="unknown"),
        pytest.param(ORDERS, None, "no connection is named, and there is no default connection", id="no connection"),
        pytest.param(Deployment(deployment_id=Output.from_input(EU)), "hosted", "use get_certificate_authority_output", id="an output"),
    ],
)
def test_failures(deployment, connection, text):
    """One line of the program's says what is wrong."""
    with pytest.raises(RunError) as caught:
        get_certificate_authority(deployment, connection=connection)

    assert text in str(caught.value)
