"""`TrafficFilterAttachment`: all the traffic filters of one deployment."""

from collections.abc import Mapping, Sequence

from pulumi import ComponentResource, Input, ResourceOptions, RunError

from crosslink_core.model.token import TRAFFIC_FILTER_ATTACHMENT
from pulumi_crosslink.deployment import End
from pulumi_crosslink.renamed import renamed
from pulumi_crosslink.split_traffic_filter import SplitTrafficFilter
from pulumi_crosslink.traffic_filter import TrafficFilter
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociation

One = TrafficFilter | SplitTrafficFilter


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
        traffic_filters: Sequence[One] | Mapping[str, One | Input[str]],
        open_on_delete: Input[bool] | None = None,
        renamed_from: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(TRAFFIC_FILTER_ATTACHMENT, name, None, renamed(opts, renamed_from))
        wanted = list(_named(name, traffic_filters))
        distinct = {one if isinstance(one, str) else id(one) for _, one in wanted}
        if not wanted or len(dict(wanted)) < len(wanted) or len(distinct) < len(wanted):
            msg = f"{name}: traffic_filters must hold at least one filter, and each once; two that are called alike need a mapping with other names"
            raise RunError(msg)
        ids = [one.id if isinstance(one, TrafficFilter) else one for _, one in wanted]
        self.associations = {
            label: TrafficFilterAssociation(
                f"{name}-{label}",
                traffic_filter=one,
                deployment=deployment,
                together=ids,  # so that the first one waits until all filters exist
                open_on_delete=open_on_delete,
                opts=ResourceOptions(parent=self),
            )
            for label, one in wanted
        }
        self.register_outputs({"associations": {label: one.id for label, one in self.associations.items()}})


def _named(name: str, traffic_filters: Sequence[One] | Mapping[str, One | Input[str]]) -> list[tuple[str, TrafficFilter | Input[str]]]:
    if isinstance(traffic_filters, Mapping):
        pairs = list(traffic_filters.items())
    else:
        if not isinstance(traffic_filters, Sequence) or not all(isinstance(one, TrafficFilter | SplitTrafficFilter) for one in traffic_filters):
            msg = f"{name}: traffic_filters must be TrafficFilter or SplitTrafficFilter; give ids of filters that exist a name each, as a mapping"
            raise RunError(msg)
        pairs = [(one.pulumi_resource_name, one) for one in traffic_filters]
    found: list[tuple[str, TrafficFilter | Input[str]]] = []
    for label, one in pairs:
        if isinstance(one, SplitTrafficFilter):
            found += [(f"{label}-{part}", child) for part, child in one.traffic_filters.items()]
        else:
            found.append((label, one))
    return found
