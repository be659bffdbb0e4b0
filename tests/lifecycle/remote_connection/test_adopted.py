"""What becomes of a remote that somebody else has made when its adoption fails."""

import pytest

from crosslink_core.lifecycle.base import NotConnectedError


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
