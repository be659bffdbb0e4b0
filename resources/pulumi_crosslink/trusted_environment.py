"""What an organization or environment trusts as a whole, for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, RunError

from crosslink_core.api.cloud.trust import TrustEntry
from crosslink_core.model import CrosslinkError
from pulumi_crosslink.settings import of_program


@dataclass(frozen=True, kw_only=True)
class TrustedEnvironment:
    """An organization or environment that this one trusts."""

    kind: str
    """`accounts`, `external` (by a trust relationship) or `direct`: the list of a deployment's trust in which it would stand."""
    id: str
    """The account's id, the trust relationship's, or the uid of a direct entry."""
    name: str | None
    """What the service calls it."""
    trust_all: bool
    """Whether all of its clusters are trusted."""
    trust_allowlist: Sequence[str]
    """The Elasticsearch resource ids of those that are, where not all are."""


def get_trusted_environments(*, connection: str | None = None) -> list[TrustedEnvironment]:
    """List what the organization or environment behind a connection trusts; raise :exc:`pulumi.RunError` when it cannot be asked."""
    try:
        return [_of(entry) for entry in of_program().cloud(connection).trusted_environments.all()]
    except CrosslinkError as error:
        raise RunError(str(error)) from None


def get_trusted_environments_output(*, connection: Input[str | None] = None) -> Output[list[TrustedEnvironment]]:
    """List them where the connection's name is an output of another resource."""
    return Output.from_input(connection).apply(lambda known: get_trusted_environments(connection=known))


def _of(entry: TrustEntry) -> TrustedEnvironment:
    content = entry.content
    return TrustedEnvironment(
        kind=entry.kind.value,
        id=str(entry.key),
        name=content.get("name"),
        trust_all=bool(content.get("trust_all")),
        trust_allowlist=tuple(content.get("trust_allowlist") or ()),
    )
