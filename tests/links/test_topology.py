import pytest

from crosslink_core.links.expand import expand
from crosslink_core.links.topology import Purpose, TopologyError, read

NUMBER = "must be a string, not a number; with `pulumi config set --path` add --type string"
A, B, C = "a" * 32, "b" * 32, "c" * 32
TWO = {"a": {"id": A}, "b": {"id": B}}
LETTERS = "may hold letters, digits, dashes and underscores only"
ID = "must be a deployment id: 32 digits from 0 to 9 and a to f"


def with_link(**link):
    return {"deployments": TWO, "links": [{"local": "a", "remote": "b"} | link]}


@pytest.mark.parametrize(
    ("topology", "message"),
    [
        pytest.param(None, " must be an object with the keys deployments, links, hubs and meshes", id="null"),
        pytest.param([], " must be an object with the keys deployments, links, hubs and meshes", id="list"),
        pytest.param("{}", " must be an object with the keys deployments, links, hubs and meshes", id="text"),
        pytest.param({}, ".deployments: is missing", id="empty"),
        pytest.param({"deployments": None}, ".deployments: must be an object", id="no deployments"),
        pytest.param({"deployments": [{"id": A}]}, ".deployments: must be an object", id="list of deployments"),
        pytest.param({"deployments": {}}, ".deployments: must hold at least 1", id="empty deployments"),
        pytest.param({"deployments": {"eu west": {"id": A}}}, f".deployments.eu west: {LETTERS}", id="name with a space"),
        pytest.param({"deployments": {"": {"id": A}}}, f".deployments.: {LETTERS}", id="empty name"),
        pytest.param({"deployments": {1: {"id": A}}}, ".deployments[1]: must be a string", id="name that YAML reads as a number"),
        pytest.param({"deployments": {"a": A}}, ".deployments.a: must be an object", id="deployment that is a text"),
        pytest.param(
            {"deployments": {"a": {}}},
            ".deployments.a: needs an id, or as cluster the name of a self-managed one or one on Kubernetes",
            id="deployment without an id",
        ),
        pytest.param({"deployments": {"a": {"id": "logs-eu"}}}, f".deployments.a.id: {ID}", id="name for an id"),
        pytest.param({"deployments": {"a": {"id": A.upper()}}}, f".deployments.a.id: {ID}", id="id in upper case"),
        pytest.param({"deployments": {"a": {"id": A, "cloud": "x"}}}, ".deployments.a.cloud: is not a known key", id="unknown key of a deployment"),
        pytest.param({"deployments": {"a": {"id": A, 7: 7}}}, ".deployments.a[7]: must be a string", id="key that is a number"),
        pytest.param(
            {"deployments": {"a": {"id": A, "connection": 1}}},
            f".deployments.a.connection: {NUMBER}",
            id="connection that is a number",
        ),
        pytest.param({"deployments": TWO, "link": []}, ".link: is not a known key", id="unknown key"),
        pytest.param({"deployments": TWO, "links": None}, ".links: must be a list", id="links null"),
        pytest.param({"deployments": TWO, "links": {"local": "a"}}, ".links: must be a list", id="links an object"),
        pytest.param({"deployments": TWO, "links": ["a"]}, ".links[0]: must be an object", id="link a text"),
        pytest.param({"deployments": TWO, "links": [{"remote": "b"}]}, ".links[0].local: is missing", id="link without local"),
        pytest.param({"deployments": TWO, "links": [{"local": "a"}]}, ".links[0].remote: is missing", id="link without remote"),
        pytest.param(with_link(local=["a"]), ".links[0].local: must be a string", id="two locals"),
        pytest.param(with_link(remote=[]), ".links[0].remote: must hold at least 1", id="no remote"),
        pytest.param(with_link(remote={"b": 1}), ".links[0].remote: must be a list", id="remote an object"),
        pytest.param(
            with_link(remote=["b", 3]),
            f".links[0].remote[1]: {NUMBER}",
            id="remote a number",
        ),
        pytest.param(with_link(alias="x y"), f".links[0].alias: {LETTERS}", id="alias with a space"),
        pytest.param(with_link(alias=""), f".links[0].alias: {LETTERS}", id="empty alias"),
        pytest.param(with_link(purpose="fun"), ".links[0].purpose: must be 'search' or 'replication'", id="unknown purpose"),
        pytest.param(with_link(security="api-key"), ".links[0].security: must be 'certificate'", id="security to come"),
        pytest.param(with_link(skipUnavailable="often"), ".links[0].skipUnavailable: must be true or false", id="camelCase in the path"),
        pytest.param(with_link(connectTimeoutS=-1), ".links[0].connectTimeoutS: must be at least 0", id="timeout before now"),
        pytest.param(with_link(requireConnected="soon"), ".links[0].requireConnected: must be true or false", id="a text for a truth"),
        pytest.param({"deployments": TWO, "hubs": [{"local": "a", "remotes": "b"}]}, ".hubs[0].remotes: must be a list", id="hub with a text"),
        pytest.param({"deployments": TWO, "hubs": [{"local": "a", "remotes": []}]}, ".hubs[0].remotes: must hold at least 1", id="hub without remotes"),
        pytest.param({"deployments": TWO, "hubs": [{"local": "a", "remotes": ["b"], "alias": "x"}]}, ".hubs[0].alias: is not a known key", id="alias of a hub"),
        pytest.param({"deployments": TWO, "meshes": [{"members": ["a"]}]}, ".meshes[0].members: must hold at least 2", id="mesh with one member"),
        pytest.param({"deployments": TWO, "meshes": [{"members": "ab"}]}, ".meshes[0].members: must be a list", id="mesh of letters"),
        pytest.param(with_link(remote="c"), ".links[0].remote: 'c' is not among the deployments (a, b); declare it or correct the name", id="unknown remote"),
        pytest.param(with_link(local="c"), ".links[0].local: 'c' is not among the deployments (a, b); declare it or correct the name", id="unknown local"),
        pytest.param(
            {"deployments": TWO, "hubs": [{"local": "a", "remotes": ["b", "A"]}]},
            ".hubs[0].remotes[1]: 'A' is not among the deployments (a, b); declare it or correct the name",
            id="unknown remote of a hub",
        ),
        pytest.param(
            {"deployments": TWO, "meshes": [{"members": ["a", "b\n"]}]},
            ".meshes[0].members[1]: 'b\\n' is not among the deployments (a, b); declare it or correct the name",
            id="unknown member of a mesh",
        ),
        pytest.param(with_link(remote="a"), ".links[0]: a cannot be linked to itself; name another remote", id="link to itself"),
        pytest.param(
            {"deployments": TWO, "links": [{"local": "a", "remote": "b"}], "hubs": [{"local": "a", "remotes": ["b"]}]},
            ".hubs[0]: alias 'b' is already used on a by links[0]; choose another alias or drop one of the two",
            id="alias twice",
        ),
        pytest.param(
            {"deployments": TWO | {"c": {"id": C}}, "links": [{"local": "a", "remote": ["b", "c"], "alias": "x"}]},
            ".links[0]: alias 'x' is already used on a by links[0]; choose another alias or drop one of the two",
            id="one alias for two remotes",
        ),
        pytest.param(
            {"deployments": TWO | {"c": {"id": A}}},
            ".deployments.c.id: is the same deployment as a; give it one name",
            id="deployment with two names",
        ),
        pytest.param(
            {
                "deployments": {"a--b": {"id": A}, "a": {"id": B}, "c": {"id": C}},
                "links": [{"local": "a--b", "remote": "c"}, {"local": "a", "remote": "c", "alias": "b--c"}],
            },
            ".links[1]: would be called a--b--c, as the link of links[0] from a--b is; choose another alias for one of the two",
            id="two names that run together",
        ),
    ],
)
def test_malformed(topology, message):
    """A malformed topology is one clean line with the path as the user wrote it."""
    with pytest.raises(TopologyError) as caught:
        expand(read(topology))

    assert str(caught.value) == f"crosslink:topology{message}"


