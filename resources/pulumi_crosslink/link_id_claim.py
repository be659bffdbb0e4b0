"""`LinkIdClaim`: a private-connection id that belongs to this organization."""

from pulumi import Input, ResourceOptions

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.filters.link_id_claim import LinkIdClaimLifecycle
from crosslink_core.model.filters import link_id_claim as model
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider


class LinkIdClaimProvider(SlotProvider[model.LinkIdClaim, model.LinkIdClaimState]):
    """The id is `<region>/<link id>`, of an Azure endpoint `<region>/<name>/<guid>`."""

    spec = model.LinkIdClaim
    state = model.LinkIdClaimState
    lifecycle = LinkIdClaimLifecycle

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Find a connection that is not configured."""
        wanted, problems = super().look_up(olds, news)
        connection = wanted.get("connection")
        if connection is None or isinstance(connection, str):
            try:
                self.session.connections.name(connection)
            except ConnectionsError as error:
                problems = [*problems, Problem("connection", str(error))]
        return wanted, problems


class LinkIdClaim(NounResource, module=MODULE, name="LinkIdClaim"):
    """One private-connection id of one region belongs to this organization: no other one may filter by it.

    :param region: the region of the endpoint, such as `aws-eu-west-1`.
    :param link_id: an AWS VPC endpoint id (`vpce-…`) or the number of a Private Service Connect connection.
    :param azure_endpoint_name: with `azure_endpoint_guid` instead of `link_id`: the name of an Azure private endpoint.
    :param azure_endpoint_guid: its resource GUID.
    :param connection: the name of a connection; default: the default connection.
    """

    provider = LinkIdClaimProvider

    def __init__(
        self,
        resource_name: str,
        *,
        region: Input[str],
        link_id: Input[str] | None = None,
        azure_endpoint_name: Input[str] | None = None,
        azure_endpoint_guid: Input[str] | None = None,
        connection: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
