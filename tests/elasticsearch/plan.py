"""What a node is before it runs, and whom it trusts at the beginning."""

from collections.abc import Mapping
from dataclasses import dataclass

from .certificate import NodeCertificate


@dataclass(frozen=True)
class Plan:
    """What a node is, before it runs."""

    name: str
    version: str
    address: str
    """On the loopback interface; both ports are open there alone."""
    transport_port: int
    identity: NodeCertificate
    password: str
    hosts: Mapping[str, str]
    http_port: int = 9200
    cluster_name: str = ""

    @property
    def first_files(self) -> dict[str, str]:
        """The files at the beginning: only its own authority is trusted, and of that only its own names."""
        own_ca = self.identity.authority
        transport = {"transport.crt": self.identity.certificate, "transport.key": self.identity.key}
        return {**transport, "own_ca.crt": own_ca, "peers.crt": own_ca, "trust.yml": trust(*self.identity.names)}


def trust(*patterns: str) -> str:
    """Return a file of trust restrictions."""
    return "trust.subject_name:\n" + "".join(f'- "{pattern}"\n' for pattern in patterns)
