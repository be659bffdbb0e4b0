"""Elasticsearch's own REST API."""
