"""The service's errors: status, code and wording, one class each.

Source: Elastic Cloud API 3.8.0 (``BasicFailedReply``), real replies quoted in public issues.

Refusal
├── UnauthenticatedError        401
├── UnauthorizedError           403
├── PathNotFoundError           404
├── MethodNotAllowedError       405
├── DeploymentNotFoundError     404
├── ResourceNotFoundError       404
├── InvalidRequestError         400
├── RemoteNotFoundError         400
├── SystemOwnedError            400
├── CrossClusterDisabledError   400
├── ClusterRequestFailedError   500
├── InternalError               500
├── RateLimitedError            429
└── UnavailableError            503
"""

from typing import Any, ClassVar

UNAUTHORIZED_MESSAGE = "The user is not authorized to perform this action"
"""GUESS: only the code ``root.unauthorized`` is known."""

RESOURCE_NOT_FOUND_MESSAGE = "No Elasticsearch resource with ref_id [{ref_id}] could be found in deployment [{deployment_id}]"
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

    def __init__(self, message: str, *, fields: list[str] | None = None, headers: dict[str, str] | None = None) -> None:
        self.message = message
        self.fields = fields
        self.headers = {"x-cloud-error-codes": self.code} | (headers or {})
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        """Return the ``BasicFailedReply``."""
        element: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields is not None:
            element["fields"] = self.fields
        return {"errors": [element]}


class UnauthenticatedError(Refusal):
    """No credential, or a wrong one."""

    status, code = 401, "root.unauthenticated"

    def __init__(self) -> None:
        super().__init__("The supplied authentication is invalid")


class UnauthorizedError(Refusal):
    """A good credential for something else: a reader that writes, or another organization's deployment."""

    status, code = 403, "root.unauthorized"

    def __init__(self) -> None:
        super().__init__(UNAUTHORIZED_MESSAGE)


class PathNotFoundError(Refusal):
    """No such operation, or no such cloud in this emulator."""

    status, code = 404, PATH_NOT_FOUND_CODE


class MethodNotAllowedError(Refusal):
    """The path exists, the method on it does not."""

    status, code = 405, METHOD_NOT_ALLOWED_CODE


class DeploymentNotFoundError(Refusal):
    """The deployment named in the path does not exist."""

    status, code = 404, "deployments.deployment_not_found"

    def __init__(self, deployment_id: str) -> None:
        super().__init__(f"No Deployment with id [{deployment_id}] could be found")


class ResourceNotFoundError(Refusal):
    """The deployment named in the path has no such Elasticsearch resource."""

    status, code = 404, "deployments.deployment_resource_not_found"

    def __init__(self, deployment_id: str, ref_id: str) -> None:
        super().__init__(RESOURCE_NOT_FOUND_MESSAGE.format(ref_id=ref_id, deployment_id=deployment_id))


class InvalidRequestError(Refusal):
    """The request does not have the documented form."""

    status, code = 400, "root.invalid_json_request"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"JSON request does not comply with schema: [{field}: {problem}]", fields=[field])


class RemoteNotFoundError(Refusal):
    """A remote list names a target that does not exist or belongs to someone else."""

    status, code = REMOTE_NOT_FOUND_STATUS, "deployments.deployment_remote_resource_not_found"

    def __init__(self, deployment_id: str, ref_id: str) -> None:
        target = f"(deployment [{deployment_id}] - ref_id [{ref_id}])"
        super().__init__(f"Invalid Remote Clusters Configuration. The following resource could not be found:{target}")


class SystemOwnedError(Refusal):
    """A system deployment can be neither end of a link."""

    status, code = 400, SYSTEM_OWNED_CODE

    def __init__(self, deployment_id: str) -> None:
        super().__init__(f"Deployment [{deployment_id}] is a system deployment: it cannot be used as a remote cluster or have remote clusters")


class CrossClusterDisabledError(Refusal):
    """An old deployment cannot have remotes before "Enable CCR"."""

    status, code = 400, CROSS_CLUSTER_DISABLED_CODE

    def __init__(self, deployment_id: str) -> None:
        super().__init__(f"Deployment [{deployment_id}] was created before February 2021: enable cross-cluster replication for it first")


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

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("Too many requests, try again later", headers={"retry-after": str(retry_after_s)})


class UnavailableError(Refusal):
    """The service is not there for a moment."""

    status, code = 503, UNAVAILABLE_CODE

    def __init__(self) -> None:
        super().__init__("The service is temporarily unavailable")
