"""Habits of the tests themselves."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def functions():
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(TESTS)}::{node.name}", ast.get_docstring(node)


def test_every_test_states_its_rule():
    """A test says in one sentence what must hold."""
    assert [name for name, text in functions() if not text or not text.partition("\n")[0].rstrip().endswith((".", "…"))] == []
