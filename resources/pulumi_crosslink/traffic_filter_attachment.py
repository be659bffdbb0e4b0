"""`TrafficFilterAttachment`: all the traffic filters of one deployment."""

from collections.abc import Mapping, Sequence

from pulumi import ComponentResource, Input, ResourceOptions, RunError

from crosslink_core.model.token import TRAFFIC_FILTER_ATTACHMENT
from pulumi_crosslink.deployment import End
from pulumi_crosslink.resource import renamed
from pulumi_crosslink.split_traffic_filter import SplitTrafficFilter
from pulumi_crosslink.traffic_filter import TrafficFilter
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociation

Filter = TrafficFilter | SplitTrafficFilter


class TrafficFilterAttachment(ComponentResource):
    """Traffic filters guard a deployment, all of them: the first is attached when every one exists, and if one fails a deployment that was open stays open.

    :param deployment: the deployment, in the filters' region: its id, or a `Deployment`.
    :param traffic_filters: the filters: `TrafficFilter` and `SplitTrafficFilter`; with names, as a mapping, ids of filters that exist, too.
    :param open_on_delete: whether they may all be removed, which opens the deployment to everyone; default false: the last ones stay.
    :param renamed_from: the component's former name: nothing is replaced.
    :raises pulumi.RunError: there is none, or two have one name.
    """

    associations: dict[str, TrafficFilterAssociation]
    """The associations by the filter's logical name, or by the name that the program gave it."""

    def __init__(
        self,
        name: str,
        *,
        deployment: End,
        traffic_filters: Sequence[Filter] | Mapping[str, Filter | Input[str]],
        open_on_delete: Input[bool] | None = None,
        renamed_from: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(TRAFFIC_FILTER_ATTACHMENT, name, None, renamed(opts, renamed_from))
        wanted = list(_named(name, traffic_filters))
        distinct = {traffic_filter if isinstance(traffic_filter, str) else id(traffic_filter) for _, traffic_filter in wanted}
        if not wanted or len(dict(wanted)) < len(wanted) or len(distinct) < len(wanted):
            raise RunError(f"{name}: traffic_filters must hold at least one filter, and each once; two that are called alike need a mapping with other names")
        ids = [traffic_filter.id if isinstance(traffic_filter, TrafficFilter) else traffic_filter for _, traffic_filter in wanted]
        self.associations = {
            label: TrafficFilterAssociation(
                f"{name}-{label}",
                traffic_filter=traffic_filter,
                deployment=deployment,
                together=ids,  # so that the first one waits until all filters exist
                open_on_delete=open_on_delete,
                opts=ResourceOptions(parent=self),
            )
            for label, traffic_filter in wanted
        }
        self.register_outputs({"associations": {label: traffic_filter.id for label, traffic_filter in self.associations.items()}})


def _named(name: str, traffic_filters: Sequence[Filter] | Mapping[str, Filter | Input[str]]) -> list[tuple[str, TrafficFilter | Input[str]]]:
    if isinstance(traffic_filters, Mapping):
        pairs = list(traffic_filters.items())
    else:
        if not isinstance(traffic_filters, Sequence) or not all(
            isinstance(traffic_filter, TrafficFilter | SplitTrafficFilter) for traffic_filter in traffic_filters
        ):
            raise RunError(f"{name}: traffic_filters must be TrafficFilter or SplitTrafficFilter; give ids of filters that exist a name each, as a mapping")
        pairs = [(traffic_filter.pulumi_resource_name, traffic_filter) for traffic_filter in traffic_filters]
    found: list[tuple[str, TrafficFilter | Input[str]]] = []
    for label, traffic_filter in pairs:
        if isinstance(traffic_filter, SplitTrafficFilter):
            found += [(f"{label}-{part}", child) for part, child in traffic_filter.traffic_filters.items()]
        else:
            found.append((label, traffic_filter))
    return found
