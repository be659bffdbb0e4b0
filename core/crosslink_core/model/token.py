"""The type tokens that users' states, policies and import files know our resources by.

They are data in one place because resources and rules both read them.  Never change one: add, and keep the old.
"""

from typing import Final

MODULE: Final = "crosslink"
"""The module of every dynamic resource: `pulumi-python:dynamic/crosslink:<Resource>`."""

REMOTE_CLUSTER: Final = f"pulumi-python:dynamic/{MODULE}:RemoteCluster"
CLUSTER_LINK: Final = f"{MODULE}:index:ClusterLink"
TOPOLOGY: Final = f"{MODULE}:index:Topology"
