"""The base of every error that crosslink raises for something its user can mend."""


class CrosslinkError(Exception):
    """One line for a person: where, what, what to do; never a secret.

    The tree::

        CrosslinkError
        ├── TopologyError            links.topology: the declared topology is wrong, with its path
        ├── NoRouteError             links.route_table: these two ends cannot be linked
        ├── NoTrustError             links.trust: one end cannot be trusted as it is described
        ├── ApiError                 api.error: what a request came back with, a tree of its own
        ├── ConnectionsError         connections: a connection is unknown, or configured wrongly
        ├── OverwrittenError         coordination.shared_list: another program writes over our change again and again
        ├── PlanFailedError          coordination.plan: the plan that a change needs has failed
        ├── PlanPendingError         coordination.plan: another plan came in between
        ├── PlanTooLongError         coordination.plan: another plan does not end
        ├── UnknownDeploymentError   lifecycle.deployment: a connection does not know a deployment
        ├── StoppedError             lifecycle.deployments: a cluster that does not answer is stopped, not gone
        ├── RefusedLinkError         lifecycle: the service would refuse it, or it cannot work
        ├── NotConnectedError        lifecycle: a connection that was required could not be proved
        ├── PlaceTakenError          lifecycle: something else is in the place of a new resource
        ├── InUseError               lifecycle: deployments rely on a traffic filter that was to go
        ├── LeftOpenError            lifecycle: a traffic filter was taken away again, because another one failed with it
        ├── GoneError                lifecycle: what was to be changed was deleted by somebody
        └── HiddenError              lifecycle: gone, or hidden from the key
    """

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


def one_line(text: str) -> str:
    """Return text of whatever origin as one line without control characters: a reply must not steer a terminal."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
