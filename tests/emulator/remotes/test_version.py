import pytest

from crosslink_emulator.world.remotes.version import SEARCHABLE, searchable


@pytest.mark.parametrize(
    ("local", "remote", "expected"),
    [
        ("7.17.28", "7.17.0", True), ("7.17.28", "8.0.0", True), ("7.17.28", "8.19.4", True), ("7.17.28", "7.16.3", False), ("7.17.28", "9.0.0", False),
        ("7.16.3", "7.16.3", False),
        ("8.0.1", "7.17.9", True), ("8.1.0", "7.17.9", False), ("8.0.0", "8.2.0", True), ("8.2.0", "8.0.0", False), ("8.2.0", "8.1.3", True),
        ("8.17.0", "9.0.0", False), ("8.18.8", "9.0.8", True), ("8.18.8", "9.1.0", False), ("8.18.8", "8.17.0", True), ("8.18.8", "8.16.0", False),
        ("8.19.4", "9.0.8", True), ("8.19.4", "9.3.0", True), ("8.19.4", "8.18.0", True), ("8.19.4", "8.17.9", False), ("8.19.4", "7.17.28", False),
        ("9.0.8", "8.18.8", True), ("9.0.8", "8.19.4", False), ("9.0.8", "9.3.0", True), ("9.1.5", "8.19.4", False), ("9.1.5", "9.0.0", True),
        ("9.3.0", "9.1.0", False), ("9.3.0", "9.2.0", True), ("9.3.0", "8.19.4", False),
    ],
)  # fmt: skip
def test_table(local, remote, expected):
    """The documented table from 7.17 to 9.3, which is not symmetric."""
    assert searchable(local, remote) is expected


@pytest.mark.parametrize(
    ("local", "remote", "expected"),
    [("9.4.0", "9.3.0", True), ("9.4.0", "9.2.0", False), ("9.3.0", "9.4.0", True), ("8.19.4", "9.4.0", True), ("8.18.0", "9.4.0", False),
     ("10.0.0", "9.9.0", False)],
)  # fmt: skip
def test_newer_than_the_table(local, remote, expected):
    """Newer versions follow the rule behind the table."""
    assert searchable(local, remote) is expected


@pytest.mark.parametrize("minor", SEARCHABLE)
def test_a_cluster_may_search_its_own_version(minor):
    """Every row has itself."""
    assert searchable(f"{minor}.1", f"{minor}.0")
