"""What there is: the values that the state file holds."""
