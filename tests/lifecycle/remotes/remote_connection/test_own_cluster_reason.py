"""Why a link between two self-managed clusters may not connect: no connection here sees what is installed on them."""

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.trust.trust_reason import judge
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.remotes.remote_connection import RemoteConnection


def test_both_ends():
    """What is to be installed on both ends is one sentence, not two of the same words."""
    ends = {"local": Cluster(cluster="onprem"), "remote": Cluster(cluster="stock", transport_addresses=("stock.example:9300",))}
    found = judge(Session(Connections({}, {})), RemoteConnection.model_validate({"alias": "far"} | ends))

    assert found.text.startswith("onprem and stock may not trust each other yet: install on both what `crosslink show --files` has for this link")
    assert found.text.count("install") == 1
    assert (found.unseen, found.lacks_trust) == (True, False)
