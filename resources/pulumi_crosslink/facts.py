"""Fills in what a plain resource's ends are: the platform, version, endpoint and so on behind a deployment id."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from pulumi.output import Unknown

from crosslink_core.api.error import NoReplyError, RateLimitedError, UnavailableError
from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.model.deployment import DEPLOYMENT_ID, Deployment
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import Problem

Props = Mapping[str, Any]


def fill(directory: DeploymentDirectory, ends: Iterable[str], olds: Props, news: Props, warn: Callable[[str], None]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the properties with facts in their ends, and a failure for each end that cannot be looked up."""
    filled, failures = dict(news), []
    plain = {name: news[name] for name in ends if _needs_facts(news.get(name))}
    with suppress(CrosslinkError):  # both ends in one request; below each end gets its own error
        directory.find((end.get("connection"), end["deployment_id"]) for end in plain.values())
    for name, end in plain.items():
        try:
            found = directory.find([(end.get("connection"), end["deployment_id"])])[end["deployment_id"]]
            filled[name] = _dump(found) | _given(end)
        except (NoReplyError, RateLimitedError, UnavailableError) as error:
            old = olds.get(name) or {}
            if old.get("deployment_id") == end["deployment_id"]:
                filled[name] = {**old, **_given(end)}
                warn(f"{name}: using the facts known from before, as {error}")
            else:
                failures.append(Problem(f"{name}.deployment_id", str(error)))
        except ConnectionsError as error:
            failures.append(Problem(f"{name}.connection", str(error)))
        except CrosslinkError as error:
            failures.append(Problem(f"{name}.deployment_id", str(error)))
    return filled, failures


def _needs_facts(end: Any) -> bool:
    """Whether it is an end that can be looked up: its id and connection are known and well formed, its facts are not."""
    return (
        isinstance(end, Mapping)
        and isinstance(end.get("deployment_id"), str)
        and re.fullmatch(DEPLOYMENT_ID, end["deployment_id"]) is not None  # else validation says what is wrong with it
        and not isinstance(end.get("connection"), Unknown)
        and (end.get("platform") is None or end.get("ref_id") is None)
    )


def _given(end: Props) -> dict[str, Any]:
    """What the program says itself wins over what is looked up."""
    return {name: value for name, value in end.items() if value is not None}


def _dump(found: Deployment) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude_none=True)
