"""What exists between Elasticsearch deployments and how to change it; knows no Pulumi."""
