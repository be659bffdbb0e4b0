"""The certificate authority of a deployment, for programs: what others must hold to trust it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pulumi import Input, Output, RunError

from crosslink_core.lifecycle.trust.certificate_authority import authority
from crosslink_core.model import CrosslinkError
from crosslink_core.model.trust.certificate import ends_at
from pulumi_crosslink.deployment import Deployment, End, props_of
from pulumi_crosslink.settings import of_program


@dataclass(frozen=True, kw_only=True)
class CertificateAuthority:
    """Who signs the certificates of a deployment's nodes: one authority per region on Elastic Cloud, one per ECE environment."""

    certificates: Sequence[str]
    """What others should trust, in PEM: the active certificate first, then the next one where there is one."""
    past_certificates: Sequence[str]
    """Those that sign no more, in PEM: whoever still trusts them may stop."""
    recommended_trust_restriction: str
    """The names of the deployment's nodes, as a self-managed cluster's file of trust restrictions takes them."""
    valid_to: str | None
    """When the first of `certificates` ends, in UTC."""


def get_certificate_authority(deployment: str | Deployment, *, connection: str | None = None) -> CertificateAuthority:
    """Look the certificate authority of a deployment up; raise :exc:`pulumi.RunError` when the connection does not know the deployment."""
    end = deployment if isinstance(deployment, Deployment) else Deployment(deployment_id=deployment)
    if isinstance(end.deployment_id, Output) or isinstance(end.connection, Output):
        raise RunError("get_certificate_authority: the deployment's id or connection is an output of another resource; use get_certificate_authority_output")
    try:
        # of the inputs that an end may be made of only texts are left: a promise is no id that could be looked up either
        found = authority(of_program(), connection or cast(str | None, end.connection), cast(str, end.deployment_id))
    except CrosslinkError as error:
        raise RunError(str(error)) from None
    trusted = [certificate.pem for certificate in found.trusted]
    return CertificateAuthority(
        certificates=trusted,
        past_certificates=[certificate.pem for certificate in found.past],
        recommended_trust_restriction=found.trust_restriction,
        valid_to=ends_at(trusted),
    )


def get_certificate_authority_output(deployment: End, *, connection: Input[str | None] = None) -> Output[CertificateAuthority]:
    """Look the certificate authority of a deployment up whose id is an output of another resource."""
    props = props_of(deployment)
    known = Output.all(props["deployment_id"], connection, props.get("connection"))
    return known.apply(lambda values: get_certificate_authority(values[0], connection=values[1] or values[2]))
