"""What becomes of a remote that somebody else has made when its adoption fails."""

import pytest

from crosslink_core.api.elasticsearch.settings import ClusterSettings
from crosslink_core.api.error import NoReplyError
from crosslink_core.lifecycle import NotConnectedError


@pytest.mark.parametrize(
    "there",
    [
        pytest.param({"mode": "proxy", "skip_unavailable": None}, id="without the word"),
        pytest.param({"mode": "PROXY", "skip_unavailable": "false", "transport.compress": "true"}, id="in other words"),
    ],
)
def test_failed_adoption(life, wish, far, end_of, write_remote, there):
    """Where the connection is required and does not come, the settings are as they were before."""
    wished = wish(remote="paused", skip_unavailable=False, require_connected=True, connect_timeout_s=0)
    before = {"proxy_address": wished.proxy_address, "server_name": wished.server_name} | {key: value for key, value in there.items() if value is not None}
    write_remote("logs-eu", "far", before)
    with pytest.raises(NotConnectedError):
        life.create(wished)

    assert far(end_of("logs-eu").elasticsearch) == before


@pytest.fixture
def failing(wish):
    """A wish that must be connected and cannot be, and what somebody else writes of the same remote."""
    wished = wish(remote="paused", skip_unavailable=False, require_connected=True, connect_timeout_s=0)
    return wished, {"mode": "proxy", "proxy_address": wished.proxy_address, "server_name": wished.server_name}


@pytest.fixture
def meanwhile(monkeypatch):
    """Let another writer come at our first write, which then gets no reply and does nothing, or which has been made already."""

    def write(act, *, made):
        put, done = ClusterSettings.put, []

        def first(*args):
            if done:
                return put(*args)
            done.append(put(*args) if made else None)
            act()
            if not made:
                raise NoReplyError("cluster logs-eu", "cluster.put_settings", "got no answer")
            return done[0]

        monkeypatch.setattr(ClusterSettings, "put", first)

    return write


@pytest.mark.parametrize("there", [False, True], ids=["made meanwhile", "removed meanwhile"])
def test_another_writer_before_ours(life, failing, far, end_of, write_remote, meanwhile, there):
    """What another program made or removed before our write counts was never ours: a failure leaves it so."""
    wished, theirs = failing
    if there:
        write_remote("logs-eu", "far", theirs)
    meanwhile(lambda: write_remote("logs-eu", "far", {"*": None} if there else theirs), made=False)
    with pytest.raises(NotConnectedError):
        life.create(wished)

    assert far(end_of("logs-eu").elasticsearch) == ({} if there else theirs)


def test_another_writer_after_ours(life, failing, end_of, write_remote, meanwhile):
    """Transient settings that somebody writes over ours are not ours, also where they say the same: a failure leaves them."""
    wished, theirs = failing
    meanwhile(lambda: write_remote("logs-eu", "far", {}, theirs | {"skip_unavailable": "false"}), made=True)
    with pytest.raises(NotConnectedError):
        life.create(wished)

    assert end_of("logs-eu").elasticsearch.transient["cluster.remote.far.proxy_address"] == wished.proxy_address
