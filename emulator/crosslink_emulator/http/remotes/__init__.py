"""Remote clusters of deployments."""
