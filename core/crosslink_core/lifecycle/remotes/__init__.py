"""Remote clusters and remote connections."""
