"""The documented operations over HTTP, one file per noun."""
