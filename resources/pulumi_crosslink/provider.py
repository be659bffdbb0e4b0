"""What all providers share: check with paths and unknowns, facts, a pure diff, claims, "gone", one-line errors.

Providers are stateless and importable: the state holds their module and class name, never their code.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar, Final, Generic, TypeVar, cast

from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, CreateResult, DiffResult, ReadResult, ResourceProvider, UpdateResult
from pydantic import BaseModel

from crosslink_core.lifecycle.base import Lifecycle, Tell
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.slot import Slot
from pulumi_crosslink import process
from pulumi_crosslink.compare import differences
from pulumi_crosslink.facts import fill
from pulumi_crosslink.settings import Settings
from pulumi_crosslink.unknown import validate

Props = dict[str, Any]
Spec = TypeVar("Spec", bound=Slot)
State = TypeVar("State", bound=Slot)
Method = TypeVar("Method", bound=Callable[..., Any])

CLAIM: Final = "claim"
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
    """A slot resource: its id is a place on the server, made of its identity."""

    serialize_as_secret_always = False
    spec: ClassVar[type[Slot]]
    state: ClassVar[type[Slot]]
    ends: ClassVar[tuple[str, ...]]
    """The properties that are deployments, whose facts `check` fills in."""
    lifecycle: ClassVar[type[Lifecycle[Any, Any]]]

    def upgrade(self, outputs: Props) -> Props:
        """Return outputs that an older version of crosslink wrote as this version writes them."""
        return outputs

    @one_line
    def configure(self, req: ConfigureRequest) -> None:
        """Set the process up, once."""
        self._get = req.config.get
        process.prepare()

    @property
    def _settings(self) -> Settings:
        """The stack's settings, read when first needed: a configuration that lacks a key must not stop a preview of others."""
        return process.settings(self._get)

    def _life(self) -> Lifecycle[Any, Any]:
        settings = self._settings
        return self.lifecycle(settings.connections, TELL, adopt=settings.adopt)

    @one_line
    def check(self, _olds: Props, news: Props) -> CheckResult:
        """Fill in facts and defaults; fail with the property's path for what has the wrong form."""
        wanted, failures = fill(self._settings.directory, self.ends, _olds, _plain(news), process.warn)
        inputs, problems = validate(self.spec, wanted)
        return CheckResult(inputs, [CheckFailure(one.path, one.text) for one in (*failures, *problems)])

    @one_line
    def diff(self, _id: str, _olds: Props, _news: Props) -> DiffResult:
        """Compare old outputs with new inputs: no request, no clock, nothing else."""
        olds, life = self.upgrade(_olds), self.lifecycle
        changed = list(differences(self._wanted(olds), self._wanted(_news), life.unordered))
        replaces = sorted(life.identity.intersection(changed))
        process.claims.compared(_id, olds.get(CLAIM), stays=not replaces)
        unsettled = [name for name in life.volatile if olds.get(name) is False]
        if unsettled and not changed:
            process.say(f"{_id} was not {' and '.join(unsettled)} when last asked: the update tries again")
        return DiffResult(bool(changed or unsettled), replaces, delete_before_replace=True)

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Create, or adopt what is alike and nobody else in this program owns."""
        spec = self.spec.model_validate(self._wanted(props))
        claim = process.claims.take(spec.id)
        if claim is None:
            msg = f"{spec.id}: another resource of this program owns this place; give one of the two another alias"
            raise CrosslinkError(msg)
        try:
            state = self._life().create(spec, leaving=lambda: process.claims.is_left(spec.id, claim))
        except BaseException:
            process.claims.drop(spec.id, claim)
            raise
        return CreateResult(spec.id, _outs(state, claim))

    @one_line
    def read(self, id_: str, props: Props) -> ReadResult:
        """Read what there is; the inputs returned are what lets the engine count drift."""
        olds = self.upgrade(props)
        process.claims.read(id_, olds.get(CLAIM))
        state = self._life().read(id_, self.state.model_validate(self._known(olds)))
        if state is None:
            return ReadResult(None, {})
        outs = _outs(state, olds.get(CLAIM))
        return ReadResult(id_, outs, inputs={name: outs[name] for name in self.spec.model_fields if name in outs})

    @one_line
    def update(self, _id: str, _olds: Props, _news: Props) -> UpdateResult:
        """Change in place."""
        olds = self.upgrade(_olds)
        process.claims.compared(_id, olds.get(CLAIM), stays=True)
        state = self._life().update(_id, self.state.model_validate(self._known(olds)), self.spec.model_validate(self._wanted(_news)))
        return UpdateResult(_outs(state, olds.get(CLAIM)))

    @one_line
    def delete(self, _id: str, _props: Props) -> None:
        """Give the claim up; touch the server only when nobody else in this process owns the place."""
        olds = self.upgrade(_props)
        if process.claims.drop(_id, olds.get(CLAIM)):
            self._life().delete(_id, self.state.model_validate(self._known(olds)))
        else:
            process.say(f"{_id} stays: another resource of this program owns it now")

    def _wanted(self, props: Props) -> Props:
        """The inputs among the properties, with a missing one as its default."""
        return self.spec.completed({name: value for name, value in props.items() if name in self.spec.model_fields})

    def _known(self, props: Props) -> Props:
        """The properties that this version knows: a newer one may have written more."""
        return {name: value for name, value in props.items() if name in self.state.model_fields}


def _plain(props: Mapping[str, Any]) -> Props:
    return {name: value for name, value in props.items() if not name.startswith("__")}


def _outs(state: BaseModel, claim: str | None) -> Props:
    return state.model_dump(mode="json", exclude_none=True) | ({CLAIM: claim} if claim else {})
