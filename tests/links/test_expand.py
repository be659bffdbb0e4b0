import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crosslink_core.links import Security
from crosslink_core.links.expand import expand
from crosslink_core.links.topology import Purpose, TopologyError, read

NAMES = ["a", "b", "c", "d", "a-b", "B_1"]
DEPLOYMENTS = {name: {"id": f"{number:032x}", "connection": f"cloud-{number % 2}"} for number, name in enumerate(NAMES)}


def names_of(links):
    return [(link.local, link.remote, link.alias) for link in links]


def test_pairs_hubs_and_meshes():
    """Links come in the order they were declared: pairs, hubs, then every ordered pair of each mesh."""
    links = expand(
        read(
            {
                "deployments": DEPLOYMENTS,
                "links": [{"local": "a", "remote": "b", "alias": "bee"}, {"local": "b", "remote": ["c", "d"]}],
                "hubs": [{"local": "c", "remotes": ["d", "a"]}],
                "meshes": [{"members": ["d", "a-b", "B_1"]}],
            }
        )
    )

    assert names_of(links) == [
        ("a", "b", "bee"),
        ("b", "c", "c"),
        ("b", "d", "d"),
        ("c", "d", "d"),
        ("c", "a", "a"),
        ("d", "a-b", "a-b"),
        ("d", "B_1", "B_1"),
        ("a-b", "d", "d"),
        ("a-b", "B_1", "B_1"),
        ("B_1", "d", "d"),
        ("B_1", "a-b", "a-b"),
    ]
    assert [link.path for link in links] == ["links[0]", *["links[1]"] * 2, *["hubs[0]"] * 2, *["meshes[0]"] * 6]
    assert (links[0].local, links[0].remote, links[0].alias, links[0].security) == ("a", "b", "bee", Security.CERTIFICATE)
    assert links[0].name == "a--bee"


@pytest.mark.parametrize("skips", [None, True, False])
def test_options_are_handed_on(skips):
    """What a link says of itself holds for each of its remotes; what it leaves open stays open."""
    said = {"requireConnected": True, "connectTimeoutS": 5} | ({} if skips is None else {"skipUnavailable": skips})
    links = expand(read({"deployments": DEPLOYMENTS, "hubs": [{"local": "a", "remotes": ["b", "c"], "purpose": "replication"} | said]}))

    found = [(item.purpose, item.skip_unavailable, item.require_connected, item.connect_timeout_s) for item in (link.options for link in links)]
    assert found == [(Purpose.REPLICATION, skips, True, 5)] * 2


def test_no_links():
    """Deployments without links are a topology of none."""
    assert expand(read({"deployments": DEPLOYMENTS})) == ()


one_name = st.sampled_from(NAMES)
several = st.lists(one_name, min_size=1, max_size=4)
aliases = st.none() | st.sampled_from(["x", "y", "a", "b--c", "-"])
pairs = st.builds(
    lambda local, remote, alias: {"local": local, "remote": remote} | ({"alias": alias} if alias else {}),
    one_name,
    one_name | several,
    aliases,
)
hubs = st.builds(lambda local, remotes: {"local": local, "remotes": remotes}, one_name, several)
meshes = st.builds(lambda members: {"members": members}, st.lists(one_name, min_size=2, max_size=4))
topologies = st.builds(
    lambda links, hubs, meshes: {"deployments": DEPLOYMENTS, "links": links, "hubs": hubs, "meshes": meshes},
    st.lists(pairs, max_size=4),
    st.lists(hubs, max_size=1),
    st.lists(meshes, max_size=1),
)


def expanded(topology):
    """The links, or None where the topology is refused."""
    try:
        return expand(read(topology))
    except TopologyError:
        return None


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # many a random topology is refused
@given(topologies)
def test_every_place_once(topology):
    """In what is accepted no deployment is linked to itself, no place is used twice and no two resources have one name."""
    links = expanded(topology)
    assume(links is not None)

    assert all(link.local != link.remote for link in links)
    assert len({(link.local, link.alias) for link in links}) == len({link.name for link in links}) == len(links)


@given(topologies, st.randoms(use_true_random=False))
def test_order_of_keys_has_no_part(topology, random):
    """The order of keys changes nothing, and the order of the lists nothing but the order of the links."""
    links = expanded(topology)
    items = list((topology | {"deployments": dict(reversed(DEPLOYMENTS.items()))}).items())
    random.shuffle(items)
    other_keys = expanded(dict(items))
    other_lists = expanded(topology | {"links": topology["links"][::-1]})

    assert other_keys == links
    assert (other_lists is None) == (links is None)
    assert sorted(names_of(other_lists or ())) == sorted(names_of(links or ()))


def test_a_deployment_that_was_renamed():
    """The links of a renamed deployment know the names they had; links to it keep theirs, as long as their alias stays."""
    deployments = DEPLOYMENTS | {"a": DEPLOYMENTS["a"] | {"renamedFrom": "old"}}
    links = expand(read({"deployments": deployments, "links": [{"local": "a", "remote": ["b", "c"]}, {"local": "b", "remote": "a", "alias": "old"}]}))

    assert [(link.name, link.renamed_from) for link in links] == [("a--b", "old--b"), ("a--c", "old--c"), ("b--old", None)]
