import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.filters import split

RULES = st.lists(st.integers(0, 999).map(lambda n: {"source": f"10.0.{n // 256}.{n % 256}"}), unique_by=str, max_size=60)


def by_text(parts):
    return {rule["source"]: part for part, rules in parts.items() for rule in rules}


@given(RULES, st.integers(1, 5))
def test_all_and_each_once(rules, parts):
    """Every rule is in exactly one part, no part is empty or too full, and the parts are numbered from 1."""
    found = split(rules, parts, 60)

    assert sorted(map(str, rules)) == sorted(str(rule) for some in found.values() for rule in some)
    assert all(1 <= part <= parts and 0 < len(some) <= 60 for part, some in found.items())


@given(RULES, st.integers(1, 5), st.randoms())
def test_order_means_nothing(rules, parts, random):
    """Rules in another order, and a rule's fields in another order, are the same parts, written the same way; also where they are full."""
    most = -(-len(rules) // parts) or 1
    described = [rule | {"description": "x"} for rule in rules]
    turned = [dict(reversed(rule.items())) for rule in described]
    random.shuffle(turned)

    assert split(described, parts, most) == split(turned, parts, most)


@given(RULES, st.integers(1, 5), st.data())
def test_one_more_or_less(rules, parts, data):
    """What is added or removed touches the one part that it is in, as long as no part is full."""
    if rules:
        gone = data.draw(st.sampled_from(rules))
        before, after = by_text(split(rules, parts, 60)), by_text(split([rule for rule in rules if rule != gone], parts, 60))

        assert after == {source: part for source, part in before.items() if source != gone["source"]}


def test_balanced():
    """Rules spread evenly enough that full parts are rare: 1,000 over 10 leave none above its 128."""
    found = split([{"source": f"10.{n // 256}.{n % 256}.0/24"} for n in range(1000)], 10, 1000)

    assert max(map(len, found.values())) <= 128


@pytest.mark.parametrize(("count", "parts", "needed"), [(257, 2, 3), (1, 0, 1), (0, -1, 1), (129, 1, 2)])
def test_too_many(count, parts, needed):
    """Rules that do not fit are refused with the number of parts that would do."""
    with pytest.raises(ValueError, match=rf"^{count} rules do not fit into {parts} rulesets of 128; set parts={needed} or more$"):
        split([{"source": str(n)} for n in range(count)], parts, 128)


def test_exactly_full():
    """As many rules as there is room for fit, whatever part they would rather be in."""
    found = split([{"source": str(n)} for n in range(256)], 2, 128)

    assert sorted(map(len, found.values())) == [128, 128]


def test_description_moves_nothing():
    """Another description leaves a rule where it is."""
    rules = [{"source": f"10.0.0.{number}", "description": "old"} for number in range(40)]
    there = split(rules, 4, 128)
    again = split([rule | {"description": "new"} for rule in rules], 4, 128)

    assert {part: [item["source"] for item in some] for part, some in there.items()} == {
        part: [each["source"] for each in some] for part, some in again.items()
    }
