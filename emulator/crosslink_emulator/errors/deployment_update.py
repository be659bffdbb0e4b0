"""The errors about updates of a deployment and about its plans.

Source: Elastic Cloud API 3.8.0, which says of 400 only that "the deployment request had errors"; real replies quoted in public issues.
"""

from crosslink_emulator.errors.refusal import Refusal

TRUST_INVALID_CODE = "deployments.invalid_trust_settings"
"""GUESS: the status is documented, the code is not."""

UNKNOWN_RESOURCE_STATUS, UNKNOWN_RESOURCE_CODE = 400, "deployments.unknown_resource"
"""GUESS: a ref id that the deployment does not have would make another Elasticsearch there; a deployment has one."""

RESOURCE_REGION_CODE = "deployments.resource_region_mismatch"
"""GUESS: that a resource cannot move to another region, and how that is refused; nothing is stated."""

CONFLICT_STATUS, CONFLICT_CODE = 409, "deployments.version_conflict"
"""GUESS: ``version`` is documented as a parameter, its conflict is not; other operations of the specification answer so."""

PLAN_PENDING_STATUS = 400
"""GUESS: code and message are real (elastic/kibana issue 136974), the status is not in the text; the operation documents 400."""

NOT_EMULATED_CODE = "emulator.not_emulated"
"""GUESS: no code of the service: it marks what the service would do and the emulator does not, so that nobody relies on a silent success."""


class TrustInvalidError(Refusal):
    """Trust says something that cannot be."""

    status, code = 400, TRUST_INVALID_CODE
    text = "The deployment request had errors: [{}: {}]"
    names_field = True


class UnknownResourceError(Refusal):
    """A ref id that this deployment does not have."""

    status, code = UNKNOWN_RESOURCE_STATUS, UNKNOWN_RESOURCE_CODE
    text = "Deployment [{1}] has no Elasticsearch resource with ref_id [{0}]"


class OtherResourceRegionError(Refusal):
    """A resource stays in its region."""

    status, code = 400, RESOURCE_REGION_CODE
    text = "The Elasticsearch resource is in region [{1}], not in region [{0}]"


class DeploymentConflictError(Refusal):
    """Somebody else wrote since the client read."""

    status, code = CONFLICT_STATUS, CONFLICT_CODE
    text = "The deployment [{0}] has version [{2}], not [{1}]"


class PlanPendingError(Refusal):
    """A plan runs, and so nothing else may begin."""

    status, code = PLAN_PENDING_STATUS, "deployments.resource_plan_state_error"
    text = "Elasticsearch resource [{}] has a plan still pending, cancel that or wait for it to complete"


class NoPendingPlanError(Refusal):
    """There is no plan to cancel."""

    status, code = 400, "deployments.resource_does_not_have_a_pending_plan"
    text = "Elasticsearch resource [{}] does not have a pending plan"


class PlanChangeError(Refusal):
    """A command meets a plan that runs."""

    status, code = 422, "deployments.deployment_resource_plan_change_error"
    text = "Elasticsearch resource [{}] has a plan still pending, cancel that or wait for it to complete"


class NotEmulatedError(Refusal):
    """The service would do something that the emulator does not."""

    status, code = 400, NOT_EMULATED_CODE
    text = "This is not emulated: [{}: {}]"
    names_field = True
