"""``no-system-deployments``.  Source: Elastic's page "Remote clusters with Elastic Cloud Enterprise"; our digest's P1."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.deployments.deployment import SYSTEM_NAMES, Platform
from crosslink_core.model.token import CROSS_CLUSTER_ENABLEMENT
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.links import LINKS
from crosslink_policies.plain import Props, at, label
from crosslink_policies.trusts import TRUSTS

SENTENCES: Final = {
    **dict.fromkeys(("local", "remote"), "which can be neither local nor remote; link another deployment"),
    "deployment": "which can be neither local nor remote, so there is nothing to prepare it for; name another deployment",
}
"""What follows for a link's end, and for a deployment whose trust or features are changed."""


class SystemLimits(Limits):
    """What may be changed about the rule."""

    names: tuple[str, ...] = tuple(sorted(SYSTEM_NAMES))
    """Names of system deployments on ECE, where an admin can clear the flag for a while but not the name."""


@ResourceRule.of(severity=Severity.HIGH, tokens=(*LINKS, *TRUSTS, CROSS_CLUSTER_ENABLEMENT), limits=SystemLimits)
def no_system_deployments(props: Props, limits: SystemLimits) -> Iterator[str]:
    """No link begins or ends at a system deployment.

    Why: they belong to the platform, and ECE documents that they can be neither local nor remote.
    """
    for side, consequence in SENTENCES.items():
        flagged = at(props, side, "system_owned") is True
        named = at(props, side, "platform") == Platform.ECE and at(props, side, "name") in limits.names
        if flagged or named:
            yield f"{side}: {label(props, side)} is a system deployment, {consequence}"
