"""What is written to make of one set of remotes another, and what is looked at again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.api.elasticsearch.settings import RemoteSettings
from crosslink_core.connections.session import Session
from crosslink_core.coordination.cluster_settings import WHOLE, ClusterSettingsUpdate, difference

NAMES = st.dictionaries(st.sampled_from([*WHOLE, "seeds", "transport.compress"]), st.sampled_from(["1", "2"]), min_size=1)
LAYERS = st.dictionaries(st.sampled_from(["us", "us-2", "eu"]), NAMES)


def written(layer, change):
    """What Elasticsearch makes of a layer: removals first, then what is set."""
    flat = {f"cluster.remote.{alias}.{name}": value for alias, names in layer.items() for name, value in names.items()}
    for key in [key for key, value in change.items() if value is None]:
        flat = {item: value for item, value in flat.items() if not (item.startswith(key[:-1]) if key.endswith("*") else item == key)}
    return flat | {key: value for key, value in change.items() if value is not None}


@given(LAYERS, LAYERS)
def test_the_difference_makes_one_of_the_other(found, wanted):
    """What is written brings about exactly what is wanted, and says nothing of an alias that stays."""
    change = difference(found, wanted)
    changed = {key.split(".")[2] for key in change}

    assert written(found, change) == written(wanted, {})
    assert changed == {alias for alias in {**found, **wanted} if found.get(alias) != wanted.get(alias)}


def test_a_remote_is_written_whole():
    """A change of one setting repeats the others that make the remote what it is, and none of somebody else's."""
    found = {"us": {"mode": "proxy", "proxy_address": "a:1", "server_name": "a", "skip_unavailable": "true", "transport.compress": "true"}}
    change = difference(found, {"us": {**found["us"], "skip_unavailable": "false"}})

    assert change == {
        "cluster.remote.us.mode": "proxy",
        "cluster.remote.us.proxy_address": "a:1",
        "cluster.remote.us.server_name": "a",
        "cluster.remote.us.skip_unavailable": "false",
    }


class Cluster:
    """A cluster that answers from memory, and may acknowledge or not."""

    def __init__(self, *, acknowledges=True):
        self.settings, self.acknowledges, self.asked, self.there = self, acknowledges, [], {}

    def remotes(self):
        self.asked.append("read")
        return RemoteSettings(dict(self.there))

    def put(self, persistent, transient):
        self.asked.append("write")
        self.there = {"us": {"mode": "proxy", "proxy_address": "a:1"}}
        return self.acknowledges


@pytest.mark.parametrize(("acknowledges", "asked"), [(True, ["read", "write"]), (False, ["read", "write", "read"])], ids=["by all nodes", "in part"])
def test_what_all_nodes_have_is_not_read_back(acknowledges, asked):
    """A write that all nodes acknowledge is believed, another one is looked at."""
    cluster, told = Cluster(acknowledges=acknowledges), []
    wanted = RemoteSettings({"us": {"mode": "proxy", "proxy_address": "a:1"}})
    found = ClusterSettingsUpdate(Session(None), cluster, "one", lambda: told.append(1)).change(lambda _: wanted)

    assert found == wanted
    assert cluster.asked == asked
    assert told == [1]
