"""The errors about trust relationships between ECE environments.

Source: Elastic Cloud API 3.8.0, which names one code and says of 400 only that "the request had errors".
"""

from crosslink_emulator.errors.refusal import Refusal

NOT_FOUND_MESSAGE = "No trust relationship with id [{}] could be found"
"""GUESS: only the code is documented."""

INVALID_CODE = "trust_relationships.invalid_request"
"""GUESS: the status is documented, the code is not."""

LOCAL_STATUS, LOCAL_CODE = 400, "trust_relationships.local_relationship"
"""GUESS: that the environment's own relationship cannot be changed or deleted, and how that is refused; nothing is stated."""

CONFLICT_STATUS, CONFLICT_CODE = 409, "trust_relationships.version_conflict"
"""GUESS: ``version`` is documented as a parameter, its conflict is not; other operations of the specification answer so."""


class TrustRelationshipNotFoundError(Refusal):
    """There is no such relationship in this environment."""

    status, code, text = 404, "trust_relationships.not_found", NOT_FOUND_MESSAGE


class TrustRelationshipInvalidError(Refusal):
    """A write says something that cannot be."""

    status, code = 400, INVALID_CODE
    text = "The trust relationship request had errors: [{}: {}]"
    names_field = True


class LocalTrustRelationshipError(Refusal):
    """The environment's own relationship is not for clients to write."""

    status, code = LOCAL_STATUS, LOCAL_CODE
    text = "The trust relationship [{}] is the local one: it can be neither changed nor deleted"


class TrustRelationshipConflictError(Refusal):
    """Somebody else wrote since the client read."""

    status, code = CONFLICT_STATUS, CONFLICT_CODE
    text = "The trust relationship [{0}] has version [{2}], not [{1}]"
