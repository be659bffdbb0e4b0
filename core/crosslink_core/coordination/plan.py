"""A deployment's plans: what is pending, how far it is, and why the last one failed.

Source: schemas `…PlansInfo`, `…PlanInfo`, `ClusterPlanStepInfo`; how Elastic's own clients read them (our digest's §4.3).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from crosslink_core.model import CrosslinkError

KINDS: Final = ("elasticsearch", "kibana", "apm", "appsearch", "enterprise_search", "integrations_server")
"""Every kind of resource: a plan of any of them stops an update."""

ELASTICSEARCH: Final = KINDS[0]


class PlanFailedError(CrosslinkError):
    """The plan that a change needs has failed; says its last step and message."""


class PlanPendingError(CrosslinkError):
    """Another plan began after the settings were read: crosslink waits for it."""


class PlanTooLongError(CrosslinkError):
    """Another plan does not end, and nothing can be changed until it does."""


def pending(document: Mapping[str, Any]) -> str | None:
    """Return the step at which a deployment's pending plan is, `rolling-upgrade`; None where none is pending."""
    for info in _infos(document, *KINDS):
        if info.get("pending") is not None:
            log = info["pending"].get("plan_attempt_log") or [{}]
            return str(log[-1].get("step_id") or "plan")
    return None


def healthy(document: Mapping[str, Any]) -> bool:
    """Whether the last plan of Elasticsearch went well."""
    return all(info.get("healthy") is not False for info in _infos(document, ELASTICSEARCH))


def failure(document: Mapping[str, Any]) -> str:
    """Return at which step the last failed plan ended, and its log's last message; the document must hold the history."""
    for info in _infos(document, ELASTICSEARCH):
        attempts = [*(info.get("history") or ()), *(plan for plan in (info.get("current"), info.get("pending")) if plan)]
        for attempt in reversed(attempts):
            if attempt.get("healthy") is False or _is_failed(attempt):
                return _reason(attempt)
    return "the service does not say why"


def _is_failed(attempt: Mapping[str, Any]) -> bool:
    log = _log(attempt)
    return bool(log) and log[-1].get("status") == "error"


def _log(attempt: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(attempt.get("plan_attempt_log") or ())


def _reason(attempt: Mapping[str, Any]) -> str:
    """Return the step that is marked as an error, not the closing step, with its last message or else that of the closing step."""
    failed = [step for step in _log(attempt) if step.get("status") == "error"]
    step = next((entry for entry in failed if entry.get("step_id") != "plan-completed"), failed[0] if failed else {})
    messages = [entry.get("message") for failure in (step, *reversed(failed)) for entry in reversed(failure.get("info_log") or ())]
    message = next((text for text in messages if text), None) or (attempt.get("error") or {}).get("message") or "no message"
    return f"step {step.get('step_id', 'unknown')}: {message}"


def _infos(document: Mapping[str, Any], *kinds: str) -> Iterator[Mapping[str, Any]]:
    resources = document.get("resources") or {}
    for kind in kinds:
        for resource in resources.get(kind) or ():
            yield (resource.get("info") or {}).get("plan_info") or {}
