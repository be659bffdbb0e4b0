"""What every rule owes its readers: a file, a test file that answers the same questions, a sentence, a name."""

import ast
from pathlib import Path

import jsonschema
import pytest

import crosslink_policies.rules
from crosslink_policies.rules import RULES

HERE = Path(__file__).parent
FOLDER = Path(crosslink_policies.rules.__file__).parent
VERBS = ("no-", "require-", "match-", "limit-")
QUESTIONS = {"test_violation", "test_closest_legal", "test_unknown", "test_foreign_type"}

each = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def stem(rule):
    """A rule's name as its files spell it."""
    return rule.name.replace("-", "_")


def test_files():
    """One rule per file, and every file's rule is in the list."""
    assert sorted(stem(rule) for rule in RULES) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


@each
def test_name(rule):
    """It begins with one of four verbs, and function, module and constant are called the same."""
    assert rule.name.startswith(VERBS)
    assert rule.check.__name__ == stem(rule)
    assert rule.check.__module__ == f"crosslink_policies.rules.{stem(rule)}"


@each
def test_description(rule):
    """It is one sentence; the engine prints the message on the next line."""
    assert rule.description[0].isupper()
    assert rule.description.endswith(".")
    assert rule.description.count(".") == 1


@each
def test_schema(rule):
    """Every limit has a description and a default that its own schema accepts."""
    for schema in rule.schema.values():
        assert schema["description"].endswith(".")
        jsonschema.validate(schema["default"], schema)


@each
def test_questions(rule):
    """Its tests answer: the violation, the closest legal value, an unknown value, a foreign type, each configuration key."""
    tree = ast.parse((HERE / f"test_{stem(rule)}.py").read_text(encoding="utf-8"))
    answers = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

    assert answers >= QUESTIONS | {f"test_config_{key}" for key in rule.schema}
