"""`CrossClusterEnablement`: an old deployment gets its cross-cluster features."""

from typing import Any

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource

from crosslink_core.lifecycle.deployments.cross_cluster_enablement import CrossClusterEnablementLifecycle
from crosslink_core.model.deployments import cross_cluster_enablement as model
from crosslink_core.model.token import MODULE
from pulumi_crosslink.deployment import End, props_of
from pulumi_crosslink.slot import SlotProvider


class CrossClusterEnablementProvider(SlotProvider[model.CrossClusterEnablement, model.CrossClusterEnablementState]):
    """The id is `<deployment>/<ref>`."""

    spec = model.CrossClusterEnablement
    state = model.CrossClusterEnablementState
    ends = ("deployment",)
    lifecycle = CrossClusterEnablementLifecycle
    shared = True


class CrossClusterEnablement(Resource, module=MODULE, name="CrossClusterEnablement"):
    """A deployment made before February 2021 (Elastic Cloud) or ECE 2.9.0 can be an end of a link: "Enable CCR" in the console.

    It turns one way: its deletion leaves the features where they are.  A link of the deployment must depend on it.
    """

    enabled: Output[bool]
    """Whether the features are there."""

    def __init__(self, resource_name: str, *, deployment: End, plan_timeout_s: Input[float] | None = None, opts: ResourceOptions | None = None) -> None:
        """Declare it.

        :param deployment: the deployment that gets the features: its id, or a `Deployment`.
        :param plan_timeout_s: how long to wait for the plan that it takes, in seconds; default 1800.
        """
        wanted: dict[str, Any] = {"deployment": props_of(deployment), "plan_timeout_s": plan_timeout_s}
        outputs = dict.fromkeys(("enabled", "claim"))
        slot = ResourceOptions(delete_before_replace=True)  # as of every place: the old one must leave first
        super().__init__(CrossClusterEnablementProvider(), resource_name, wanted | outputs, ResourceOptions.merge(slot, opts))
