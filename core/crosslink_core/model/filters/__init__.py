"""Traffic filters and what belongs to them."""
