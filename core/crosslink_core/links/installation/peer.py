"""Whom a cluster lets in, and the authorities that sign for them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.trust import certificate

PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9./_-]+")
"""What needs no quotes.  PyYAML leaves `1e3` and `y` bare, which are a number and a truth to readers in Go; words such as `no` it quotes itself."""
LINES: Final = re.compile(r"[!-~][ -~\n]*\n")
"""Printable lines, such as PEM, that a literal block gives back as they were."""


class _Dumper(yaml.SafeDumper):
    """As the safe one, but lists are indented below their key, and nothing refers to another place in the text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if PLAIN.fullmatch(text) else "|" if LINES.fullmatch(text) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def write(value: Any) -> str:
    """Return a document of plain values, in the order given, long lines unbroken."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=10_000, default_flow_style=False)


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


@dataclass(frozen=True)
class Peer:
    """The other end of one or more links of a cluster."""

    end: End
    """Whom the cluster shall let in."""
    certificates: tuple[str, ...]
    """The authorities that sign for the peer's nodes, in PEM: the current one and the next."""
    is_local: bool
    """Whether the peer opens the connection: the cluster is the remote one."""


def bundle(end: Cluster, own: Sequence[str], peers: Iterable[Peer]) -> str:
    """Return the certificates of the own authorities and the peers', each once, in PEM and nothing else; raise :exc:`NoTrustError` where one is missing."""
    texts = list(_read(end, end, own))
    for peer in peers:
        if not peer.certificates:
            msg = f"cluster {end.label} cannot let in {peer.end.label}, because the authority that signs for its nodes is not known: {_remedy(peer.end)}"
            raise NoTrustError(msg)
        texts += _read(end, peer.end, peer.certificates)
    return "".join(found.pem for found in certificate.read_all(texts))


def _read(holder: Cluster, whose: End, texts: Sequence[str]) -> Sequence[str]:
    try:
        certificate.read_all(texts)
    except ValueError as error:
        msg = f"cluster {holder.label}: a certificate of the authority of {whose.label} {error}; {_remedy(whose)}"
        raise NoTrustError(msg) from None
    return texts


def _remedy(end: End) -> str:
    if isinstance(end, Cluster):
        return f"name the file with its certificate as crosslink:clusters.{end.cluster}.transportCaFile"
    return "give its certificate as `certificates` of the link"
