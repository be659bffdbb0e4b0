import math

import pytest
from pydantic import ValidationError

from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, why_not

HERE, THERE = Deployment(deployment_id="a" * 32, ref_id="main-elasticsearch"), Deployment(deployment_id="b" * 32)


def test_id_is_the_place():
    """The id names the place on the server: deployment, ref id and alias; the remote has no part in it."""
    assert RemoteCluster(local=HERE, remote=THERE, alias="us").id == f"{'a' * 32}/main-elasticsearch/us"
    assert RemoteCluster(local=THERE, remote=HERE, alias="us").id == f"{'b' * 32}/_main/us"


def test_self_link():
    """A deployment cannot be linked to itself, whatever else is said of the two ends."""
    with pytest.raises(ValidationError, match="cannot be linked to itself"):
        RemoteCluster(local=HERE, remote=HERE.model_copy(update={"connection": "other"}), alias="me")


@pytest.mark.parametrize("alias", ["", "a.b", "a b", "a/b", "ä", "a\n", "*", "a:b", None])
def test_alias(alias):
    """An alias has letters, digits, dashes and underscores of ASCII only."""
    with pytest.raises(ValidationError):
        RemoteCluster(local=HERE, remote=THERE, alias=alias)


@pytest.mark.parametrize("seconds", [-1, 3601, math.nan, math.inf, "soon"])
def test_timeout(seconds):
    """A wait is between nothing and an hour."""
    with pytest.raises(ValidationError):
        RemoteCluster(local=HERE, remote=THERE, alias="us", connect_timeout_s=seconds)


def test_unknown_property():
    """A typing error is not ignored."""
    with pytest.raises(ValidationError):
        RemoteCluster(local=HERE, remote=THERE, alias="us", skip_unavailabel=True)


@pytest.mark.parametrize(
    ("lacks", "reason"),
    [
        pytest.param(set(), "the remote deployment does not answer: it may be stopped, or out of reach", id="nothing but the connection"),
        pytest.param({"compatible"}, "the versions are not compatible", id="versions"),
        pytest.param({"trusted"}, "the local deployment does not trust the remote one", id="trust here"),
        pytest.param({"trusted_back"}, "the remote deployment does not trust the local one", id="trust there"),
        pytest.param(
            {"compatible", "trusted_back"}, "the versions are not compatible and the remote deployment does not trust the local one", id="two reasons"
        ),
    ],
)
def test_why_not(lacks, reason):
    """The reason names every side that is in the way, and nothing when it is connected."""
    said = {name: name not in lacks for name in ("compatible", "trusted", "trusted_back")}

    assert why_not(connected=False, **said) == reason
    assert why_not(connected=True, **said) == ""


@pytest.mark.parametrize(
    ("options", "skips"),
    [
        pytest.param({}, True, id="search"),
        pytest.param({"purpose": "replication"}, False, id="replication"),
        pytest.param({"purpose": "replication", "skip_unavailable": None}, False, id="replication, left open"),
        pytest.param({"skip_unavailable": False}, False, id="search, said otherwise"),
        pytest.param({"purpose": "replication", "skip_unavailable": True}, True, id="replication, said otherwise"),
    ],
)
def test_skip_unavailable(options, skips):
    """A link that replicates does not skip its remote, one that searches does, unless it says otherwise."""
    assert RemoteCluster(local=HERE, remote=THERE, alias="us", **options).skip_unavailable is skips


@pytest.mark.parametrize("props", [None, [], "us", 7], ids=repr)
def test_no_object(props):
    """What is no object at all is refused in the same words as any other mistake of form."""
    with pytest.raises(ValidationError):
        RemoteCluster.model_validate(props)


@pytest.mark.parametrize(
    ("props", "skips"),
    [
        pytest.param({}, True, id="nothing said"),
        pytest.param({"purpose": "search"}, True, id="search"),
        pytest.param({"purpose": "replication"}, False, id="replication"),
        pytest.param({"purpose": "replication", "skip_unavailable": True}, True, id="said otherwise"),
        pytest.param({"purpose": None, "skip_unavailable": None}, True, id="nulls"),
    ],
)
def test_completed(props, skips):
    """A missing value and a null are the default; a follower never skips its leader unseen."""
    assert RemoteCluster.completed(props) == {
        "purpose": props.get("purpose") or "search",
        "skip_unavailable": skips,
        "require_connected": False,
        "connect_timeout_s": 120,
    }


def test_completed_while_the_purpose_is_not_known():
    """Of an unknown purpose nothing is concluded: the setting is left out."""
    unknown = object()

    assert RemoteCluster.completed({"purpose": unknown, "alias": "us"}) == {
        "purpose": unknown,
        "alias": "us",
        "require_connected": False,
        "connect_timeout_s": 120,
    }
