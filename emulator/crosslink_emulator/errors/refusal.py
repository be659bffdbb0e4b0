"""The service's errors as data: status, code and text.

Source: Elastic Cloud API 3.8.0 (``BasicFailedReply``), real replies quoted in public issues.
"""

from typing import Any, ClassVar

UNAUTHORIZED_MESSAGE = "The user is not authorized to perform this action"
"""GUESS: only the code ``root.unauthorized`` is known."""

RESOURCE_NOT_FOUND_MESSAGE = "No Elasticsearch resource with ref_id [{1}] could be found in deployment [{0}]"
"""GUESS: only the code is documented."""

REMOTE_NOT_FOUND_STATUS = 400
"""GUESS: code and message are real (terraform-provider-ec issue 540), the status is not in the text; the documented 404 is for the local side."""

CLUSTER_REQUEST_FAILED_STATUS = 500
"""GUESS: code and message are real (terraform-provider-ec issue 357), the status is not in the text."""

CLUSTER_REQUEST_FAILED_REASON = "The cluster is not running"
"""GUESS: the real message puts Elasticsearch's reply in the brackets; a stopped cluster gives none."""

SYSTEM_OWNED_CODE = "deployments.system_owned"
"""GUESS: ECE says that system deployments have no remotes and are none; how it refuses is not stated (status 400 likewise)."""

CROSS_CLUSTER_DISABLED_CODE = "deployments.ccr_not_enabled"
"""GUESS: deployments from before February 2021 need "Enable CCR" first; how the API refuses is not stated (status 400 likewise)."""

PATH_NOT_FOUND_CODE = "root.resource_not_found"
"""GUESS: the reply to a path that does not exist is not documented."""

METHOD_NOT_ALLOWED_CODE = "root.method_not_allowed"
"""GUESS: one real 405 (``DELETE /deployments/{id}`` on the hosted service) had an HTML body; a JSON one is easier to read here."""

RATE_LIMITED_CODE = "root.rate_limited"
"""GUESS: every call is limited, and no operation emulated here documents a 429."""

UNAVAILABLE_CODE = "root.unavailable_service"
"""GUESS: a 503 usually comes from a proxy in front of the service and has no documented body."""


class Refusal(Exception):  # noqa: N818 - "error" is what the service calls one element of the reply
    """One failed reply."""

    status: ClassVar[int]
    code: ClassVar[str]
    text: ClassVar[str] = "{}"
    """The message; the values of an error take the places of the braces."""
    names_field: ClassVar[bool] = False
    """Whether the reply names the first value as the wrong field."""

    def __init__(self, *values: object) -> None:
        self.message = self.text.format(*values)
        self.fields = [str(values[0])] if self.names_field else None
        self.headers = {"x-cloud-error-codes": self.code}
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Return the ``BasicFailedReply``."""
        element: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields is not None:
            element["fields"] = self.fields
        return {"errors": [element]}


class UnauthenticatedError(Refusal):
    """No credential, or a wrong one."""

    status, code = 401, "root.unauthenticated"
    text = "The supplied authentication is invalid"


class UnauthorizedError(Refusal):
    """A good credential for something else: a reader that writes, or another organization's deployment."""

    status, code = 403, "root.unauthorized"
    text = UNAUTHORIZED_MESSAGE


class PathNotFoundError(Refusal):
    """No such operation, or no such cloud in this emulator."""

    status, code = 404, PATH_NOT_FOUND_CODE


class MethodNotAllowedError(Refusal):
    """The path exists, the method on it does not."""

    status, code = 405, METHOD_NOT_ALLOWED_CODE


class DeploymentNotFoundError(Refusal):
    """The deployment named in the path does not exist."""

    status, code = 404, "deployments.deployment_not_found"
    text = "No Deployment with id [{}] could be found"


class ResourceNotFoundError(Refusal):
    """The deployment named in the path has no such Elasticsearch resource."""

    status, code, text = 404, "deployments.deployment_resource_not_found", RESOURCE_NOT_FOUND_MESSAGE


class InvalidRequestError(Refusal):
    """The request does not have the documented form."""

    status, code = 400, "root.invalid_json_request"
    text = "JSON request does not comply with schema: [{}: {}]"
    names_field = True


class RemoteNotFoundError(Refusal):
    """A remote list names a target that does not exist or belongs to someone else."""

    status, code = REMOTE_NOT_FOUND_STATUS, "deployments.deployment_remote_resource_not_found"
    text = "Invalid Remote Clusters Configuration. The following resource could not be found:(deployment [{}] - ref_id [{}])"


class SystemOwnedError(Refusal):
    """A system deployment can be neither end of a link."""

    status, code = 400, SYSTEM_OWNED_CODE
    text = "Deployment [{}] is a system deployment: it cannot be used as a remote cluster or have remote clusters"


class CrossClusterDisabledError(Refusal):
    """An old deployment cannot have remotes before "Enable CCR"."""

    status, code = 400, CROSS_CLUSTER_DISABLED_CODE
    text = "Deployment [{}] was created before February 2021: enable cross-cluster replication for it first"


class ClusterRequestFailedError(Refusal):
    """The service could not pass a change on to Elasticsearch."""

    status, code = CLUSTER_REQUEST_FAILED_STATUS, "deployments.cluster_request_failed"

    def __init__(self, reason: str = CLUSTER_REQUEST_FAILED_REASON) -> None:
        super().__init__(f"We were unable to complete the cluster request needed to perform this operation. [{reason}]")


class InternalError(Refusal):
    """A mistake in the emulator itself, with the traceback on its standard error; or a fault."""

    status, code = 500, "internal.server.error"

    def __init__(self, message: str = "There was an internal server error") -> None:
        super().__init__(message)


class RateLimitedError(Refusal):
    """Too many requests."""

    status, code = 429, RATE_LIMITED_CODE

    text = "Too many requests, try again later"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.headers["retry-after"] = str(retry_after_s)


class UnavailableError(Refusal):
    """The service is not there for a moment."""

    status, code = 503, UNAVAILABLE_CODE
    text = "The service is temporarily unavailable"
