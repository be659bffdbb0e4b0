"""A file for a cluster, and the YAML in it."""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

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
