"""What a trust relationship may say.  Source: Elastic Cloud API 3.8.0; the forms of ids are those of real environments."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from crosslink_emulator.world.state.certificate import certificate_problem

SCOPE_ID = re.compile(r"[a-z0-9]{1,32}", re.ASCII)
"""Ids of accounts and environments: documented for ``scope_id`` of direct trust.  GUESS: here as well."""

Problem = tuple[str, str]
"""Field and what is wrong there."""


def relationship_problems(
    name: str | None, account_ids: Iterable[str], installation_id: str | None, public_ca_cert: str | None, now: datetime
) -> Iterator[Problem]:
    """Yield what is wrong with what a relationship is to say; None is not said.  GUESS: that each of these is refused."""
    if name is not None and not name.strip():
        yield "name", "is empty"
    for index, account_id in enumerate(account_ids):
        if SCOPE_ID.fullmatch(account_id) is None:
            yield f"account_ids[{index}]", "an account id is up to 32 lowercase letters and digits"
    if installation_id is not None and SCOPE_ID.fullmatch(installation_id) is None:
        yield "installation_id", "an environment id is up to 32 lowercase letters and digits"
    problem = None if public_ca_cert is None else certificate_problem(public_ca_cert, now)
    if problem is not None:
        yield "public_ca_cert", problem
