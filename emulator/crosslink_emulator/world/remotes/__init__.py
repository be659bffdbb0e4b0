"""Remotes, and whether they connect."""
