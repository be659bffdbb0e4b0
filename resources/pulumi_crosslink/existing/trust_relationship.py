"""The trust relationships that exist in an ECE environment."""

from collections.abc import Iterator

from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle
from crosslink_core.lifecycle.trust.trust_relationships import unsuitable
from crosslink_core.model.token import TRUST_RELATIONSHIP
from pulumi_crosslink.existing.found import Existing, Scope, existing
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider


def trust_relationships(scope: Scope) -> Iterator[Existing]:
    """Yield every trust relationship of an environment but its own; a relationship belongs to no deployment, and only ECE has them."""
    if scope.whole and scope.connection and unsuitable(scope.connections, scope.connection) is None:
        for state in TrustRelationshipLifecycle(scope.connections, scope.tell).existing(scope.connection):
            arguments = state.model_dump(exclude={"trust_relationship_id", "valid_to"}) | {"account_ids": list(state.account_ids)}
            arguments["trust_by_default"] = state.trust_by_default or None  # none: not worth a word
            yield from existing(scope, TRUST_RELATIONSHIP, state.name, state, TrustRelationshipProvider, arguments)
