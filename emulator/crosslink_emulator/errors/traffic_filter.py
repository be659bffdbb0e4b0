"""The errors about traffic filters; most of what is wrong is reported as a failure of the service, with 500.

Source: Elastic Cloud API 3.8.0; the documentation.
"""

from crosslink_emulator.errors.refusal import Refusal

NOT_FOUND_MESSAGE = "No traffic filter ruleset with id [{id}] could be found"
"""GUESS: only the code is documented, here and in the other texts of this file."""

HAS_ASSOCIATIONS_STATUS, HAS_ASSOCIATIONS_CODE = 400, "traffic_filter.has_associations"
"""GUESS: that associations block the deletion is documented, how it is refused is not."""

OTHER_REGION_STATUS, OTHER_REGION_CODE = 400, "traffic_filter.region_mismatch"
"""GUESS: that both must be in one region is documented, how an association is refused is not."""


class TrafficFilterNotFoundError(Refusal):
    """There is no such ruleset, or no such association of it."""

    status, code = 404, "traffic_filter.not_found"

    @classmethod
    def ruleset(cls, ruleset_id: str) -> "TrafficFilterNotFoundError":
        """Return the error about a ruleset."""
        return cls(NOT_FOUND_MESSAGE.format(id=ruleset_id))

    @classmethod
    def association(cls, ruleset_id: str, deployment_id: str) -> "TrafficFilterNotFoundError":
        """Return the error about an association."""
        return cls(f"Traffic filter ruleset [{ruleset_id}] is not associated with deployment [{deployment_id}]")


class TrafficFilterFailedError(Refusal):
    """A write says something that cannot be."""

    status, code = 500, "traffic_filter.request_execution_failed"
    text = "The traffic filter request could not be executed: [{}: {}]"
    names_field = True


class HasAssociationsError(Refusal):
    """A ruleset is still attached, perhaps to a deployment that this key does not see."""

    status, code = HAS_ASSOCIATIONS_STATUS, HAS_ASSOCIATIONS_CODE
    text = "Traffic filter ruleset [{}] still has {} association(s)"


class InvalidAssociationTypeError(Refusal):
    """Something that rulesets are not attached to."""

    status, code = 400, "traffic_filter.invalid_association_type"
    text = "Invalid association type [{}]"


class OtherRegionError(Refusal):
    """A ruleset is for the deployments of its own region."""

    status, code = OTHER_REGION_STATUS, OTHER_REGION_CODE
    text = "The ruleset is for region [{}], the deployment is in region [{}]"


class LinkIdClaimFailedError(Refusal):
    """A link id cannot be claimed."""

    status, code = 500, "traffic_filter_claimed_link_id.request_execution_failed"
    text = "The claim could not be executed: [{}: {}]"
    names_field = True


class LinkIdClaimInvalidError(Refusal):
    """A link id cannot be given up."""

    status, code = 400, "traffic_filter_claimed_link_id.invalid_input"
    text = "The claim cannot be given up: [{}: {}]"
    names_field = True
