from collections import Counter

import pytest


@pytest.fixture
def cost(emulator):
    """Count the requests of a call, by operation."""

    def count(call, *args):
        emulator.world.requests.clear()
        result = call(*args)
        return result, dict(Counter(request["operation"] for request in emulator.world.requests.to_json()))

    return count
