"""`/deployments`: what the control plane says of deployments."""
