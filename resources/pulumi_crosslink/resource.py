"""What the constructors of all resources and components have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pulumi import Alias, ResourceOptions
from pulumi.dynamic import Resource

from pulumi_crosslink.deployment import props_of
from pulumi_crosslink.named import AUTO_NAME, NamedProvider, auto_name
from pulumi_crosslink.provider import CLAIM, Provider


class NounResource(Resource):
    """A resource whose inputs are the fields of its provider's spec, and whose other outputs are those that the state has besides."""

    provider: ClassVar[type[Provider[Any, Any]]]

    def __init__(self, resource_name: str, given: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        """Declare it by the arguments of its constructor; the SDK must be told the name of every output."""
        kind = self.provider
        inputs = {name: props_of(given[name]) if name in kind.ends else given[name] for name in kind.spec.model_fields if name in given}
        outputs = dict.fromkeys(name for name in (*kind.state.model_fields, CLAIM) if name not in inputs)
        named = {AUTO_NAME: auto_name(resource_name, opts)} if issubclass(kind, NamedProvider) else {}
        if kind.delete_before_replace:  # a place holds one object: the old one must leave first
            opts = ResourceOptions.merge(ResourceOptions(delete_before_replace=True), opts)
        super().__init__(kind(), resource_name, inputs | outputs | named, opts)


def renamed(opts: ResourceOptions | None, former: str | None) -> ResourceOptions:
    """Return the options with a component's former name as an alias: Pulumi keeps it, and its children, whose names begin with it."""
    return ResourceOptions.merge(opts, ResourceOptions(aliases=[Alias(name=former)] if former else []))
