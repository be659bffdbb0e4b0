"""The trust that exists: whom each deployment lets in, and which environments know each other."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.lifecycle.trust.external_trust import ExternalTrustLifecycle
from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.lifecycle.trust.trust_relationships import unsuitable
from crosslink_core.links.planned import trust_name
from crosslink_core.model.token import ACCOUNT_TRUST, DIRECT_TRUST, EXTERNAL_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.account_trust import AccountTrustState
from crosslink_core.model.trust.direct_trust import DirectTrustState
from crosslink_core.model.trust.external_trust import ExternalTrustState
from pulumi_crosslink.account_trust import AccountTrustProvider
from pulumi_crosslink.direct_trust import DirectTrustProvider
from pulumi_crosslink.existing.found import Existing, Scope, existing
from pulumi_crosslink.external_trust import ExternalTrustProvider
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider

WHOM: Final = ("trust_all", "trust_allowlist")


def trust_relationships(scope: Scope) -> Iterator[Existing]:
    """Yield every trust relationship of an environment but its own; a relationship belongs to no deployment, and only ECE has them."""
    if scope.whole and scope.connection and unsuitable(scope.session, scope.connection) is None:
        for state in TrustRelationshipLifecycle(scope.session, scope.tell).existing(scope.connection):
            arguments = state.model_dump(exclude={"trust_relationship_id", "valid_to"}) | {"account_ids": list(state.account_ids)}
            arguments["trust_by_default"] = state.trust_by_default or None  # none: not worth a word
            yield from existing(scope, TRUST_RELATIONSHIP, state.name, state, TrustRelationshipProvider, arguments)


def account_trusts(scope: Scope) -> Iterator[Existing]:
    """Yield every entry by account, but the organization's own that trusts all: it was there before anybody wrote one, and nobody means to remove it."""
    lifecycle = AccountTrustLifecycle(scope.session, scope.tell)
    for deployment in scope.deployments:
        for state in () if deployment.is_system else lifecycle.existing(deployment):
            if not (state.trust_all and state.account_id == deployment.organization):
                arguments = {"deployment": deployment} | _plain(state, "account_id", "name", *WHOM)
                yield from existing(scope, ACCOUNT_TRUST, trust_name(str(deployment.name), str(state.account_id)), state, AccountTrustProvider, arguments)


def external_trusts(scope: Scope) -> Iterator[Existing]:
    """Yield every entry by a trust relationship of the platform."""
    lifecycle = ExternalTrustLifecycle(scope.session, scope.tell)
    for deployment in scope.deployments:
        for state in lifecycle.existing(deployment):
            arguments = {"deployment": deployment} | _plain(state, "trust_relationship_id", *WHOM)
            name = trust_name(str(deployment.name), str(state.name or state.trust_relationship_id))
            yield from existing(scope, EXTERNAL_TRUST, name, state, ExternalTrustProvider, arguments)


def direct_trusts(scope: Scope) -> Iterator[Existing]:
    """Yield every entry by certificate."""
    lifecycle = DirectTrustLifecycle(scope.session, scope.tell)
    for deployment in scope.deployments:
        for state in lifecycle.existing(deployment):
            arguments = {"deployment": deployment} | _plain(state, "name", "type", "scope_id", "additional_node_names", "certificates", *WHOM)
            yield from existing(scope, DIRECT_TRUST, trust_name(str(deployment.name), str(state.scope_id or state.name)), state, DirectTrustProvider, arguments)


def _plain(state: AccountTrustState | ExternalTrustState | DirectTrustState, *names: str) -> dict[str, object]:
    """The arguments that are worth a word."""
    return {name: value for name, value in state.model_dump(mode="json", include=set(names)).items() if value not in (None, False, [])}
