"""What requests and replies of operations share: query parameters, request bodies, timestamps."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from crosslink_emulator.errors.refusal import UnauthorizedError
from crosslink_emulator.world import Form
from crosslink_emulator.world.state.cloud import Cloud


def _true_or_false(value: object) -> object:
    if value not in ("true", "false", True, False):
        raise ValueError("must be true or false")
    return value


Switch = Annotated[bool, BeforeValidator(_true_or_false)]
"""A boolean in a query string; pydantic alone would also take ``yes`` and ``1``."""


class NoParameters(BaseModel):
    """For operations without query parameters; the real service may ignore a typing error."""

    model_config = ConfigDict(extra="forbid")


OTHER_ORGANIZATION_ERROR = UnauthorizedError
"""GUESS: what an ``organization_id`` other than one's own meets; the parameter is for the service's administrators."""


class OfRegion(NoParameters):
    """What lists about traffic filters can be limited to."""

    region: str | None = None
    organization_id: str | None = None

    def check(self, cloud: Cloud) -> None:
        """Refuse another organization."""
        if self.organization_id not in (None, cloud.organization):
            raise OTHER_ORGANIZATION_ERROR


class ShowSwitches(NoParameters):
    """What ``get-deployment`` is asked to show.  Defaults and names are those of Elastic Cloud API 3.8.0."""

    show_security: Switch = False
    show_metadata: Switch = False
    show_plans: Switch = True
    show_plan_logs: Switch = False
    show_plan_history: Switch = False
    show_plan_defaults: Switch = False
    convert_legacy_plans: Switch = False
    show_system_alerts: int = 0
    show_settings: Switch = False
    show_instance_configurations: Switch = True
    enrich_with_template: Switch = True
    force_all_plan_history: Switch = False
    clear_transient: Switch = False


MinimalAttribute = Literal["id", "name", "healthy"]
"""Attributes that ``minimal_metadata`` may name.  GUESS: the list is not documented; ``id`` and ``name`` are seen in a real request."""


class Given(Form):
    """Base of these bodies: what is absent is None.  GUESS: null, by which some clients mean nothing, is refused."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_absent(cls, data: Any) -> Any:
        for name, value in data.items() if isinstance(data, dict) else ():
            if value is None:
                raise ValueError(f"{name} is null")
        return data


def timestamp(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds: ``2022-10-06T09:47:29.809Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
