"""Deployments and clusters: plans, Kubernetes objects and nodes' files."""
