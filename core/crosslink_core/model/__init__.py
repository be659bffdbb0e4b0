"""Values and their rules: no I/O, nothing above."""
