"""A trust relationship of an ECE environment with another environment, whose clusters its deployments may then trust.

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
    """The name in the console; by it the relationship is found again after a lost reply or a lost state."""
    installation_id: OrganizationId
    """The other environment's id."""
    account_ids: AccountIds = Field(default=(), validate_default=True)
    """The other environment's accounts; default: its only account, which has the environment's own id."""
    public_ca_cert: Pem
    """The certificate of the other environment's authority."""
    trust_by_default: bool = False
    """Whether deployments that are created later trust that environment by default."""
    connection: str | None = None
    """The environment that gets the relationship."""

    @field_validator("account_ids")
    @classmethod
    def _its_own(cls, ids: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Default to the environment's only account; while its id is wrong or not known, to none."""
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
