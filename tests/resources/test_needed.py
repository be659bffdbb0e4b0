import pytest

from pulumi_crosslink.needed import Links

HERE, FAR = ({"deployment_id": str(n), "organization": f"o{n}", "resource_id": f"r{n}"} for n in (1, 2))
LINK = {"local": HERE, "remote": FAR, "alias": "far"}


def entry(holder=HERE, scope="o2", allowlist=("r2",)):
    return {"deployment": holder, "account_id": scope, "trust_allowlist": list(allowlist)}


@pytest.mark.parametrize(
    ("other", "loses"),
    [
        pytest.param(entry(), False, id="another entry for it"),
        pytest.param(entry(allowlist=["r3"]), True, id="another entry for others"),
        pytest.param(entry(FAR, "o1", ["r1"]), True, id="the entry of the other end"),
    ],
)
@pytest.mark.parametrize("link_first", [True, False])
def test_another_entry(other, loses, link_first):
    """A link loses nothing where another entry of the same deployment lets it through: the entry is renamed, or replaced."""
    links = Links()
    links.have("other", other)
    steps = [lambda: links.keep("link", LINK), lambda: links.take("taken", entry(), {})]
    said = [line for step in (steps if link_first else reversed(steps)) for line in step()]

    assert [line.partition(":")[0] for line in said] == ["taken"] * loses


@pytest.mark.parametrize(("allowlist", "loses"), [(["r2"], False), (["r3"], True)], ids=["lets it through", "lets others through"])
def test_replaced(allowlist, loses):
    """An entry that is replaced is judged by what will take its place."""
    links = Links()
    links.keep("link", LINK)
    links.have("entry", entry())
    links.replace("entry", entry(allowlist=allowlist))

    assert len(links.take("entry", entry(), {})) == loses


def test_relationship():
    """Entries of the program that name a relationship are told when that goes; those of another one are not, nor those that left before."""
    links = Links()
    for id_, relationship in (("a", "r"), ("b", "s"), ("c", "r")):
        links.have(id_, {"deployment": HERE, "trust_relationship_id": relationship})
    links.take("c", {"deployment": HERE, "trust_relationship_id": "r"}, {})

    assert [line.partition(" of this program")[0] for line in links.without("r")] == ["trust relationship r: a"]
