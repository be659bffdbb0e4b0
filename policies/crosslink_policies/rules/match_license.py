"""``match-license``.  Source: Elastic's table of subscriptions; our digest's §2.4."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.deployments.cluster import WITHOUT_REPLICATION
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.token import REMOTE_CONNECTION
from crosslink_policies.plain import Props, at, label
from crosslink_policies.rule import Limits, ResourceRule, Severity


def match_license(props: Props, _limits: Limits) -> Iterator[str]:
    """A link that replicates joins clusters whose licences both have replication.

    Why: the link itself comes about with any licence, and the first follower is refused.
    A link that Kubernetes' operator makes is no resource, so its licence is not judged here.
    """
    if at(props, "purpose") != Purpose.REPLICATION:
        return
    for side in ("local", "remote"):
        found = at(props, side, "license")
        if found in WITHOUT_REPLICATION:
            yield f"{side}: {label(props, side)} has the licence {found}, which does not replicate; use a platinum or enterprise one, or say purpose: search"


MATCH_LICENSE: Final = ResourceRule(
    name="match-license",
    check=match_license,
    severity=Severity.HIGH,
    tokens=(REMOTE_CONNECTION,),  # the control plane's list is of deployments, whose licence is its own business
    limits=Limits,
)
