"""Faults that change what happens around a request rather than its answer."""

import asyncio

from starlette.requests import Request

from crosslink_emulator.faults.fault import Fault
from crosslink_emulator.faults.refusal import InternalError, Refusal
from crosslink_emulator.faults.writer import writer_of


async def wait(fault: Fault, _: Request) -> None:
    """Let time pass; other requests go on, and a client that leaves meanwhile stops nothing."""
    await asyncio.sleep(fault.delay_ms / 1000)


async def show_the_past(_: Fault, request: Request) -> None:
    """Let the handler answer from how things were before the last write."""
    request.state.lagging = True


async def let_another_write(fault: Fault, request: Request) -> None:
    """Let another writer write; he is refused like everyone, and then the request says so, lest a test runs without its fault."""
    try:
        writer_of(fault.operation).write(fault, request)
    except Refusal as refusal:
        raise InternalError(f"The other writer of this fault was refused: {refusal.message}") from refusal
