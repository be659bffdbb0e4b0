"""`DirectTrust`: a deployment trusts clusters whose certificates an authority outside its organization or environment signed."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions

from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from crosslink_core.model.trust import direct_trust as model
from crosslink_core.model.trust.expiry import judge
from pulumi_crosslink import process
from pulumi_crosslink.certificate_authority import CertificateAuthority
from pulumi_crosslink.deployment import End
from pulumi_crosslink.named import NamedProvider
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.trust import TrustProvider


class DirectTrustProvider(TrustProvider[model.DirectTrust, model.DirectTrustState], NamedProvider[model.DirectTrust, model.DirectTrustState]):
    """The id is `<deployment>/<ref>/direct/<uid>`."""

    spec = model.DirectTrust
    state = model.DirectTrustState
    lifecycle = DirectTrustLifecycle
    unprinted = frozenset({"certificates"})

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts and the name; refuse new certificates that are not valid, and warn of those that end soon."""
        wanted, problems = super().look_up(olds, news)
        given = wanted.get("certificates")
        if isinstance(given, Sequence) and not isinstance(given, str):
            for found in judge("certificates", given, olds.get("certificates") or ()):
                if isinstance(found, Problem):
                    problems = [*problems, found]
                else:
                    process.warn(f"direct trust {wanted.get('name')}: {found}")
        return wanted, problems


class DirectTrust(NounResource, module=MODULE, name="DirectTrust"):
    """A deployment accepts clusters whose certificates one of these authorities signed: Elastic Cloud for ECE, ECE for Elastic Cloud, and others.

    Entries that others made stay as they are.  The other side must do the same.

    :param deployment: the deployment that trusts: its id, or a `Deployment`.
    :param certificates: the certificates of the authorities, in PEM, or what `get_certificate_authority` returns; the current and the next one at once.
    :param type: `ESS` for deployments of Elastic Cloud, `ECE`, `generic` (the default), or `proxy` for links by API key.
    :param scope_id: the organization's id (ESS), the environment's (ECE), or what stands in its place in the certificates of others.
    :param trust_allowlist: the Elasticsearch resource ids of the clusters to trust; not deployment ids.
    :param trust_all: whether every cluster of the scope is trusted, those made later too; default false.
    :param additional_node_names: names of nodes to trust whatever their scope; no wildcards.
    :param name: default: `<logical name>-<7 digits>`.
    :param plan_timeout_s: how long to wait for the plan that brings it to the nodes, in seconds; default 1800.
    """

    provider = DirectTrustProvider

    uid: Output[str]
    """The service's id of the entry, which is kept through every change."""
    name: Output[str]
    """What the entry is called; unless given `<logical name>-<7 digits>`, which finds it again after a run that was interrupted."""
    valid_to: Output[str]
    """When the first of the certificates ends, in UTC."""
    applied: Output[bool]
    """Whether the plan that brings it to the nodes has ended."""
    reason: Output[str]
    """What it waits for; empty when it is applied."""

    def __init__(
        self,
        resource_name: str,
        *,
        deployment: End,
        certificates: Input[Sequence[Input[str]]] | CertificateAuthority,
        type: Input[str] | None = None,  # noqa: A002 — the API's word
        scope_id: Input[str] | None = None,
        trust_allowlist: Input[Sequence[Input[str]]] | None = None,
        trust_all: Input[bool] | None = None,
        additional_node_names: Input[Sequence[Input[str]]] | None = None,
        name: Input[str] | None = None,
        plan_timeout_s: Input[float] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        pems = certificates.certificates if isinstance(certificates, CertificateAuthority) else certificates
        super().__init__(resource_name, locals() | {"certificates": pems}, opts)
