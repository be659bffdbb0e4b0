"""Faults that change what happens around a request rather than its answer."""

import asyncio

from starlette.requests import Request

from crosslink_emulator.errors.refusal import InternalError, Refusal
from crosslink_emulator.faults.writer import writer_of
from crosslink_emulator.world.deployments.plan_life import Fate
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.state.plan import FAILING_STEP, FAILURE_MESSAGE


async def wait(fault: Fault, _: Request) -> None:
    """Let time pass; other requests go on, and a client that leaves meanwhile stops nothing."""
    await asyncio.sleep(fault.delay_ms / 1000)


async def show_the_past(_: Fault, request: Request) -> None:
    """Let the handler answer from how things were before the last write."""
    request.state.lagging = True


async def let_the_plan_fail(fault: Fault, request: Request) -> None:
    """Let the plan that this request begins, if it begins one, fail at a step."""
    request.state.fate = Fate("failure", fault.step or FAILING_STEP, fault.message or FAILURE_MESSAGE)


async def let_the_plan_hang(fault: Fault, request: Request) -> None:
    """Let the plan that this request begins, if it begins one, stay at a step until somebody ends it."""
    request.state.fate = Fate("never", fault.step or FAILING_STEP)


async def let_another_write(fault: Fault, request: Request) -> None:
    """Let another writer write; he is refused like everyone, and then the request says so, lest a test runs without its fault."""
    try:
        writer_of(fault.operation).write(fault, request)
    except Refusal as refusal:
        raise InternalError(f"The other writer of this fault was refused: {refusal.message}") from refusal
