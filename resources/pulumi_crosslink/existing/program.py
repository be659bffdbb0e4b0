"""The Python program that declares what was found."""

import re
from collections.abc import Mapping, Sequence
from keyword import iskeyword

from crosslink_core.model.deployment import Deployment
from pulumi_crosslink.existing.found import Existing, Ref


def program(found: Sequence[Existing]) -> str:
    """Write it: a variable for each deployment and each object that another one names, then a call for each object."""
    ends = {end.deployment_id: end for one in found for end in one.arguments.values() if isinstance(end, Deployment)}
    named = {ref.id for one in found for ref in one.arguments.values() if isinstance(ref, Ref)}
    variables: dict[str, str] = {}
    for id_, name, otherwise in (
        *((end.deployment_id, end.name, "deployment") for end in ends.values()),
        *((one.id, one.name, "traffic_filter") for one in found if one.id in named),
    ):
        variables[id_] = _variable(id_, name or "", otherwise, variables)
    classes = ", ".join(sorted({"Deployment", *(one.resource for one in found)}))
    deployments = [f"{variables[one.deployment_id]} = Deployment(deployment_id={one.deployment_id!r}, connection={one.connection!r})" for one in ends.values()]
    calls = [_call(one, variables) for one in found]
    return "\n".join(
        ['"""Written by `crosslink import`: what exists already."""', "", f"from pulumi_crosslink import {classes}", "", *deployments, "", *calls, ""]
    )


def _variable(id_: str, name: str, otherwise: str, taken: Mapping[str, str]) -> str:
    """A name that Python takes, and that nothing else has."""
    variable = re.sub(r"\W", "_", name).lower().lstrip("0123456789_")
    variable = variable if variable.isidentifier() and not iskeyword(variable) else f"{otherwise}_{variable}"
    return f"{variable}_{id_[:8]}" if variable in taken.values() else variable


def _call(one: Existing, variables: Mapping[str, str]) -> str:
    assigned = f"{variables[one.id]} = " if one.id in variables else ""
    return f"{assigned}{one.resource}({one.name!r}, {', '.join(f'{key}={_code(value, variables)}' for key, value in one.arguments.items())})"


def _code(value: object, variables: Mapping[str, str]) -> str:
    if isinstance(value, Deployment):
        return variables[value.deployment_id]
    return variables.get(value.id, repr(value.id)) if isinstance(value, Ref) else repr(value)
