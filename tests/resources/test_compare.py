import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import Unknown

from pulumi_crosslink.compare import differences

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner), max_leaves=8
)


@given(JSON)
def test_alike(value):
    """Nothing differs from itself."""
    assert list(differences(value, value)) == []


@given(st.lists(st.integers(), unique=True, min_size=2))
def test_unordered(numbers):
    """The order of a list counts, unless it is a set."""
    old, new = {"a": numbers}, {"a": numbers[::-1]}

    assert list(differences(old, new)) == ["a"]
    assert list(differences(old, new, frozenset({"a"}))) == []


@pytest.mark.parametrize(
    ("old", "new", "differ"),
    [
        pytest.param([{"a": [443]}], [{"a": [443.0], "b": None}], False, id="floats and nulls"),
        pytest.param([{"a": 1}, {"a": 2}], [{"a": 2.0}, {"a": 1.0}], False, id="floats in another order"),
        pytest.param([{"a": 1}], [{"a": 1}, {"a": 1}], True, id="twice"),
        pytest.param([{"a": 1}], [{"a": "1"}], True, id="a text"),
        pytest.param([{"a": 1}], [{"a": 1.5}], True, id="a fraction"),
        pytest.param([{"a": [1, 2]}], [{"a": [2, 1]}], True, id="a list within keeps its order"),
        pytest.param([{"a": 1}], [{"a": Unknown()}], True, id="unknown within"),
    ],
)
def test_elements_of_a_set(old, new, differ):
    """What is in a list that counts as a set compares as everything else: a float is its integer, null is missing, unknown differs."""
    assert list(differences({"a": old}, {"a": new}, frozenset({"a"}))) == ["a"] * differ


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, ["a.c"], id="leaf"),
        pytest.param({"a": {}}, {"a": {"b": None}}, [], id="missing is null"),
        pytest.param({"a": 3}, {"a": 3.0}, [], id="float"),
        pytest.param({"a": 3}, {"a": Unknown()}, ["a"], id="unknown"),
        pytest.param({"a": {"b": 1}}, {"a": Unknown()}, ["a"], id="unknown object"),
    ],
)
def test_paths(old, new, paths):
    """The path of each leaf that differs."""
    assert list(differences(old, new)) == paths
