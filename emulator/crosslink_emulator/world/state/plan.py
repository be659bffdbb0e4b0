"""One plan: a change of an Elasticsearch resource that takes time, and how it ends.

Source: ``ElasticsearchClusterPlanInfo`` of Elastic Cloud API 3.8.0; the log of a real creation.
"""

from datetime import datetime, timedelta
from typing import Literal

from crosslink_emulator.world import Value

STEPS = (
    "plan-validator",
    "log-initial-plan-data",
    "detect-plan-strategy",
    "calculate-incremental-elasticsearch-change",
    "resolve-instances-acls",
    "validate-plan-safety",
    "validate-plan-prerequisites",
    "suspend-snapshotting",
    "generate-node-certificates",
    "wait-until-running",
    "wait-until-masters-elected",
    "verify-non-split",
    "set-maintenance",
    "apply-plan-settings",
    "post-plan-cleanup",
    "clean-up",
)
"""What a change of trust goes through.  GUESS: the steps of a real creation without those that make instances."""

LAST_STEP = "plan-completed"
"""Ends every log, also that of a failure."""

STEP_DURATION = timedelta(milliseconds=100)
"""GUESS: how long each step takes by the world's clock, which no real time moves."""

FAILING_STEP = "wait-until-running"
"""Where a plan fails or stays for ever, unless a fault says otherwise."""

FAILURE_MESSAGE = "Plan change failed: Timeout exceeded. Please adjust plan timeout and/or retry plan."
"""Of a real failure, with the type below."""

FAILURE_TYPE = "InfrastructureFailure:TimeoutExceeded"

FAILED_READINGS = 2
"""How often a failure is seen as pending before it is history.  GUESS: the Go client notices a failure in no other way, so there is such a time."""

UPDATE_ACTION, RESTART_ACTION = "deployments.update-deployment", "deployments.restart-elasticsearch-resource"
"""What clients ask for, as the source of a plan names it.  GUESS: by analogy with that of a creation."""

Ending = Literal["success", "failure", "never"]


class Plan(Value):
    """A plan that runs, or that has ended.  It never changes: progress puts another one in its place."""

    id: str
    action: str
    """What the client asked for."""
    started: datetime
    polls: int = 0
    """How many readings see it run."""
    seen: int = 0
    """How many did."""
    ending: Ending = "success"
    step: str = FAILING_STEP
    """Where it fails or stays."""
    message: str = FAILURE_MESSAGE
    """What a failure says."""

    @property
    def over(self) -> bool:
        """Whether no further reading is to see it as pending."""
        return self.ending != "never" and self.seen >= self.polls + (FAILED_READINGS if self.ending == "failure" else 0)

    @property
    def failed(self) -> bool:
        """Whether its log ends with a failure now."""
        return self.ending == "failure" and self.seen >= self.polls

    @property
    def done(self) -> tuple[str, ...]:
        """The steps that are behind it, in order, while it runs."""
        last = len(STEPS) - 1 if self.ending == "success" else STEPS.index(self.step)
        return STEPS[: min(last, last * self.seen // self.polls if self.polls else self.seen)]

    @property
    def running(self) -> str:
        """The step that it is at, while it runs."""
        return STEPS[len(self.done)]

    @property
    def ended(self) -> datetime:
        """When it ended, for a plan that has."""
        steps = len(STEPS) if self.ending == "success" else STEPS.index(self.step) + 1
        return self.started + STEP_DURATION * (steps + 1)
