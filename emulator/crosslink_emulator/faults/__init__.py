"""Faults that a test asks for: the table of their kinds, and what each does to a request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from crosslink_emulator.errors.refusal import InternalError, RateLimitedError, Refusal, UnavailableError
from crosslink_emulator.errors.reply import NoReply, failed_reply, proxy_page
from crosslink_emulator.faults.writer import (
    GET_LINK_IDS,
    GET_REMOTES,
    GET_RULESET,
    GET_RULESETS,
    GET_RULESETS_OF_DEPLOYMENT,
    GET_SETTINGS,
    PROXY_GET,
    REMOTE_INFO,
    WRITERS,
    writer_of,
)
from crosslink_emulator.world.deployments import Fate
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


PLANNED = ("update-deployment", "restart-deployment-es-resource")
"""The operations that begin plans."""


@dataclass(frozen=True)
class Kind:
    """What one kind of fault does to a request."""

    when: Literal["before", "after"]
    """Before the handler runs (nothing is written) or after it; a request that is refused meets nothing after it."""
    does: str
    """One sentence for people."""
    reply: Callable[[Fault], Response] | None = None
    """The answer instead of the operation's own; None leaves that."""
    act: Callable[[Fault, Request], Awaitable[None]] | None = None
    """What happens besides."""
    fields: tuple[str, ...] = ()
    """Fields of a fault that only this kind has."""
    operations: tuple[str, ...] = ()
    """The operations that it is for; none named are all."""


KINDS: dict[str, Kind] = {
    "429": Kind(
        "before",
        "The answer is 429 with `Retry-After: retry_after_s` (1 unless given).",
        lambda fault: failed_reply(RateLimitedError(fault.retry_after_s)),
        fields=("retry_after_s",),
    ),
    "500": Kind("before", "The answer is 500 with the service's own error.", lambda _: failed_reply(InternalError())),
    "502": Kind("before", "The answer is 502 with a proxy's page in HTML.", lambda _: proxy_page(HTTPStatus.BAD_GATEWAY)),
    "503": Kind("before", "The answer is 503 with the service's own error.", lambda _: failed_reply(UnavailableError())),
    "504": Kind("before", "The answer is 504 with a proxy's page in HTML.", lambda _: proxy_page(HTTPStatus.GATEWAY_TIMEOUT)),
    "drop-before": Kind("before", "The connection is closed without an answer, and nothing was done.", lambda _: NoReply()),
    "drop-after": Kind("after", "The connection is closed without an answer, although the work was done.", lambda _: NoReply()),
    "slow": Kind(
        "before",
        "The work begins `delay_ms` (100 unless given) later, even if the client has left by then.",
        act=wait,
        fields=("delay_ms",),
    ),
    "another-writer": Kind(
        "after",
        "The answer is the usual one, and before it arrives somebody else writes. A remote list: `remotes` instead of all that is there, "
        "or with `add` (entries; one with the same alias is replaced), or without `remove` (aliases). "
        "Traffic filters: `attach` or `detach` (lists of `ruleset_id` and `deployment_id`). "
        "Elasticsearch: `settings` (persistent ones by their whole names; null removes). "
        "A deployment: `trust`, an object with `add` (whole entries of `accounts`, `external` and `direct`) "
        "and `remove` (account ids, ids of relationships, and uids or names of direct entries).",
        act=let_another_write,
        fields=tuple(field for writer in WRITERS for field in writer.fields),
        operations=tuple(operation for writer in WRITERS for operation in writer.operations),
    ),
    "plan-fails": Kind(
        "before",
        "The answer is the usual one, and the plan that begins fails at `step` with `message`: two readings of the deployment see that "
        "as pending, then it is in the history; settings stay as they were written.",
        act=let_the_plan_fail,
        fields=("step", "message"),
        operations=PLANNED,
    ),
    "plan-hangs": Kind(
        "before",
        "The answer is the usual one, and the plan that begins stays at `step` until it is cancelled, or ended with "
        "`POST /_emulator/clouds/<name>/deployments/<id>/plan`.",
        act=let_the_plan_hang,
        fields=("step",),
        operations=PLANNED,
    ),
    "lag": Kind(
        "before",
        "The reading shows things as they were before the last write to them.",
        act=show_the_past,
        operations=(
            GET_REMOTES,
            GET_RULESETS,
            GET_RULESET,
            GET_RULESETS_OF_DEPLOYMENT,
            GET_LINK_IDS,
            "get-deployment",
            "get-trust-relationships",
            "get-trust-relationship",
            "get-deployment-certificate-authority",
            GET_SETTINGS,
            REMOTE_INFO,
            PROXY_GET,
        ),
    ),
}
