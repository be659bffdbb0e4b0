"""Deployments and clusters: their facts, and the switch of old ones."""
