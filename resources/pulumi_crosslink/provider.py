"""What all providers share: check with paths and unknowns, facts, a pure diff, claims, "gone", one-line errors.

Providers are stateless and importable: the state holds their module and class name, never their code.
"""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar, Final, Generic, TypeVar, cast

from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, DiffResult, ReadResult, ResourceProvider, UpdateResult
from pydantic import BaseModel

from crosslink_core import model
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Lifecycle, Tell
from crosslink_core.lifecycle.claims import Claims
from crosslink_core.lifecycle.deployments.facts import fill
from crosslink_core.lifecycle.trust.dependents import Dependents
from crosslink_core.model import CrosslinkError
from crosslink_core.model.problem import Problem
from pulumi_crosslink import process
from pulumi_crosslink.compare import differences
from pulumi_crosslink.unknown import validate

Props = dict[str, Any]
Spec = TypeVar("Spec", bound=model.Spec)
State = TypeVar("State", bound=model.Spec)
Method = TypeVar("Method", bound=Callable[..., Any])

CLAIM: Final = "claim"
LINK: Final = ("local", "remote")
"""The ends of whatever links two clusters."""

TELL: Final = Tell(process.say, process.warn, process.status)


class Failure(Exception):  # noqa: N818 — its printed name is below
    """A user's mistake or a service's refusal, as one line."""

    __module__, __qualname__ = "builtins", "crosslink"  # the engine prints "<module>.<name>: <message>", without the module for a builtin


def one_line(method: Method) -> Method:
    """Turn our own errors into one line without a chain; anything else is a bug and keeps its type."""

    @wraps(method)
    def wrapped(*args: Any) -> Any:
        try:
            return method(*args)
        except CrosslinkError as error:
            raise Failure(str(error)) from None

    return cast(Method, wrapped)


class Provider(ResourceProvider, Generic[Spec, State]):
    """A resource that a lifecycle creates, reads, changes and deletes; who chooses the id decides how it is created: see `slot` and `named`."""

    serialize_as_secret_always = False
    spec: ClassVar[type[model.Spec]]
    state: ClassVar[type[model.Spec]]
    ends: ClassVar[tuple[str, ...]] = ()
    """The properties that are deployments, whose facts `check` fills in."""
    unprinted: ClassVar[frozenset[str]] = frozenset()
    """The properties that no message may repeat: they hold PEM, and by mistake perhaps a private key."""
    lifecycle: ClassVar[type[Lifecycle[Any, Any]]]
    delete_before_replace: ClassVar[bool]
    """Whether the old object leaves before the new one comes."""

    def upgrade(self, outputs: Props) -> Props:
        """Return outputs that an older version of crosslink wrote as this version writes them."""
        return outputs

    @one_line
    def configure(self, req: ConfigureRequest) -> None:
        """Set the process up, once."""
        self._get = req.config.get
        process.prepare()

    @property
    def session(self) -> Session:
        """The stack's session, made when first needed: a configuration that lacks a key must not stop a preview of others."""
        return process.session(self._get)

    @property
    def claims(self) -> Claims:
        """Who owns which place."""
        return self.session.shared(Claims)

    @property
    def dependents(self) -> Dependents:
        """Which links depend on which trust."""
        return self.session.shared(Dependents)

    def _lifecycle(self) -> Lifecycle[Any, Any]:
        """Return a lifecycle of the session."""
        return self.lifecycle(self.session, TELL)

    @one_line
    def check(self, _olds: Props, news: Props) -> CheckResult:
        """Fill in facts and defaults; fail with the property's path for what has the wrong form."""
        olds = _plain(_olds or {})
        wanted, failures = self.look_up(olds, _plain(news))
        inputs, problems = validate(self.spec, wanted)
        failures += problems
        if not olds and not failures:
            self.foresee(inputs)
        return CheckResult(inputs, [self._failure(failure) for failure in failures])

    def _failure(self, problem: Problem) -> CheckFailure:
        """The engine prints the value of the property that a failure names."""
        silent = re.split(r"[.\[]", problem.path)[0] in self.unprinted
        return CheckFailure("", f"{problem.path}: {problem.text}") if silent else CheckFailure(problem.path, problem.text)

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Return the properties with facts filled in, and what is wrong with them; reads, and nothing else."""
        return fill(self.session, self.ends, olds, news, process.warn)

    def identity(self, _olds: Props, _news: Props) -> frozenset[str]:
        """Return the paths of the properties that make another object when they change."""
        return self.lifecycle.identity

    def foresee(self, inputs: Props) -> None:
        """Warn of what creating a new one will do, where that is not plain from its inputs."""

    @one_line
    def diff(self, _id: str, _olds: Props, _news: Props) -> DiffResult:
        """Compare old outputs with new inputs: no request, no clock, nothing else."""
        olds, kind = self.upgrade(_olds), self.lifecycle
        changed = list(differences(self.wanted(olds), self.wanted(_news), kind.unordered))
        replaces = sorted(self.identity(olds, _news).intersection(changed))
        self.claims.compared(_id, olds.get(CLAIM), stays=not replaces)
        if self.ends == LINK and self.claims.stays(_id):
            for line in self.dependents.keep_link(_id, _news):
                process.warn(line)
        unsettled = [name for name in kind.volatile if olds.get(name) is False]
        if unsettled and not changed:
            process.say_once(f"{_id} was not {' and '.join(unsettled)} when last asked: the update tries again")
        return DiffResult(bool(changed or unsettled), replaces, delete_before_replace=self.delete_before_replace)

    @one_line
    def read(self, id_: str, props: Props) -> ReadResult:
        """Read what there is; the inputs returned are what lets the engine count drift."""
        olds = self.upgrade(props)
        self.claims.read(id_, olds.get(CLAIM))
        state = self._lifecycle().read(id_, self.state.model_validate(self._known(olds)))
        if state is None:
            return ReadResult(None, {})
        outs = outputs(state, olds.get(CLAIM))
        return ReadResult(id_, outs, inputs={name: outs[name] for name in self.spec.model_fields if name in outs})

    @one_line
    def update(self, _id: str, _olds: Props, _news: Props) -> UpdateResult:
        """Change in place."""
        olds = self.upgrade(_olds)
        self.claims.compared(_id, olds.get(CLAIM), stays=True)
        state = self._lifecycle().update(_id, self.state.model_validate(self._known(olds)), self.spec.model_validate(self.wanted(_news)))
        return UpdateResult(outputs(state, olds.get(CLAIM)))

    @one_line
    def delete(self, _id: str, _props: Props) -> None:
        """Give the claim up; touch the server only when nobody else in this process owns the place."""
        olds = self.upgrade(_props)
        if self.claims.drop(_id, olds.get(CLAIM)):
            self.dependents.drop_link(_id)
            self._lifecycle().delete(_id, self.state.model_validate(self._known(olds)))
        else:
            process.say(f"{_id} stays: another resource of this program owns it now")

    def wanted(self, props: Props) -> Props:
        """The inputs among the properties, with a missing one as its default."""
        return self.spec.completed({name: value for name, value in props.items() if name in self.spec.model_fields})

    def _known(self, props: Props) -> Props:
        """The properties that this version knows: a newer one may have written more."""
        return {name: value for name, value in props.items() if name in self.state.model_fields}


def _plain(props: Mapping[str, Any]) -> Props:
    return {name: value for name, value in props.items() if not name.startswith("__")}


def outputs(state: BaseModel, claim: str | None) -> Props:
    """Return what the state of a stack holds of a resource."""
    return state.model_dump(mode="json", exclude_none=True) | ({CLAIM: claim} if claim else {})
