"""Operations that only an ECE environment has; they are served below the plain path and below that of a region."""

from fastapi import Request

from crosslink_emulator.errors.refusal import PathNotFoundError
from crosslink_emulator.http import Operation
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud

OF_REGION = "/regions/{region}"
"""What may stand before the path; the specification lists plain paths alone, the documentation and the Go client use this one."""

DEFAULT_REGION = "ece-region"
"""The region of every environment that names no other."""


class EnvironmentOperation(Operation):
    """One such operation."""

    def _admit(self, request: Request) -> None:
        """Refuse the path, to anybody, where it does not exist: in a hosted organization.  GUESS: in an unknown region, too, after the key was checked."""
        world: World = request.app.state.world
        there = world.clouds.get(request.path_params["cloud"])
        if there is not None and there.platform != "ece":
            raise _nothing(request)
        super()._admit(request)
        cloud: Cloud = request.state.cloud
        if request.path_params.get("region", DEFAULT_REGION) not in {DEFAULT_REGION} | cloud.regions:
            raise _nothing(request)


def _nothing(request: Request) -> PathNotFoundError:
    return PathNotFoundError(f"There is nothing at [{request.url.path}]")
