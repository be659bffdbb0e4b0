"""``/platform/configuration/trust-relationships`` and ``…/{trust_relationship_id}``, also below ``/regions/{region}``.  Source: ECE API 3.8.0."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.trust_relationship import TrustRelationshipNotFoundError
from crosslink_emulator.http import OF_REGION, EnvironmentOperation, InCloud, InWorld, Lagging
from crosslink_emulator.http.fields import Given, NoParameters, Switch, timestamp
from crosslink_emulator.world.state.trust import TrustRelationship
from crosslink_emulator.world.trust import trust_relationship


def written(relationship: TrustRelationship) -> dict[str, Any]:
    """Return the answer to a write.  GUESS: accounts are listed even where there are none, an environment only where there is one."""
    fields = {"id", "name", "trust_by_default", "account_ids", "local", "installation_id"}
    return relationship.model_dump(mode="json", include=fields, exclude_none=True)


def document(relationship: TrustRelationship, *, include_certificate: bool) -> dict[str, Any]:
    """Return the answer to a reading; the certificate shows only where it is asked for."""
    wire = written(relationship) | {"last_modified": timestamp(relationship.last_modified)}
    return wire | {"public_ca_cert": relationship.public_ca_cert} if include_certificate else wire


def version_headers(relationship: TrustRelationship) -> dict[str, str]:
    """Return the three headers about the document's version."""
    return {
        "x-cloud-resource-version": str(relationship.revision),
        "x-cloud-resource-created": timestamp(relationship.created),
        "x-cloud-resource-last-modified": timestamp(relationship.last_modified),
    }


class TrustRelationshipUpdateRequest(Given):
    """What is to change; what is absent stays."""

    name: str | None = None
    trust_by_default: bool | None = None
    account_ids: list[str] | None = None
    public_ca_cert: str | None = None
    installation_id: str | None = None

    def content(self) -> dict[str, Any]:
        """Return what was given, as the world keeps it."""
        given = self.model_dump(exclude_none=True)
        return given | {"account_ids": tuple(given["account_ids"])} if "account_ids" in given else given


class TrustRelationshipCreateRequest(TrustRelationshipUpdateRequest):
    """A whole relationship."""

    name: str
    public_ca_cert: str


ALL, ONE = "/platform/configuration/trust-relationships", "/platform/configuration/trust-relationships/{trust_relationship_id}"
LIST, CREATE = "get-trust-relationships", "create-trust-relationship"
GET, UPDATE, DELETE = "get-trust-relationship", "update-trust-relationship", "delete-trust-relationship"

router = APIRouter(route_class=EnvironmentOperation)


class ShowCertificate(NoParameters):
    """Whether the answer is to have the certificate."""

    include_certificate: Switch = False


class ListParameters(ShowCertificate):
    """Which relationships, and what of them."""

    filter: Literal["all", "local", "non-local"] = "all"


class DeleteParameters(NoParameters):
    """The version that the client thinks is there."""

    version: int | None = None


@router.get(ALL, operation_id=LIST)
@router.get(OF_REGION + ALL, operation_id=LIST)
async def get_relationships(cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ListParameters, Query()]) -> JSONResponse:
    """Answer the environment's own relationship, those with others, or both."""
    found = trust_relationship.relationships(world, cloud)
    if lagging:
        found = world.past.before("trust relationships", cloud.name, now=found)
    wanted = [relationship for relationship in found if parameters.filter == "all" or relationship.local == (parameters.filter == "local")]
    return JSONResponse({"trust_relationships": [document(relationship, include_certificate=parameters.include_certificate) for relationship in wanted]})


@router.post(ALL, operation_id=CREATE)
@router.post(OF_REGION + ALL, operation_id=CREATE)
async def create_relationship(body: TrustRelationshipCreateRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Make a relationship, at once."""
    return _written(trust_relationship.create(world, cloud, body.content()), 201)


@router.get(ONE, operation_id=GET)
@router.get(OF_REGION + ONE, operation_id=GET)
async def get_relationship(
    trust_relationship_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ShowCertificate, Query()]
) -> JSONResponse:
    """Answer one relationship."""
    there = {relationship.id: relationship for relationship in trust_relationship.relationships(world, cloud)}
    found = there.get(trust_relationship_id)
    if lagging:
        found = world.past.before("trust relationship", cloud.name, trust_relationship_id, now=found)
    if found is None:
        raise TrustRelationshipNotFoundError(trust_relationship_id)
    return JSONResponse(document(found, include_certificate=parameters.include_certificate), headers=version_headers(found))


@router.put(ONE, operation_id=UPDATE)
@router.put(OF_REGION + ONE, operation_id=UPDATE)
async def update_relationship(
    trust_relationship_id: str, body: TrustRelationshipUpdateRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Change what the body says, at once; there is no lock."""
    return _written(trust_relationship.update(world, cloud, trust_relationship_id, body.content()), 200)


@router.delete(ONE, operation_id=DELETE)
@router.delete(OF_REGION + ONE, operation_id=DELETE)
async def delete_relationship(trust_relationship_id: str, cloud: InCloud, world: InWorld, parameters: Annotated[DeleteParameters, Query()]) -> JSONResponse:
    """Delete a relationship, unless it has another version than the one given."""
    trust_relationship.delete(world, cloud, trust_relationship_id, parameters.version)
    return JSONResponse({})


def _written(relationship: TrustRelationship, status: int) -> JSONResponse:
    return JSONResponse(written(relationship), status, headers=version_headers(relationship))
