import pytest

from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.model.remotes.remote_cluster import RemoteClusterState

EU = "dddd0101" * 4
US = "dddd0102" * 4
METRICS = "dddd0103" * 4


def test_existing(life, spec, logs_eu):
    """Every entry of a deployment is listed, whoever made it."""
    wish = spec()
    life.create(wish)

    found = life.existing(wish.local)

    assert [(item.alias, item.remote.deployment_id, item.skip_unavailable, item.connected) for item in found] == [
        ("foreign", METRICS, False, True),
        ("us", US, True, True),
    ]
    assert all(isinstance(each, RemoteClusterState) for each in found)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"deployment_id": US, "alias": ""}, id="empty alias"),
        pytest.param({"deployment_id": US, "alias": "a.b"}, id="alias with a dot"),
        pytest.param({"deployment_id": "x", "alias": "x"}, id="malformed id"),
        pytest.param({"deployment_id": EU, "alias": "me"}, id="itself"),
    ],
)
def test_existing_beside_what_cannot_be_expressed(life, spec, session, monkeypatch, said, entry):
    """An entry that crosslink could not have made is told and left out; the others are listed."""
    wish = spec()
    good = Entry(deployment_id=US, elasticsearch_ref_id="main", alias="good")
    monkeypatch.setattr(session.cloud("hosted").remote_clusters, "get", lambda *_: (Entry(elasticsearch_ref_id="main", **entry), good))

    assert [item.alias for item in life.existing(wish.local)] == ["good"]
    assert len(said) == 1
    assert "which crosslink cannot express: left out" in said[0]
