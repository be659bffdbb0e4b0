"""`AccountTrust`: a deployment trusts clusters of an organization, or of its own ECE environment."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions

from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.model.token import MODULE
from crosslink_core.model.trust import account_trust as model
from pulumi_crosslink.deployment import End
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider
from pulumi_crosslink.trust import TrustProvider


class AccountTrustProvider(TrustProvider[model.AccountTrust, model.AccountTrustState], SlotProvider[model.AccountTrust, model.AccountTrustState]):
    """The id is `<deployment>/<ref>/accounts/<account id>`."""

    spec = model.AccountTrust
    state = model.AccountTrustState
    lifecycle = AccountTrustLifecycle


class AccountTrust(NounResource, module=MODULE, name="AccountTrust"):
    """A deployment accepts the certificates of an organization's clusters: of all, or of some.  The other side must do the same.

    Entries that others made stay as they are.  The organization's own entry is there from the beginning: it trusts all.

    :param deployment: the deployment that trusts: its id, or a `Deployment`.
    :param account_id: the organization's id on Elastic Cloud; on ECE the environment's own.
    :param trust_allowlist: the Elasticsearch resource ids of the clusters to trust; not deployment ids.
    :param trust_all: whether every cluster of the organization is trusted, those made later too; default false.
    :param name: a note for people; default: the one that is there.
    :param plan_timeout_s: how long to wait for the plan that brings it to the nodes, in seconds; default 1800.
    """

    provider = AccountTrustProvider

    account_id: Output[str]
    """The organization that is trusted."""
    applied: Output[bool]
    """Whether the plan that brings it to the nodes has ended."""
    reason: Output[str]
    """What it waits for; empty when it is applied."""

    def __init__(
        self,
        resource_name: str,
        *,
        deployment: End,
        account_id: Input[str],
        trust_allowlist: Input[Sequence[Input[str]]] | None = None,
        trust_all: Input[bool] | None = None,
        name: Input[str] | None = None,
        plan_timeout_s: Input[float] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
