"""Traffic filters, their associations and claimed link ids."""
