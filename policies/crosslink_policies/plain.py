"""Plain data in place of the policy SDK's proxies, so that rules need not know of them.

Source: ``pulumi_policy/proxy.py`` 1.21.  Its proxies are no dicts and lists, and one access to an unknown value ends a
whole policy for that resource: a violation beside it would be lost.  Here an unknown value is a value like any other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crosslink_core.links.trust_facts import UNKNOWN as UNKNOWN
from crosslink_core.model.deployments import is_cluster

Props = dict[str, Any]
"""A resource's properties: dicts, lists, texts, numbers, booleans, None and :data:`UNKNOWN`."""


def plain(value: Any, unknown_error: type[Exception]) -> Any:
    """Copy a value out of its proxies; `unknown_error` is what they raise at an unknown value."""
    if isinstance(value, Mapping):
        return {key: _item(value, key, unknown_error) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_item(value, index, unknown_error) for index in range(len(value))]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # the wire has no integers: 3 arrives as 3.0
    return value


def _item(holder: Any, key: Any, unknown_error: type[Exception]) -> Any:
    try:
        value = holder[key]
    except unknown_error:
        return UNKNOWN
    return plain(value, unknown_error)


def at(props: Any, *path: str) -> Any:
    """Look a property up: its value, None where it is absent or null, UNKNOWN where it or what holds it is unknown."""
    value = props
    for key in path:
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items(props: Any, *path: str) -> list[Any]:
    """Look a list up: its items, none where it is absent or not a list, one UNKNOWN where it is unknown."""
    value = at(props, *path)
    return value if isinstance(value, list) else [UNKNOWN] if value is UNKNOWN else []


def label(props: Props, side: str) -> str:
    """Name the end at one side as its `label` in the model does, with as much as is known."""
    return name_of(end if isinstance(end := at(props, side), dict) else {})


def name_of(end: Props) -> str:
    """Name an end by its facts: `logs-eu (8f…)`, or as much of it as is known; a cluster without a control plane as the configuration does: `onprem`."""
    if is_cluster(end):
        return known(end, "cluster") or "this cluster"
    name, deployment_id = known(end, "name"), known(end, "deployment_id")
    return f"{name} ({deployment_id})" if name and deployment_id else name or deployment_id or "this deployment"


def known(props: Any, *path: str) -> str | None:
    """Look a text up: None where it is absent, empty or unknown."""
    value = at(props, *path)
    return value if isinstance(value, str) and value else None
