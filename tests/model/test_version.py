import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.version import SEARCHABLE, Search, Version, search

EIGHTS = [f"8.{minor}" for minor in range(20)]
NINES = [f"9.{minor}" for minor in range(4)]
MINORS = ["7.17", *EIGHTS, *NINES]

TABLE = {
    "7.17": ["7.17", *EIGHTS],
    "8.0": ["7.17", *EIGHTS],
    "8.1": EIGHTS,
    "8.2": EIGHTS[1:],
    "8.3": EIGHTS[2:],
    "8.4": EIGHTS[3:],
    "8.5": EIGHTS[4:],
    "8.6": EIGHTS[5:],
    "8.7": EIGHTS[6:],
    "8.8": EIGHTS[7:],
    "8.9": EIGHTS[8:],
    "8.10": EIGHTS[9:],
    "8.11": EIGHTS[10:],
    "8.12": EIGHTS[11:],
    "8.13": EIGHTS[12:],
    "8.14": EIGHTS[13:],
    "8.15": EIGHTS[14:],
    "8.16": EIGHTS[15:],
    "8.17": EIGHTS[16:],
    "8.18": ["8.17", "8.18", "8.19", "9.0"],
    "8.19": ["8.18", "8.19", "9.0", "9.1", "9.2", "9.3"],
    "9.0": ["8.18", "9.0", "9.1", "9.2", "9.3"],
    "9.1": ["9.0", "9.1", "9.2", "9.3"],
    "9.2": ["9.1", "9.2", "9.3"],
    "9.3": ["9.2", "9.3"],
}
"""Typed from Elastic's page, independently of the code: local minor → remote minors that it may search."""


def ask(local, remote):
    return search(Version.parse(local), Version.parse(remote))


@pytest.mark.parametrize("local", MINORS)
def test_row_of_the_table(local):
    """A row allows exactly the remote versions that Elastic's table lists, and none of its answers is derived."""
    answers = {remote: ask(local, remote) for remote in MINORS}

    assert [remote for remote, answer in answers.items() if answer.allowed] == TABLE[local]
    assert not any(answer.derived for answer in answers.values())


def test_no_row_is_missing():
    """The code knows exactly the versions of the table."""
    assert {f"{major}.{minor}" for major, minor in SEARCHABLE} == set(MINORS) == set(TABLE)


@pytest.mark.parametrize(
    ("local", "remote", "answer"),
    [
        pytest.param("9.3", "9.4", Search.DERIVED_YES, id="a newer minor"),
        pytest.param("9.4", "9.4", Search.DERIVED_YES, id="the same minor"),
        pytest.param("9.4", "9.3", Search.DERIVED_YES, id="the previous minor"),
        pytest.param("9.4", "9.2", Search.DERIVED_NO, id="two minors back"),
        pytest.param("9.4", "8.19", Search.DERIVED_NO, id="back over a major"),
        pytest.param("8.19", "9.7", Search.DERIVED_YES, id="from the last minor to any of the next major"),
        pytest.param("8.18", "9.4", Search.DERIVED_NO, id="from a minor before the last to the next major"),
        pytest.param("8.19", "10.0", Search.DERIVED_NO, id="over two majors"),
        pytest.param("9.3", "10.0", Search.DERIVED_NO, id="from a major whose last minor is not known"),
    ],
)
def test_derived_rule(local, remote, answer):
    """Versions newer than the table follow the prose rule behind it, and the answer says so."""
    assert ask(local, remote) is answer
    assert answer.derived


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        pytest.param("7.16", "7.17", id="forwards"),
        pytest.param("7.16", "7.16", id="the same"),
        pytest.param("8.1", "7.16", id="back"),
        pytest.param("6.8", "7.17", id="over a major"),
        pytest.param("8.20", "9.0", id="a minor that never was"),
    ],
)
def test_older_than_the_table(local, remote):
    """A version that the table could list and does not is a plain no, and not one that was derived."""
    assert ask(local, remote) is Search.NO


@pytest.mark.parametrize(
    ("text", "version"),
    [
        pytest.param("8.19.4", (8, 19, 4), id="three parts"),
        pytest.param("9.0", (9, 0, 0), id="two parts"),
        pytest.param("9.1.0-SNAPSHOT", (9, 1, 0), id="snapshot"),
        pytest.param("9.0.0-rc.1", (9, 0, 0), id="release candidate"),
    ],
)
def test_parse(text, version):
    """A pre-release counts as its release, and a missing patch as zero."""
    assert Version.parse(text) == version


@pytest.mark.parametrize("text", ["", "8", "8.", "v8.19", "8.19.4.1", " 8.19", "8.19\n", "8.19.4-", "8,19", "99999.0", "٨.١٩", "-8.1", "latest"])
def test_parse_refuses(text):
    """What is not a version of Elasticsearch is refused with an example, digits of other scripts too."""
    with pytest.raises(ValueError, match=r"such as 8\.19\.4"):
        Version.parse(text)


@given(st.tuples(st.integers(0, 12), st.integers(0, 40)), st.tuples(st.integers(0, 12), st.integers(0, 40)), st.integers(0, 99))
def test_patches_do_not_matter(local, remote, patch):
    """Only major and minor decide."""
    assert search(Version(*local, patch), Version(*remote)) is search(Version(*local), Version(*remote, patch))
