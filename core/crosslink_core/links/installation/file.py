"""A file that whoever runs a cluster puts in place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """One file of one cluster; all links of the cluster share it."""

    cluster: str
    """The end's name under `crosslink:clusters`."""
    name: str
    """`trust.yml`."""
    place: str
    """One line for a person: where it goes, and what happens then."""
    text: str
    """The exact content: certificates and names, never a secret or a private key."""
