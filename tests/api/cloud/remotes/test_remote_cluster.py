import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.api.error import NotFoundError, RefusedError, UnexpectedReplyError

ID = "d" * 32
INFO = {"healthy": True, "connected": True, "compatible": True, "trusted": True, "trusted_back": True}
PLAIN = {"deployment_id": "a" * 32, "elasticsearch_ref_id": "main-elasticsearch", "alias": "us"}


def test_get(server, cloud):
    """The list is one GET; order and entries are those of the reply."""
    server.answers_with(200, {"resources": [PLAIN | {"alias": "z", "skip_unavailable": True, "info": INFO}, PLAIN]})

    found = cloud.remote_clusters.get(ID, "_main")

    assert [(item.alias, item.skip_unavailable, item.info and item.info.connected) for item in found] == [("z", True, True), ("us", None, None)]
    assert [line for line, _, _ in server.requests] == [f"GET /api/v1/deployments/{ID}/elasticsearch/_main/remote-clusters HTTP/1.1"]


@pytest.mark.parametrize("resources", [[], None])
def test_get_an_empty_list(server, cloud, resources):
    """No entries are an empty list, or the null that a Go server makes of it."""
    server.answers_with(200, {"resources": resources})

    assert cloud.remote_clusters.get(ID, "_main") == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param({}, id="no resources"),
        pytest.param([], id="list"),
        pytest.param({"resources": {}}, id="empty object"),
        pytest.param({"resources": ""}, id="empty text"),
        pytest.param({"resources": 0}, id="zero"),
        pytest.param({"resources": False}, id="false"),
        pytest.param({"resources": ["us"]}, id="texts"),
        pytest.param({"resources": [{"alias": "us"}]}, id="entry without a deployment"),
        pytest.param({"resources": [PLAIN | {"alias": 7}]}, id="alias a number"),
        pytest.param({"resources": [PLAIN | {"info": "fine"}]}, id="info a text"),
    ],
)
def test_get_something_else(server, cloud, body):
    """A reply of another shape is never read as an empty list: the next write would remove the entries of others."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.remote_clusters.get(ID, "_main")


@pytest.mark.parametrize("body", [{}, b""], ids=["empty object", "nothing"])
def test_set(server, cloud, body):
    """The whole list is one PUT; what is read only is not sent, and 202 is the success."""
    server.answers_with(202, body)

    cloud.remote_clusters.set(ID, "main", [Entry(**PLAIN, skip_unavailable=False), Entry.model_validate(PLAIN | {"alias": "eu", "info": INFO})])

    ((line, _, sent),) = server.requests
    assert line == f"PUT /api/v1/deployments/{ID}/elasticsearch/main/remote-clusters HTTP/1.1"
    assert json.loads(sent) == {"resources": [PLAIN | {"skip_unavailable": False}, PLAIN | {"alias": "eu"}]}


def test_set_nothing(server, cloud):
    """An empty list is written as one: null is refused by the service."""
    server.answers_with(202, {})

    cloud.remote_clusters.set(ID, "main", [])

    assert json.loads(server.requests[0][2]) == {"resources": []}


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        pytest.param(404, "deployments.deployment_not_found", NotFoundError, id="no such deployment"),
        pytest.param(404, "deployments.deployment_resource_not_found", NotFoundError, id="no such resource"),
        pytest.param(400, "deployments.deployment_remote_resource_not_found", RefusedError, id="no such remote"),
        pytest.param(500, "deployments.cluster_request_failed", RefusedError, id="the cluster does not answer"),
        pytest.param(200, "", UnexpectedReplyError, id="another success"),
    ],
)
def test_set_fails(server, cloud, status, code, kind):
    """Each failure has its class and names the deployment and the ref."""
    server.answers_with(status, {"errors": [{"code": code, "message": "no"}]})

    with pytest.raises(kind, match=f"connection tried, deployment {ID}, ref main: set-deployment-es-resource-remote-clusters answered {status}"):
        cloud.remote_clusters.set(ID, "main", [])


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
foreign = st.builds(
    lambda more, entry, skip: more | entry | skip,
    st.dictionaries(st.text(min_size=1, max_size=8) | st.sampled_from(["to_wire", "model_config", "__class__", "_x", "healthy"]), values, max_size=4),
    st.fixed_dictionaries({"deployment_id": st.text(), "elasticsearch_ref_id": st.text(), "alias": st.text()}),
    st.sampled_from([{}, {"skip_unavailable": None}, {"skip_unavailable": True}, {"skip_unavailable": False}]),
)


@given(foreign, st.sampled_from([{}, {"info": None}, {"info": INFO}, {"info": INFO | {"undocumented": 1}}]))
def test_an_entry_of_others_is_sent_back_as_it_came(entry, info):
    """Unknown fields stay, absent stays absent, null stays null; only what is read only is left out."""
    entry.pop("info", None)

    assert Entry.model_validate_json(json.dumps(entry | info)).to_wire() == entry