def test_every_mistake_at_once():
    """All mistakes of one kind are told together, so that nobody corrects them one run at a time."""
    with pytest.raises(TopologyError) as caught:
        expand(read({"deployments": TWO, "links": [{"local": "x", "remote": "y"}, {"local": "a", "remote": "a"}]}))

    assert [problem.path for problem in caught.value.problems] == ["links[0].local", "links[0].remote", "links[1]"]


def test_camel_case_and_snake_case():
    """The configuration speaks camelCase; a program may use Python's spelling; both at once are a mistake."""
    assert read(with_link(skipUnavailable=False)) == read(with_link(skip_unavailable=False))

    with pytest.raises(TopologyError, match=r"links\[0\]\.skip_unavailable: is not a known key"):
        read(with_link(skip_unavailable=False, skipUnavailable=True))


def test_defaults():
    """A link is for searching unless it says otherwise."""
    (link,) = read(with_link()).links

    assert (link.purpose, link.security, link.skip_unavailable, link.alias, link.remote) == (Purpose.SEARCH, None, None, None, ("b",))


def test_a_deeply_nested_value():
    """What is nested without end is refused like everything else, not with a crash."""
    value = []
    for _ in range(5000):
        value = [value]

    with pytest.raises(TopologyError, match="must be a"):
        read({"deployments": {"a": value}, "links": value})


def test_digits():
    """Digits that `pulumi config set --path` made numbers of are taken where an id or an alias may be digits."""
    found = read({"deployments": {"a": {"id": A, "organization": 1000000001}, "b": {"id": B}}, "links": [{"local": "a", "remote": "b", "alias": 2024}]})

    assert (found.deployments["a"].organization, found.links[0].alias) == ("1000000001", "2024")


@pytest.mark.parametrize("value", [True, -1, 1.5], ids=repr)
def test_what_is_no_digits(value):
    """A truth, a fraction or a number below nothing is no id."""
    with pytest.raises(TopologyError, match=r"deployments\.a\.organization: must be a string"):
        read({"deployments": {"a": {"id": A, "organization": value}}})
