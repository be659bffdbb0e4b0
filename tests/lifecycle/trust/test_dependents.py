"""Which links are named when trust goes that they depend on."""

import pytest

from crosslink_core.lifecycle.trust.dependents import Dependents

HERE, FAR = ({"deployment_id": str(n), "platform": "ech", "organization": f"o{n}", "resource_id": f"r{n}"} for n in (1, 2))
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
    dependents = Dependents()
    dependents.keep_entry("other", other)
    steps = [lambda: dependents.keep_link("link", LINK), lambda: dependents.reduce_entry("taken", entry(), {})]
    warnings = [line for step in (steps if link_first else reversed(steps)) for line in step()]

    assert [line.partition(":")[0] for line in warnings] == ["taken"] * loses


@pytest.mark.parametrize(("allowlist", "loses"), [(["r2"], False), (["r3"], True)], ids=["lets it through", "lets others through"])
def test_replaced(allowlist, loses):
    """An entry that is replaced is judged by what will take its place."""
    dependents = Dependents()
    dependents.keep_link("link", LINK)
    dependents.keep_entry("entry", entry())
    dependents.replace_entry("entry", entry(allowlist=allowlist))

    assert len(dependents.reduce_entry("entry", entry(), {})) == loses


def test_relationship():
    """Entries of the program that name a relationship are named when that goes; those of another one are not, nor those that left before."""
    dependents = Dependents()
    for id_, relationship in (("a", "r"), ("b", "s"), ("c", "r")):
        dependents.keep_entry(id_, {"deployment": HERE, "trust_relationship_id": relationship})
    dependents.reduce_entry("c", {"deployment": HERE, "trust_relationship_id": "r"}, {})

    assert [line.partition(" of this program")[0] for line in dependents.delete_relationship("r")] == ["trust relationship r: a"]


@pytest.mark.parametrize(
    ("environment", "warning"),
    [
        pytest.param("o2", "needs the trust that is taken away here; it will lose its connection", id="the link's environment"),
        pytest.param("o3", None, id="another environment"),
        pytest.param(None, "may need the trust that is taken away here; it would lose its connection", id="not known"),
    ],
)
def test_external(environment, warning):
    """An external trust is about the environment of its relationship alone; while that is not known, the link is said to need it perhaps."""
    here, far = ({**end, "platform": "ece"} for end in (HERE, FAR))
    dependents = Dependents()
    dependents.keep_link("link", {"local": here, "remote": far, "alias": "far"})
    if environment:
        dependents.keep_relationship("r", {"installation_id": environment, "account_ids": [environment]})
    external = {"deployment": here, "trust_relationship_id": "r", "trust_allowlist": ["r2"]}

    assert [line.partition(" of this program ")[2] for line in dependents.reduce_entry("entry", external, {})] == [warning] * (warning is not None)
