import errno
import json
import os

import pytest

from crosslink_emulator import StateError
from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.filters.link_id_claim import claim
from crosslink_emulator.world.filters.traffic_filter import create
from crosslink_emulator.world.remotes.remote_cluster import set_remotes
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.deployment import Remote
from crosslink_emulator.world.state.traffic_filter import Content, Rule
from crosslink_emulator.world.state.traffic_filter_rule import LinkId


@pytest.fixture
def path(tmp_path):
    """Where the state goes."""
    return tmp_path / "emulator.json"


def link(world):
    """Change something."""
    cloud = world.clouds["hosted"]
    target = cloud.deployments["logs-us"]
    remote = Remote(alias="us", deployment_id=target.id, elasticsearch_ref_id=target.ref_id, skip_unavailable=False)
    set_remotes(world, cloud, cloud.deployments["logs-eu"], [remote])


def test_written_after_each_change(path):
    """The file holds the whole state, is for its owner only, and leaves nothing beside it."""
    world = World(read_estate(None), path)
    before = json.loads(path.read_text())
    link(world)

    assert json.loads(path.read_text()) == world.to_json() != before
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_continued(path):
    """A new process goes on where the last one was, whatever estate it is given; a reset returns to that estate."""
    world = World(read_estate(None), path)
    fresh = world.to_json()
    link(world)
    again = World(read_estate(None), path)

    assert again.to_json() == world.to_json()

    again.reset()

    assert again.to_json() == json.loads(path.read_text()) == fresh


def test_older_file(path):
    """A file from before traffic filters or named clusters is continued without any, one from before certificate authorities gets them."""
    state = World(read_estate(None)).to_json()
    del state["ids_given"], state["certificate_authorities"], state["clusters"]
    for cloud in state["clouds"].values():
        del cloud["traffic_filters"], cloud["claimed_link_ids"], cloud["trust_relationships"]
        for deployment in cloud["deployments"].values():
            del deployment["cross_cluster_enabled"]
    path.write_text(json.dumps(state))
    world = World(read_estate(None), path)

    assert (world.ids_given, world.clouds["hosted"].traffic_filters, world.clouds["hosted"].claimed_link_ids) == (0, {}, ())
    fresh = World(read_estate(None)).certificate_authorities
    assert world.clusters == {}
    assert world.certificate_authorities == {name: item for name, item in fresh.items() if not name.startswith("cluster ")}


def test_traffic_filters_continued(path):
    """Rulesets and claims outlive the process, and no id is given twice."""
    world = World(read_estate(None), path)
    content = Content(name="office", type="ip", include_by_default=False, region="aws-eu-west-1", rules=(Rule(source="192.0.2.1"),))
    hosted = world.clouds["hosted"]
    made = create(world, hosted, content)
    claim(world, hosted, LinkId(region="aws-eu-west-1", link_id="vpce-0123456789abcdef0"))
    again = World(read_estate(None), path)

    assert again.to_json() == world.to_json()
    assert again.clouds["hosted"].traffic_filters[made.id] == made
    assert create(again, again.clouds["hosted"], content).id != made.id


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "Invalid JSON", id="empty"),
        pytest.param(b'{"shape":', "Invalid JSON", id="half"),
        pytest.param(b"\xff", "Invalid JSON", id="binary"),
        pytest.param(b"[]", "", id="a list"),
        pytest.param(b'{"shape": "crosslink-emulator-0", "clock": "2025-01-01T00:00:00Z", "clouds": {}}', "shape: ", id="another shape"),
        pytest.param(b'{"clouds": {"hosted": {}}}', "is", id="half a state"),
    ],
)
def test_unusable(path, content, problem):
    """One line names the file and says what to do; the file is left alone."""
    path.write_bytes(content)
    with pytest.raises(StateError) as error:
        World(read_estate(None), path)

    assert str(error.value).startswith(f"{path}: not a state of this emulator (")
    assert problem in str(error.value)
    assert "delete the file" in str(error.value)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == content


def test_failed_write(path, monkeypatch):
    """What was written before stays, and nothing half written is left beside it."""
    world = World(read_estate(None), path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StateError, match="No space left on device"):
        link(world)

    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_nowhere_to_write(tmp_path):
    """A folder that does not exist is said at the start, not at the first change."""
    with pytest.raises(StateError, match="No such file or directory"):
        World(read_estate(None), tmp_path / "missing" / "emulator.json")


def test_a_folder(tmp_path):
    """A folder is no state file."""
    with pytest.raises(StateError, match="Is a directory"):
        World(read_estate(None), tmp_path)
