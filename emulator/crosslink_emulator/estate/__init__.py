"""The estate: reads the description of clouds and clusters that an emulator begins with, and makes the state of it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from crosslink_emulator.errors import EstateError
from crosslink_emulator.estate.cloud import new_authorities, new_cloud, new_relationships
from crosslink_emulator.estate.cluster import new_cluster
from crosslink_emulator.estate.estate import Estate
from crosslink_emulator.estate.estate_rule import problems
from crosslink_emulator.world import load_yaml, property_path
from crosslink_emulator.world.state.certificate_authority import complete
from crosslink_emulator.world.state.persistence import State


def new_state(estate: Estate) -> State:
    """Return the state that an estate describes; its clock is a day after the youngest deployment was made."""
    clouds = {name: new_cloud(name, entry) for name, entry in estate.clouds.items()}
    youngest = max((deployment.created for cloud in clouds.values() for deployment in cloud.deployments.values()), default=date.min)
    clock = datetime.combine(youngest, time(), UTC) + timedelta(days=1)
    authorities = new_authorities(estate, clock)
    complete(authorities, clouds.values(), clock)
    for name, relationships in new_relationships(estate, authorities, clock).items():
        clouds[name].trust_relationships = relationships
    clusters = {name: new_cluster(name, entry, authorities) for name, entry in estate.clusters.items()}
    return State(clock=clock, clouds=clouds, certificate_authorities=authorities, clusters=clusters)


DEMONSTRATION = Path(__file__).parent.parent / "estates" / "demonstration.yaml"
"""What is served when no estate is given."""


def read_estate(source: Path | dict[str, Any] | None) -> State:
    """Return the state that an estate describes: from a file, from plain data, or the demonstration."""
    if isinstance(source, dict):
        return parse_estate(source, "estate")
    path = DEMONSTRATION if source is None else source
    try:
        data = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EstateError(str(path), "", getattr(error, "strerror", None) or "not a text file") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise EstateError(str(path), f"line {mark.line + 1}" if mark else "", error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise EstateError(str(path), "", " ".join(str(error).split())) from error
    return parse_estate(data, str(path))


def parse_estate(data: Any, source: str) -> State:
    """Check plain data and return the state that it describes; the error names the source and the property."""
    try:
        estate = Estate.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise EstateError(source, property_path(first["loc"]), _problem(first["type"], first["msg"])) from error
    for path, problem in problems(estate):
        raise EstateError(source, path, problem)
    return new_state(estate)


def _problem(kind: str, message: str) -> str:
    if kind == "string_type":
        return "must be text: put it in quotes"
    if kind == "extra_forbidden":
        return "is not a property of an estate"
    if kind == "missing":
        return "is missing"
    if kind == "model_type":
        return "must be a mapping of properties"
    return message[0].lower() + message[1:]
