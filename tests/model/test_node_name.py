"""Names of nodes in certificates, and the patterns that let them in."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.node_name import NodeName, kubernetes_pattern, kubernetes_scope, parse, pattern, patterns

PARTS = st.from_regex(r"[a-z0-9]{1,32}", fullmatch=True)
ELASTIC = "instance-0000000000.node.feed0001.cluster.1000000001.account"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (ELASTIC, NodeName("instance-0000000000", "feed0001", "1000000001")),
        ("a.b.node.c.cluster.s.account", NodeName("a.b", "c", "s")),
        ("es1.example", None),
        (".node.c.cluster.s.account", None),
        ("a.node.c.cluster.s", None),
        ("logs-es-default-0.node.logs.search.es.local", None),
    ],
)
def test_parse(name, expected):
    """Only a name of Elastic Cloud's form says its cluster and its scope."""
    assert parse(name) == expected


@given(PARTS, PARTS, PARTS)
def test_pattern_fits_its_own_names_alone(node, cluster, scope):
    """A pattern fits every node of its cluster, and none of another cluster or scope."""
    name = f"{node}.node.{cluster}.cluster.{scope}.account"

    assert parse(name) == NodeName(node, cluster, scope)
    assert fnmatchcase(name, pattern(cluster, scope))
    assert not fnmatchcase(name, pattern(f"{cluster}x", scope))
    assert not fnmatchcase(name, pattern(cluster, f"{scope}x"))


def test_patterns():
    """Names of the form become one pattern for each cluster; others stand for themselves, each once."""
    second = ELASTIC.replace("0000000000", "0000000001")

    assert patterns([ELASTIC, second, "es1.example", "es1.example"]) == (pattern("feed0001", "1000000001"), "es1.example")


def test_kubernetes():
    """Kubernetes has another form, which the console's file does not fit."""
    assert kubernetes_scope("search") == "search.es.local"
    assert fnmatchcase("logs-es-default-0.node.logs.search.es.local", kubernetes_pattern("logs", "search"))
