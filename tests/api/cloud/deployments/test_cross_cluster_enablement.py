import pytest

from crosslink_core.api.error import NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_emulator.faults import Fault

ID, LEGACY = "f" * 32, "dddd0107" * 4
PATH = f"/api/v1/deployments/{ID}/elasticsearch/_main/_enable-ccr"


@pytest.fixture
def enablement(connections):
    return connections.cloud("hosted").cross_cluster_enablement


def test_enable(enablement, emulator):
    """An old deployment gets its features, by one request."""
    enablement.enable(LEGACY, "_main")

    assert emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster
    assert len(emulator.world.requests.to_json()) == 1


def test_nothing_there(enablement):
    """A deployment that is not there, or a resource that it does not have, is "not found"."""
    with pytest.raises(NotFoundError, match=rf"deployment {ID}, ref _main: enable-deployment-resource-ccr answered 404 deployments\.deployment_not_found"):
        enablement.enable(ID, "_main")
    with pytest.raises(NotFoundError, match="deployment_resource_not_found"):
        enablement.enable(LEGACY, "other")


def test_a_failure_is_not_sent_again(enablement, emulator):
    """It is one request whatever becomes of it."""
    emulator.world.faults.add(Fault(operation="enable-deployment-resource-ccr", kind="500"))
    with pytest.raises(RefusedError):
        enablement.enable(LEGACY, "_main")

    assert len(emulator.world.requests.to_json()) == 1


def test_request(server, cloud):
    """It is a POST without a body; warnings are not read, and another 2xx than the documented one is no success."""
    server.answers_with(200, {"warnings": {"warnings": []}})
    cloud.cross_cluster_enablement.enable(ID, "_main")
    ((sent, _, body),) = server.requests

    assert (sent, body) == (f"POST {PATH} HTTP/1.1", b"")

    server.answers_with(202, {})
    with pytest.raises(UnexpectedReplyError, match="answered 202 where 200 is documented"):
        cloud.cross_cluster_enablement.enable(ID, "_main")
