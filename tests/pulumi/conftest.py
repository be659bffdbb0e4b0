import pytest

from .stack import hosted


@pytest.fixture
def organization(live):
    """Put an estate of one organization in place of the demonstration; answer the ids of its deployments."""

    def put(*regions, **more):
        estate = hosted(*regions, **more)
        live.control("POST", "reset", estate)
        return [one["id"] for one in estate["clouds"]["hosted"]["deployments"].values()]

    return put
