"""``/account`` and ``/trusted-environments``, also below ``/regions/{region}``: what the organization trusts unless somebody says otherwise.

Source: Elastic Cloud API 3.8.0.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.refusal import InvalidRequestError, PathNotFoundError
from crosslink_emulator.http import DEFAULT_REGION, OF_REGION, InCloud, Operation
from crosslink_emulator.http.deployments import trust_document
from crosslink_emulator.http.fields import OTHER_ORGANIZATION_ERROR, NoParameters
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.trust import DEFAULT_NAME, AccountTrust, ExternalTrust, Trust

TRUSTS_ITS_OWN = True
"""What new deployments of real organizations trust by default; the emulator has no operation that changes it."""


class AnywhereOperation(Operation):
    """An operation of both platforms that is also served below the path of a region."""

    def _admit(self, request: Request) -> None:
        """Refuse a region that is not there.  GUESS: after the key was checked."""
        super()._admit(request)
        cloud: Cloud = request.state.cloud
        known = cloud.regions | ({DEFAULT_REGION} if cloud.platform == "ece" else set())
        if "region" in request.path_params and request.path_params["region"] not in known:
            raise PathNotFoundError(f"There is nothing at [{request.url.path}]")


router = APIRouter(route_class=AnywhereOperation)


class OfOrganization(NoParameters):
    """Whose choices."""

    organization_id: str | None = None
    """ECE alone documents it."""


@router.get("/account", operation_id="get-current-account")
@router.get(OF_REGION + "/account", operation_id="get-current-account")
async def get_account(cloud: InCloud, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer the account: the organization, or the only one of an environment."""
    return JSONResponse({"id": cloud.organization, "trust": {"trust_all": TRUSTS_ITS_OWN}})


@router.get("/trusted-environments", operation_id="get-trusted-envs")
@router.get(OF_REGION + "/trusted-environments", operation_id="get-trusted-envs")
async def get_trusted_environments(cloud: InCloud, parameters: Annotated[OfOrganization, Query()]) -> JSONResponse:
    """Answer the choices in the form of a deployment's trust.  GUESS: the account, and each environment that there is a relationship with."""
    if cloud.platform == "ech" and parameters.organization_id is not None:
        raise InvalidRequestError("query.organization_id", "is no parameter of the hosted service")
    if parameters.organization_id not in (None, cloud.organization):
        raise OTHER_ORGANIZATION_ERROR
    own = AccountTrust(account_id=cloud.organization, trust_all=TRUSTS_ITS_OWN, name=DEFAULT_NAME)
    others = [
        ExternalTrust(trust_relationship_id=relationship.id, trust_all=relationship.trust_by_default) for relationship in cloud.trust_relationships.values()
    ]
    return JSONResponse(trust_document(cloud, Trust(accounts=(own,), external=tuple(others))))
