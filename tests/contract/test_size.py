"""How long files and functions may grow: a reader takes in a file at once."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "resources", "policies", "emulator", "cli", "engine", "docs")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))] + [ROOT / "engine" / "install"]
LINES, FUNCTION_LINES = 200, 40
SHORT, SHORT_FILES = 25, 15
"""A file of few lines costs its reader a file more; few may be so short."""


def lines(path):
    return len(path.read_text().splitlines())


def test_files():
    """No file has more than 200 lines."""
    assert {str(path.relative_to(ROOT)): lines(path) for path in FILES if lines(path) > LINES} == {}


def test_functions():
    """No function has more than 40 lines, its signature and docstring among them."""
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= FUNCTION_LINES
    }

    assert found == {}


def test_short_files():
    """Fewer than 15 files have fewer than 25 lines."""
    short = [str(path.relative_to(ROOT)) for path in FILES if lines(path) < SHORT]

    assert len(short) < SHORT_FILES, short
