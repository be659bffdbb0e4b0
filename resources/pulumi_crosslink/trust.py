"""What the resources of all trust entries have in common."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.model import CrosslinkError
from crosslink_core.model import trust as model
from crosslink_core.model.problem import Problem
from pulumi_crosslink import process
from pulumi_crosslink.provider import CLAIM, Props, Provider

Spec = TypeVar("Spec", bound=model.Trust)
State = TypeVar("State", bound=model.Trust)


class TrustProvider(Provider[Spec, State]):
    """Tells a deployment's id from the resource id that an allowlist needs, and does not take trust from a link unseen."""

    ends = ("deployment",)

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in the facts of the deployment; find ids that are not Elasticsearch resource ids."""
        wanted, problems = super().look_up(olds, news)
        if not problems:
            with suppress(CrosslinkError):  # a help that a control plane which cannot be asked must not turn into a failure
                problems = list(self._mistaken(wanted))
        return wanted, problems

    def create(self, props: Props) -> CreateResult:
        """Create, or adopt."""
        made = super().create(props)
        self.dependents.keep_entry(str(made.id), props)
        return made

    def diff(self, _id: str, _olds: Props, _news: Props) -> DiffResult:
        """Compare; note what the program wants of an entry that it has, and what will take the place of one that is replaced."""
        found = super().diff(_id, _olds, _news)
        if found.replaces:
            self.dependents.replace_entry(_id, _news)
        elif self.claims.stays(_id):
            self.dependents.keep_entry(_id, _news)
        return found

    def update(self, _id: str, _olds: Props, _news: Props) -> UpdateResult:
        """Change in place; say so where a link of this program loses what it needs."""
        self._take(_id, _olds, _news)
        return super().update(_id, _olds, _news)

    def delete(self, _id: str, _props: Props) -> None:
        """Remove; say so where a link of this program still needs it."""
        if not self.claims.is_left(_id, _props.get(CLAIM)):
            self._take(_id, _props, {})
        super().delete(_id, _props)

    def _take(self, id_: str, before: Props, after: Props) -> None:
        for line in self.dependents.reduce_entry(id_, before, after):
            process.warn(line)

    def _mistaken(self, wanted: Props) -> Iterator[Problem]:
        deployment, allowlist = wanted.get("deployment"), wanted.get("trust_allowlist")
        if not isinstance(deployment, dict) or not isinstance(deployment.get("connection"), str | None) or not isinstance(allowlist, list):
            return
        for number, given in enumerate(allowlist):
            if isinstance(given, str) and (end := self.session.shared(DeploymentDirectory).mistaken(deployment.get("connection"), given)):
                text = f"is the id of deployment {end.name}; trust needs its Elasticsearch resource id, {end.resource_id}"
                yield Problem(f"trust_allowlist[{number}]", text)
