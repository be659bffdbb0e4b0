"""Refusals of ECE's proxy operation.  Source: Elastic Cloud API 3.8.0."""

from crosslink_emulator.errors.refusal import Refusal


class ClusterNotFoundError(Refusal):
    """The Elasticsearch that a request is meant for is not there.  GUESS: so it is said of one that is stopped."""

    status, code = 404, "clusters.cluster_not_found"

    def __init__(self, resource_id: str) -> None:
        super().__init__(f"The cluster [{resource_id}] is not running")
