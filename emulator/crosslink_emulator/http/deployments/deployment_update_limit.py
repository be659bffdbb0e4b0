"""What of an update is emulated: name and trust.  Everything else may be sent as it is, and is refused where it would change."""

from typing import Any

from pydantic import BaseModel

from crosslink_emulator.errors.deployment_update import NotEmulatedError
from crosslink_emulator.http.deployments.deployment import full
from crosslink_emulator.http.deployments.deployment_update_request import DeploymentUpdateRequest, ElasticsearchPayload, Plan
from crosslink_emulator.http.deployments.plan_document import current_plan
from crosslink_emulator.http.fields import ShowSwitches
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment

READ_ONLY = frozenset({"organization_id", "owner_id", "subscription_level", "hidden"})
"""Of ``metadata``: ignored, never an error."""

TEMPLATE_ONLY = "topology_element_control"
"""Of a tier: documented to be ignored in a deployment."""

OTHER_KINDS = ("kibana", "apm", "appsearch", "enterprise_search", "integrations_server")

DEFAULTS: dict[str, Any] = {"traffic_filter": {"rulesets": []}}
"""Settings whose default may not be what is there; they do not show where it is."""

VERSION_CHANGE_IS_REFUSED = True
"""GUESS: nothing the service does: a plan with another version or topology is refused here, because upgrades are not emulated."""


def check_limits(cloud: Cloud, deployment: Deployment, wanted: DeploymentUpdateRequest) -> None:
    """Raise where the update would change something that is not emulated."""
    shown = full(cloud, deployment, ShowSwitches(show_settings=True))
    if wanted.alias:
        raise NotEmulatedError("alias", "an alias of a deployment")
    _unchanged("settings", wanted.settings, shown["settings"] | {"observability": {}})
    _unchanged("metadata", wanted.metadata, shown["metadata"])
    if wanted.resources is None:
        return
    for kind in OTHER_KINDS:
        if getattr(wanted.resources, kind):
            raise NotEmulatedError(f"resources.{kind}", "resources other than Elasticsearch")
    info = shown["resources"]["elasticsearch"][0]["info"]
    for index, resource in enumerate(wanted.resources.elasticsearch or ()):
        _elasticsearch(f"resources.elasticsearch[{index}]", cloud, deployment, resource, info["settings"], (deployment.name, wanted.name))


def _elasticsearch(
    where: str, cloud: Cloud, deployment: Deployment, wanted: ElasticsearchPayload, shown: dict[str, Any], names: tuple[str | None, ...]
) -> None:
    if wanted.display_name not in (None, *names):
        raise NotEmulatedError(f"{where}.display_name", "another name than the deployment's")
    _unchanged(f"{where}.settings", wanted.settings, shown, ignored=frozenset({"trust"}))
    if VERSION_CHANGE_IS_REFUSED:
        _plan(f"{where}.plan", wanted.plan, current_plan(cloud, deployment))


def _plan(where: str, wanted: Plan, current: dict[str, Any]) -> None:
    if wanted.transient:
        raise NotEmulatedError(f"{where}.transient", "instructions for one change; read with clear_transient=true")
    given = wanted.model_dump(exclude_none=True, exclude={"transient"})
    given["cluster_topology"] = [{key: value for key, value in tier.items() if key != TEMPLATE_ONLY} for tier in wanted.cluster_topology]
    if not given["elasticsearch"]:
        del given["elasticsearch"]  # no version is the one that is there
    for field, value in given.items():
        if value != current[field]:
            raise NotEmulatedError(f"{where}.{field}", "a plan that differs from the current one")


def _unchanged(where: str, wanted: BaseModel | None, shown: dict[str, Any], ignored: frozenset[str] = frozenset()) -> None:
    """Compare what was given with what a reading shows; null is the default, which is there unless ``DEFAULTS`` knows better."""
    for field in () if wanted is None else wanted.model_fields_set - ignored:
        there, value = (_writable(one) for one in (shown.get(field, DEFAULTS.get(field)), getattr(wanted, field)))
        if value != there and not (value is None and there == DEFAULTS.get(field, there)):
            raise NotEmulatedError(f"{where}.{field}", "a change of this")


def _writable(value: Any) -> Any:
    return {key: one for key, one in value.items() if key not in READ_ONLY} if isinstance(value, dict) else value
