"""Clusters that no control plane knows, as the configuration says them: addresses, files of certificates, and the names in them."""

from pathlib import Path

import pytest

from crosslink_core.connections import Connections, ConnectionsError
from crosslink_emulator.world.state.certificate_authority import new_authority
from crosslink_emulator.world.trust.certificate import sign_node

NAMES = ("es1.node.c1.cluster.s1.account", "es2.example")


@pytest.fixture
def files(tmp_path, emulator):
    """The file of an authority, and one of a node that it signed, with these names in its certificate."""

    def write(name, names=NAMES):
        authority = new_authority(name, emulator.world.clock)
        (tmp_path / f"{name}-ca.pem").write_text(authority.pem(authority.active))
        (tmp_path / f"{name}-node.pem").write_text(sign_node(authority, name, names)[0])
        return {"transportCaFile": str(tmp_path / f"{name}-ca.pem"), "nodeCertificateFile": str(tmp_path / f"{name}-node.pem")}

    return write


def end(environment=None, **said):
    return Connections({}, environment or {}, clusters={"onprem": said}).clusters.configured("onprem").end()


def refusal(**said):
    with pytest.raises(ConnectionsError) as caught:
        end(**said)
    return str(caught.value)


def test_names_of_nodes(files):
    """The names that others let nodes in by are read from a node's certificate."""
    found = end(**files("datacenter"), transportAddress="a.example:9300")

    assert (found.cluster, found.platform, found.node_names, found.transport_addresses) == ("onprem", "self", NAMES, ("a.example:9300",))


def test_said_names(files):
    """Names that are said need no file."""
    assert end(nodeNames=["a.example", "b.example"]).node_names == ("a.example", "b.example")


def test_environment():
    """Variables hold several addresses and names with commas, and win."""
    found = end({"CROSSLINK_CLUSTERS__ONPREM__TRANSPORT_ADDRESS": "a:1, b:2", "CROSSLINK_CLUSTERS__ONPREM__NODE_NAMES": "x,y"}, transportAddress="c:3")

    assert (found.transport_addresses, found.node_names) == (("a:1", "b:2"), ("x", "y"))


def test_malformed_variable():
    """A variable with several values in one text is named when one of them is wrong."""
    with pytest.raises(ConnectionsError) as caught:
        end({"CROSSLINK_CLUSTERS__ONPREM__TRANSPORT_ADDRESS": "a:1, https://b:2"})

    assert str(caught.value).startswith("crosslink:clusters.onprem.transportAddress: must be a host and port")
    assert str(caught.value).endswith("(its value is that of the variable CROSSLINK_CLUSTERS__ONPREM__TRANSPORT_ADDRESS)")


def test_certificates_of_a_stock_installation(files):
    """A certificate without such names is found by reading it, and the error says how to make another one."""
    said = refusal(**files("stock", ()))

    assert said.startswith("crosslink:clusters.onprem.nodeCertificateFile: ")
    assert "holds no node's certificate with a name that others could trust" in said
    assert "elasticsearch-certutil cert" in said


def test_another_authority(files):
    """A node's certificate that the authority did not sign is found, too."""
    files("another")

    said = refusal(**files("datacenter") | {"transportCaFile": files("another")["transportCaFile"]})
    assert "none of the authorities of transportCaFile signed the certificate in" in said


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"nodeCertificateFile": "/nowhere/node.pem"}, "crosslink:clusters.onprem.nodeCertificateFile: /nowhere/node.pem cannot be read"),
        ({"nodeCertificateFile": "\0"}, "crosslink:clusters.onprem.nodeCertificateFile: cannot be read"),
        ({"nodeCertificateFile": __file__}, f"crosslink:clusters.onprem.nodeCertificateFile: {__file__} holds no certificate in PEM"),
        ({"transportAddress": "https://a:1"}, "crosslink:clusters.onprem.transportAddress: must be a host and port"),
        ({"transportAddress": "a:1, b"}, "crosslink:clusters.onprem.transportAddress: must be a host and port"),
        ({"transportAddress": ["a:1", "b"]}, "crosslink:clusters.onprem.transportAddress[1]: must be a host and port"),
        ({"transportCaFile": "/nowhere/ca.pem", "nodeNames": "a"}, "crosslink:clusters.onprem.transportCaFile: /nowhere/ca.pem cannot be read"),
        ({"platform": "ech"}, "crosslink:clusters.onprem.platform: must be self or eck"),
        ({"platform": "eck"}, "crosslink:clusters.onprem: is of platform eck, which needs kubernetes: {name: …, namespace: …}"),
        ({"kubernetes": {"name": "logs"}}, "crosslink:clusters.onprem: has kubernetes, which needs platform: eck"),
        ({"platform": "eck", "kubernetes": {"nodeSets": []}}, "crosslink:clusters.onprem.kubernetes.name: is missing"),
    ],
)
def test_malformed(said, text):
    """What is wrong with a cluster's configuration is one line with its key."""
    assert text in refusal(**said)


@pytest.mark.parametrize(("text", "why"), [(None, "cannot be read"), ("nothing", "is not a certificate in PEM")])
def test_file_of_authorities(tmp_path, text, why):
    """A file of authorities that is none is named with its key."""
    if text is not None:
        (tmp_path / "ca.pem").write_text(text)
    configured = Connections({}, {}, clusters={"onprem": {"transportCaFile": str(tmp_path / "ca.pem")}}).clusters.configured("onprem")

    with pytest.raises(ConnectionsError, match=rf"crosslink:clusters\.onprem\.transportCaFile: .*{why}"):
        configured.authorities()


def test_comments_of_any_encoding(files):
    """Comments around the blocks of a file may be in any encoding: only the blocks count."""
    said = files("a")
    plain = end(**said)
    for path in map(Path, said.values()):
        path.write_bytes("# Zertifikat für München\n".encode("latin-1") + path.read_bytes())

    assert end(**said) == plain
