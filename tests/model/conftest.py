"""Certificates of authorities, each the same whenever it is asked for."""

from datetime import UTC, datetime

import pytest

from crosslink_emulator.world.state.certificate import issue


@pytest.fixture
def authority():
    """Return the PEM of an authority's certificate by its number."""
    return lambda number=1: issue("somebody", number, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
