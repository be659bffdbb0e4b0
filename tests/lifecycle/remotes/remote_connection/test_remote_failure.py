"""What Elasticsearch says of a remote that it cannot use, as both versions said it, and what that means for a person."""

import pytest

from crosslink_core.lifecycle.remotes.remote_failure import explain
from crosslink_core.model.remotes.remote_connection import RemoteConnection

LINK = {"local": {"cluster": "onprem"}, "remote": {"cluster": "eu", "transport_addresses": ["eu.example:9300"]}, "alias": "far"}
POD = {"cluster": "eu", "platform": "eck", "kubernetes": {"name": "eu"}, "transport_addresses": ["eu.example:9300"]}
CHECK = "Certificate for CN=node with fields [subjectAltName.otherName.commonName] with values [{}] does not match the trusted names [a, b]"


@pytest.mark.parametrize(
    ("trouble", "text", "surely"),
    [
        (CHECK.format("es1.example"), "onprem does not trust eu: its trust restrictions match no name of the remote's nodes (es1.example); install", True),
        (CHECK.format(""), "onprem does not trust eu: the certificates of the remote's nodes have no names (otherName); make others", True),
        ("unable to find valid certification path to requested target", "onprem does not trust eu: none of its certificate authorities signed", True),
        ("handshake failed because connection reset", "eu closes the connections of onprem: it does not trust the authority or the names", True),
        ("unknown host [eu.example]", "onprem cannot resolve the host eu.example of eu; correct the address, or DNS", False),
        ("Connection refused: eu.example/127.0.0.2:9300", "eu does not listen there, or a firewall is before it; start it, or correct the address", False),
        ("not an SSL/TLS record: 4552", "what answers onprem there is not the transport layer of eu; correct the address", False),
    ],
)
def test_told(trouble, text, surely):
    """The side and the remedy are named; whether one side lacks trust for sure decides whether waiting helps."""
    found = explain(RemoteConnection.model_validate(LINK), f"Unable to open any proxy connections to cluster [far]: {trouble}")

    assert found.text.startswith(text)
    assert found.lacks_trust is surely


def test_nothing_of_the_ends():
    """What is about neither end says nothing."""
    assert explain(RemoteConnection.model_validate(LINK), "Unable to connect to [far]") is None


@pytest.mark.parametrize("trouble", ["unknown host [eu.example]", "Connection refused"])
def test_not_exposed(trouble):
    """On Kubernetes what is not reached may just not be exposed yet, which the files do."""
    found = explain(RemoteConnection.model_validate(LINK | {"remote": POD}), trouble)

    assert found.text.endswith("or install there what `crosslink show --files` has for this link, which opens its transport layer")
