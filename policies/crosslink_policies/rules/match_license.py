"""``match-license``.  Source: Elastic's table of subscriptions; our digest's §2.4."""

from collections.abc import Iterator

from crosslink_core.model.deployments.cluster import WITHOUT_REPLICATION
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.token import REMOTE_CONNECTION
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.plain import Props, at, label


@ResourceRule.of(severity=Severity.HIGH, tokens=(REMOTE_CONNECTION,))  # the control plane's list is of deployments, whose licence is its own business
def match_license(props: Props, _limits: Limits) -> Iterator[str]:
    """A link for replication connects clusters whose licences both include cross-cluster replication.

    Why: the link itself connects with any licence, and then the first follower is refused.
    A link that Kubernetes' operator makes is not a resource, so its licence is not checked here.
    """
    if at(props, "purpose") != Purpose.REPLICATION:
        return
    for side in ("local", "remote"):
        found = at(props, side, "license")
        if found in WITHOUT_REPLICATION:
            yield f"{side}: {label(props, side)} has a {found} licence, without cross-cluster replication; use platinum or enterprise, or set purpose: search"
