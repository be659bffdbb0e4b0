"""A trust relationship: one ECE environment knows another one, whose clusters its deployments may then trust.

Source: schemas `TrustRelationshipCreateRequest`, `…UpdateRequest`, `…GetResponse`; ECE only.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from crosslink_core.model import Spec
from crosslink_core.model.identifier import OrganizationId
from crosslink_core.model.trust.certificate import Pem

AccountIds = Annotated[tuple[OrganizationId, ...], AfterValidator(lambda ids: tuple(sorted(set(ids))))]


class TrustRelationship(Spec):
    """What is wanted."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    """What people read; it is found again by it when a reply or a state is lost."""
    installation_id: OrganizationId
    """The other environment's id."""
    account_ids: AccountIds = Field(default=(), validate_default=True)
    """The other environment's accounts; it has one, with the environment's own id, which is meant where none is given."""
    public_ca_cert: Pem
    """The certificate of the other environment's authority."""
    trust_by_default: bool = False
    """Whether deployments made later trust that environment without being told."""
    connection: str | None = None
    """The environment that gets the relationship."""

    @field_validator("account_ids")
    @classmethod
    def _its_own(cls, ids: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """None given is the environment's only account; while its id is wrong or not known, nothing can be said."""
        environment = info.data.get("installation_id")
        return ids or (() if environment is None else (environment,))

    @field_validator("name")
    @classmethod
    def _readable(cls, name: str) -> str:
        if not name.strip():
            msg = "must not be blank"
            raise ValueError(msg)
        return name


class TrustRelationshipState(Spec):
    """What there is: a relationship as the service has it, which need not be one that we would write."""

    name: str
    installation_id: str | None = None
    account_ids: tuple[str, ...] = ()
    public_ca_cert: str | None = None
    trust_by_default: bool = False
    connection: str | None = None
    trust_relationship_id: str = ""
    """The service's id."""
    valid_to: str | None = None
    """When the certificate ends, in UTC; None where it cannot be read."""

    @property
    def id(self) -> str:
        """The service's id."""
        return self.trust_relationship_id
