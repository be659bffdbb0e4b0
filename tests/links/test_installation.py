"""What is installed on self-managed clusters, and the YAML of all files."""

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.links.installation import Peer, files
from crosslink_core.links.installation.file import write
from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.trust import certificate
from crosslink_emulator.world.state.certificate import issue

OWN, OWN_NEXT, REGION, REGION_NEXT, OTHER = (
    issue("environment", number, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)) for number in range(5)
)
ONPREM = Cluster(cluster="onprem", node_names=(f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account",))
ARCHIVE = Cluster(cluster="archive", node_names=("archive-1.example", "archive-2.example"))
STOCK = Cluster(cluster="stock")
EU, US = (
    Deployment(deployment_id=f"{number:032x}", name=name, platform="ech", organization="1000000001", resource_id=f"{number + 16:032x}", connection="hosted")
    for number, name in ((1, "logs-eu"), (2, "logs-us"))
)
OWN_PATTERN = f"*.node.{'feed0001' * 4}.cluster.datacenter1.account"
EU_PATTERN, US_PATTERN = (f"*.node.{one.resource_id}.cluster.1000000001.account" for one in (EU, US))


def peer(end, *certificates, is_local=True):
    return Peer(end, certificates or (OTHER,), is_local)


def by_name(found):
    return {item.name: item for item in found}


def restrictions(found):
    return yaml.safe_load(by_name(found)["trust.yml"].text)["trust.subject_name"]


def settings(found):
    return yaml.safe_load(by_name(found)["elasticsearch.yml"].text)


@pytest.mark.parametrize(
    ("end", "ends", "expected"),
    [
        pytest.param(ONPREM, [US, EU], [OWN_PATTERN, EU_PATTERN, US_PATTERN], id="deployments"),
        pytest.param(ONPREM, [ARCHIVE], [OWN_PATTERN, "archive-1.example", "archive-2.example"], id="cluster with names"),
        pytest.param(ARCHIVE, [ONPREM], ["archive-1.example", "archive-2.example", OWN_PATTERN], id="own names first"),
        pytest.param(ONPREM, [ONPREM, EU], [OWN_PATTERN, EU_PATTERN], id="each once"),
    ],
)
def test_restrictions(end, ends, expected):
    """The cluster's own nodes come first, because they are held to the file too, then all peers' in order."""
    found = files(end, [OWN], [peer(item) for item in ends])

    assert restrictions(found) == expected
    assert settings(found)["xpack.security.transport.ssl.trust_restrictions.path"] == "trust.yml"


@pytest.mark.parametrize(
    ("end", "ends"),
    [pytest.param(STOCK, [ONPREM], id="own nodes"), pytest.param(ONPREM, [STOCK], id="peer"), pytest.param(ONPREM, [STOCK, ARCHIVE], id="one of two")],
)
def test_no_restrictions(end, ends):
    """Between clusters, whose authorities are their own, restrictions are left out where somebody's nodes have no names."""
    found = files(end, [OWN], [peer(item) for item in ends])

    assert [each.name for each in found] == ["crosslink-authorities.crt", "elasticsearch.yml"]
    assert settings(found) == {"xpack.security.transport.ssl.certificate_authorities": ["crosslink-authorities.crt"]}


@pytest.mark.parametrize(
    ("end", "ends", "who"),
    [
        pytest.param(STOCK, [EU], "stock cannot be named in it, because no name of its nodes is known", id="own nodes"),
        pytest.param(ONPREM, [EU, STOCK], "which it needs for logs-eu", id="another peer"),
        pytest.param(ONPREM, [EU.model_copy(update={"organization": None})], "because its organization or its Elasticsearch resource id", id="deployment"),
    ],
)
def test_nameless(end, ends, who):
    """A deployment is never let in without restrictions: all of its region have one authority."""
    with pytest.raises(NoTrustError) as raised:
        files(end, [OWN], [peer(item) for item in ends])

    assert who in str(raised.value)
    assert "\n" not in str(raised.value)


def test_authorities():
    """The bundle has the own authorities and the peers', current and next, each once and nothing between them."""
    found = files(ONPREM, [OWN + OWN_NEXT], [peer(EU, REGION, REGION_NEXT), peer(US, REGION, REGION_NEXT), peer(ARCHIVE, OTHER)])
    text = by_name(found)["crosslink-authorities.crt"].text

    assert text == "".join(item.pem for item in certificate.read_all([OWN, OWN_NEXT, REGION, REGION_NEXT, OTHER]))
    assert text.count("BEGIN CERTIFICATE") == 5


@pytest.mark.parametrize(("own", "is_said"), [([OWN], False), ([], True)])
def test_own_authority(own, is_said):
    """Where the own authority is not known, the settings say that it must stay in the list."""
    text = by_name(files(ONPREM, own, [peer(EU)]))["elasticsearch.yml"].text

    assert ("its file must stay in the list" in text) is is_said
    assert "truststore.path excludes certificate_authorities" in text


@pytest.mark.parametrize(
    ("peer", "message"),
    [
        pytest.param(Peer(ARCHIVE, (), True), "crosslink:clusters.archive.transportCaFile", id="cluster without"),
        pytest.param(Peer(EU, (), True), "give its certificate as `certificates` of the link", id="deployment without"),
        pytest.param(Peer(ARCHIVE, ("secret-word",), True), "a certificate of the authority of archive is not a certificate in PEM", id="no certificate"),
    ],
)
def test_unknown_authority(peer, message):
    """A file that lacks an authority would look whole: it is an error instead, which says nothing of the text."""
    with pytest.raises(NoTrustError, match="cluster onprem") as raised:
        files(ONPREM, [OWN], [peer])

    assert message in str(raised.value)
    assert "secret-word" not in str(raised.value)


def test_places():
    """Files are in the order of installation, each with one line that says where it goes; only the settings need a restart."""
    found = files(ONPREM, [OWN], [peer(EU)])

    assert [item.name for item in found] == ["crosslink-authorities.crt", "trust.yml", "elasticsearch.yml"]
    assert ["restart" in each.place for each in found] == [False, False, True]
    assert all(this.cluster == "onprem" and "every node of onprem" in this.place and "\n" not in this.place for this in found)


def test_nothing():
    """A cluster that lets nobody in has nothing to install."""
    assert files(ONPREM, [OWN], []) == ()


VALUES = st.recursive(
    st.text()
    | st.booleans()
    | st.integers()
    | st.none()
    | st.sampled_from(["1e3", "y", "no", "0o7", "*.a", "null", "a\n b\n", " a\n", "~", "a: b", "# c", "a\x85\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_yaml_is_read_back(value):
    """Every value is read back as it was."""
    assert yaml.safe_load(write(value)) == value


@given(VALUES)
def test_yaml_refers_to_nothing(value):
    """The same value twice is written twice: kubectl shows no anchors to people."""
    assert write([value, value]) == write([value]) * 2


@pytest.mark.parametrize("text", ["1e3", "y", "n", "on", "0o7", "12", "1_000", ".5", "null", "~", "True"])
def test_yaml_quotes(text):
    """What a reader in Go would take for a number or a truth is quoted: namespaces may be called so."""
    assert write({"namespace": text}) == f"namespace: '{text}'\n"
