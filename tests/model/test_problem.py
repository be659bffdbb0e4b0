from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosslink_core.model import CrosslinkError
from crosslink_core.model.problem import Problem, dotted, problems

SECRET = "FAKE_SECRET"


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    word: Annotated[str, Field(pattern=r"^[a-z]+$")]


class Outer(BaseModel):
    inner: list[Inner] = []
    number: int = 0
    flag: bool = False


def found(value):
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(value)
    return [str(problem) for problem in problems(caught.value)]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        pytest.param({"inner": 1}, ["inner: must be a list"], id="list"),
        pytest.param({"inner": [1]}, ["inner[0]: must be an object"], id="object"),
        pytest.param({"inner": [{"word": "ok"}, {}]}, ["inner[1].word: is missing"], id="missing"),
        pytest.param({"inner": [{"word": 1}]}, ["inner[0].word: must be a string"], id="text"),
        pytest.param({"inner": [{"word": "A"}]}, ["inner[0].word: must match ^[a-z]+$"], id="pattern without words of its own"),
        pytest.param({"inner": [{"word": "a", "wrod": "b"}]}, ["inner[0].wrod: is not a known key"], id="unknown key"),
        pytest.param({"flag": []}, ["flag: must be true or false"], id="boolean"),
        pytest.param(7, ["must be an object"], id="the whole value"),
        pytest.param({"inner": 1, "flag": []}, ["inner: must be a list", "flag: must be true or false"], id="every mistake, not the first one"),
    ],
)
def test_lines(value, lines):
    """Every mistake is one line: the path as the user wrote it, and words that need no Python."""
    assert found(value) == lines


@pytest.mark.parametrize("value", [{"number": SECRET}, {"flag": SECRET}, {"inner": SECRET}, {"inner": [{"word": SECRET}]}], ids=str)
def test_values_are_not_repeated(value):
    """A wrong value might be a secret in the wrong place: it is never repeated."""
    assert SECRET not in " ".join(found(value))


def test_dotted():
    """A location reads as a person would write it."""
    assert dotted(("links", 2, "alias")) == "links[2].alias"
    assert dotted(()) == ""
    assert dotted(("deployments", "eu west", "[key]")) == "deployments.eu west"


def test_problem_keeps_its_location():
    """A problem can be looked up by its parts and read as a line."""
    assert str(Problem("", "is wrong")) == "is wrong"
    assert Problem("a[0]", "is wrong", ("a", 0)).location == ("a", 0)


@pytest.mark.parametrize("text", ["two\nlines", "a\x1b[31mred\x1b[0m", "a\u2028b", "a\x00b", "a\u202eb", "a\r\n  b"], ids=ascii)
def test_an_error_is_one_printable_line(text):
    """Whatever text an error is made of, it stays one line and cannot steer a terminal."""
    said = str(CrosslinkError(text))

    assert said.isprintable()
