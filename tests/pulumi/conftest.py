import pytest

from .own_cluster import KUBERNETES, SELF_MANAGED
from .stack import hosted


@pytest.fixture
def clusters(stack, live, configuration_of):
    """What `crosslink:clusters` needs for all of them as they are then, with the files that their administrators hand over."""

    def configured():
        found = {"logs-eu": configuration_of("logs-eu")}
        for name in (*SELF_MANAGED, *KUBERNETES):
            there = live.control("GET", f"clusters/{name}/certificates")
            stack.write(f"{name}-ca.pem", "".join(there["authority"]))
            stack.write(f"{name}-node.pem", "".join(there["nodes"]))
            found[name] = configuration_of(name, transportCaFile=str(stack.folder / f"{name}-ca.pem"))
        found["onprem"]["nodeCertificateFile"] = str(stack.folder / "onprem-node.pem")
        return found

    return configured


@pytest.fixture
def organization(live):
    """Put an estate of one organization in place of the demonstration; answer the ids of its deployments."""

    def put(*regions, **more):
        estate = hosted(*regions, **more)
        live.control("POST", "reset", estate)
        return [deployment["id"] for deployment in estate["clouds"]["hosted"]["deployments"].values()]

    return put
