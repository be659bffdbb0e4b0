"""Traffic filters."""
