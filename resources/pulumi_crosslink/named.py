"""Resources whose id is the server's, and that are found again by a name of their own when a reply or a state is lost."""

import hashlib
from typing import Final

from pulumi import ResourceOptions, get_project, get_stack
from pulumi.dynamic import CreateResult

from crosslink_core.lifecycle.claims import Claimant
from crosslink_core.model.problem import Problem
from pulumi_crosslink.provider import Props, Provider, Spec, State, one_line, outputs

AUTO_NAME: Final = "auto_name"
"""The property in which a constructor tells `check` the name to take where the user gives none; no input of the resource itself."""

DIGITS: Final = 7


class NamedProvider(Provider[Spec, State]):
    """The new object comes before the old one leaves: two can be there at a time."""

    delete_before_replace = False

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts, and the name: the user's, else the one that it has, else the constructor's."""
        wanted, problems = super().look_up(olds, {name: value for name, value in news.items() if name != AUTO_NAME})
        is_given = news.get("name") not in (None, "")  # a number or a list is given, too: validation says what is wrong with it
        return wanted | {"name": news["name"] if is_given else olds.get("name") or news.get(AUTO_NAME)}, problems

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Create, or adopt what is alike and no resource of this program has."""
        spec, owner = self.spec.model_validate(self.wanted(props)), Claimant(self.session)
        try:
            state = self._lifecycle().create(spec, owner)
        except BaseException:
            owner.give_up()
            raise
        return CreateResult(state.id, outputs(state, owner.taken[state.id]))


def auto_name(logical_name: str, opts: ResourceOptions | None) -> str:
    """Return `<logical name>-<7 hexadecimal digits>`: the same at preview, at update and after a killed run, and no other stack's."""
    parent = opts.parent if opts else None
    above = f"{parent.pulumi_resource_type}::{parent.pulumi_resource_name}" if parent else ""
    digest = hashlib.sha256("\0".join((get_project(), get_stack(), above, logical_name)).encode()).hexdigest()
    return f"{logical_name}-{digest[:DIGITS]}"
