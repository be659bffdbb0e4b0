import pytest
from pydantic import ValidationError

from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.filters.traffic_filter_association import FilterEnd, TrafficFilterAssociation
from crosslink_core.model.problem import problems

ON = Deployment(deployment_id="d" * 32)


def test_id_is_the_place():
    """The id is made of the two ids alone: facts, the connection and options have no part in it."""
    plain = TrafficFilterAssociation(traffic_filter=FilterEnd(ruleset_id="f" * 32), deployment=ON)
    rich = TrafficFilterAssociation(
        traffic_filter=FilterEnd(ruleset_id="f" * 32, name="office", type="ip", region="r"),
        deployment=ON.model_copy(update={"connection": "other", "name": "logs"}),
        open_on_delete=True,
    )

    assert plain.id == rich.id == f"{'f' * 32}/{'d' * 32}"


def test_label():
    """A person reads the name, with the id behind it; without a name the id alone."""
    assert FilterEnd(ruleset_id="f" * 32, name="office").label == f"office ({'f' * 32})"
    assert FilterEnd(ruleset_id="f" * 32).label == "f" * 32


@pytest.mark.parametrize("ruleset_id", ["", "f" * 31, "f" * 33, "F" * 32, "f" * 32 + "\n", "../" + "f" * 29, 7], ids=repr)
def test_ruleset_id(ruleset_id):
    """A filter's id is 32 lower-case hexadecimal digits, and the message calls it a filter's, not a deployment's."""
    with pytest.raises(ValidationError) as caught:
        FilterEnd(ruleset_id=ruleset_id)

    text = next(problems(caught.value)).text
    assert text == ("must be the id of a traffic filter: 32 digits from 0 to 9 and a to f" if isinstance(ruleset_id, str) else "must be a string")


def test_safe_by_default():
    """Nothing is opened unless somebody asks for it."""
    assert TrafficFilterAssociation.completed({"open_on_delete": None}) == {"together": (), "open_on_delete": False}
