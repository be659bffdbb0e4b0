"""What answers at the endpoints of the deployments' Elasticsearch."""
