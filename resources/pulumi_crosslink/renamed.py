"""A component that had another name: Pulumi keeps its resources, and those of its children, whose names begin with it."""

from pulumi import Alias, ResourceOptions


def renamed(opts: ResourceOptions | None, former: str | None) -> ResourceOptions:
    """Return the options with the former name as an alias, where there is one."""
    return ResourceOptions.merge(opts, ResourceOptions(aliases=[Alias(name=former)] if former else []))
