import pytest

from crosslink_policies.plain import UNKNOWN, at, label, plain


class NotYetError(Exception):
    """What a proxy raises."""


class Late(dict):
    """A mapping whose key `late` is unknown."""

    def __getitem__(self, key):
        if key == "late":
            raise NotYetError
        return super().__getitem__(key)


def test_plain():
    """Only the unknown value itself is replaced; whole floats become the integers they were."""
    value = Late(late=1, list=(1.0, Late(late=2, x=1.5)), flag=True, none=None, text="a")

    assert plain(value, NotYetError) == {"late": UNKNOWN, "list": [1, {"late": UNKNOWN, "x": 1.5}], "flag": True, "none": None, "text": "a"}
    assert isinstance(plain(3.0, NotYetError), int)


@pytest.mark.parametrize(
    ("props", "found"),
    [
        pytest.param({"local": {"name": "logs"}}, "logs", id="known"),
        pytest.param({"local": {"name": UNKNOWN}}, UNKNOWN, id="unknown"),
        pytest.param({"local": UNKNOWN}, UNKNOWN, id="unknown holder"),
        pytest.param({"local": {}}, None, id="absent"),
        pytest.param({}, None, id="absent holder"),
        pytest.param({"local": ["name"]}, None, id="another shape"),
    ],
)
def test_at(props, found):
    """Absent, null and another shape are None; unknown is unknown from the top down."""
    assert at(props, "local", "name") is found or at(props, "local", "name") == found


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"name": "logs", "deployment_id": "f"}, "logs (f)"),
        ({"name": "logs", "deployment_id": UNKNOWN}, "logs"),
        ({"name": None, "deployment_id": "f"}, "f"),
        (UNKNOWN, "this deployment"),
        ({"cluster": "onprem", "name": "es", "deployment_id": None}, "onprem"),
        ({"cluster": UNKNOWN, "name": "es"}, "this cluster"),
        ({"cluster": "onprem", "name": "logs", "deployment_id": "f"}, "logs (f)"),
    ],
)
def test_label(facts, text):
    """A deployment is named with as much as is known, another cluster as the configuration does."""
    assert label({"local": facts}, "local") == text
