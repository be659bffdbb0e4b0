"""Typed clients: the control plane's API in `cloud/`; one method is one documented operation and one HTTP exchange."""
