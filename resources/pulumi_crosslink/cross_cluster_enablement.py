"""`CrossClusterEnablement`: an old deployment gets its cross-cluster features."""

from pulumi import Input, Output, ResourceOptions

from crosslink_core.lifecycle.deployments.cross_cluster_enablement import CrossClusterEnablementLifecycle
from crosslink_core.model.deployments import cross_cluster_enablement as model
from crosslink_core.model.token import MODULE
from pulumi_crosslink.deployment import End
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider


class CrossClusterEnablementProvider(SlotProvider[model.CrossClusterEnablement, model.CrossClusterEnablementState]):
    """The id is `<deployment>/<ref>`."""

    spec = model.CrossClusterEnablement
    state = model.CrossClusterEnablementState
    ends = ("deployment",)
    lifecycle = CrossClusterEnablementLifecycle
    shared = True


class CrossClusterEnablement(NounResource, module=MODULE, name="CrossClusterEnablement"):
    """A deployment made before February 2021 (Elastic Cloud) or ECE 2.9.0 can be an end of a link: "Enable CCR" in the console.

    It turns one way: its deletion leaves the features where they are.  A link of the deployment must depend on it.

    :param deployment: the deployment that gets the features: its id, or a `Deployment`.
    :param plan_timeout_s: how long to wait for the plan that it takes, in seconds; default 1800.
    """

    provider = CrossClusterEnablementProvider

    enabled: Output[bool]
    """Whether the features are there."""

    def __init__(self, resource_name: str, *, deployment: End, plan_timeout_s: Input[float] | None = None, opts: ResourceOptions | None = None) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
