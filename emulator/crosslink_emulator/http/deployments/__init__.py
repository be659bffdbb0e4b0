"""Deployments: documents, searches, updates and plans."""
