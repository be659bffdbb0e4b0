import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.version import REPLICABLE, SEARCHABLE, Verdict, Version, replicate, search

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
        pytest.param("9.3", "9.4", Verdict.DERIVED_YES, id="a newer minor"),
        pytest.param("9.4", "9.4", Verdict.DERIVED_YES, id="the same minor"),
        pytest.param("9.4", "9.3", Verdict.DERIVED_YES, id="the previous minor"),
        pytest.param("9.4", "9.2", Verdict.DERIVED_NO, id="two minors back"),
        pytest.param("9.4", "8.19", Verdict.DERIVED_NO, id="back over a major"),
        pytest.param("8.19", "9.7", Verdict.DERIVED_YES, id="from the last minor to any of the next major"),
        pytest.param("8.18", "9.4", Verdict.DERIVED_NO, id="from a minor before the last to the next major"),
        pytest.param("8.19", "10.0", Verdict.DERIVED_NO, id="over two majors"),
        pytest.param("9.3", "10.0", Verdict.DERIVED_NO, id="from a major whose last minor is not known"),
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
    assert ask(local, remote) is Verdict.NO


GROUPS = ["5.0-5.5", "5.6-5.6", "6.0-6.6", "6.7-6.7", "6.8-6.8", "7.0-7.0", "7.1-7.16", "7.17-7.17", "8.0-9.0"]
MATRIX = """
Y Y n n n n n n n
Y Y Y Y Y n n n n
n Y Y Y Y n n n n
n Y Y Y Y Y n n n
n Y Y Y Y Y Y Y n
n n n Y Y Y Y Y n
n n n n Y Y Y Y n
n n n n Y Y Y Y Y
n n n n n n n Y Y
"""
"""Typed from Elastic's page, independently of the code: a row for each group of leaders, a column for each group of followers."""
CELLS = [
    (leaders, followers, cell == "Y")
    for leaders, row in zip(GROUPS, MATRIX.strip().splitlines(), strict=True)
    for followers, cell in zip(GROUPS, row.split(), strict=True)
]


@pytest.mark.parametrize(("leaders", "followers", "listed"), CELLS)
def test_cell_of_the_replication_matrix(leaders, followers, listed):
    """A follower that is not older may follow exactly the leaders of the matrix, at both edges of each group; none of the answers is derived."""
    for remote in map(Version.parse, leaders.split("-")):
        for local in map(Version.parse, followers.split("-")):
            assert replicate(local, remote) is (Verdict.YES if listed and local >= remote else Verdict.NO)


def test_replication_matrix_is_whole():
    """The code's rows are the page's, one beside the other."""
    assert ["-".join("{}.{}".format(*minor) for minor in leaders) for leaders, _ in REPLICABLE] == GROUPS


@pytest.mark.parametrize(
    ("local", "remote", "answer"),
    [
        pytest.param("8.19.4", "8.19.4", Verdict.YES, id="the same"),
        pytest.param("8.19.5", "8.19.4", Verdict.YES, id="a newer patch"),
        pytest.param("8.19.4", "8.19.5", Verdict.NO, id="an older patch"),
        pytest.param("9.4.2", "9.4.3", Verdict.NO, id="an older patch beyond the matrix"),
        pytest.param("9.4.3", "9.4.3", Verdict.YES, id="the same beyond the matrix"),
        pytest.param("9.4.4", "9.4.3", Verdict.DERIVED_YES, id="a newer patch beyond the matrix"),
        pytest.param("9.1.0", "9.0.8", Verdict.DERIVED_YES, id="a newer minor"),
        pytest.param("9.1.0", "8.0.0", Verdict.DERIVED_YES, id="the previous major"),
        pytest.param("9.1.0", "7.17.29", Verdict.DERIVED_NO, id="two majors back"),
        pytest.param("9.0.8", "7.17.29", Verdict.YES, id="two majors back within the matrix"),
        pytest.param("10.0.0", "9.3.0", Verdict.DERIVED_YES, id="a major to come"),
        pytest.param("8.19.4", "9.3.0", Verdict.NO, id="an older major"),
        pytest.param("4.9.0", "4.9.0", Verdict.NO, id="older than the matrix"),
    ],
)
def test_replication(local, remote, answer):
    """The patch counts, and what the matrix lacks is derived where the local one is newer."""
    assert replicate(Version.parse(local), Version.parse(remote)) is answer


VERSIONS = st.builds(Version, st.integers(5, 11), st.integers(0, 20), st.integers(0, 9))


@given(VERSIONS, VERSIONS)
def test_both_ways_only_between_equals(version, other):
    """Clusters that replicate each other have the same version."""
    assert not (replicate(version, other).allowed and replicate(other, version).allowed) or version == other


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
