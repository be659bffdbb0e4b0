"""Deployments, and clusters without a control plane: the ends of links."""
