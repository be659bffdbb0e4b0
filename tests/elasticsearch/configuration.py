"""The configuration folder of a real node: its settings, its transport certificates, and whom it trusts."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

OWNER = 65534 if os.geteuid() == 0 else None
"""Elasticsearch refuses to run as root; `nobody` needs no account of its own."""
SETTINGS = "elasticsearch.yml"
TLS = "xpack.security.transport.ssl"
RELOAD_INTERVAL = "200ms"
"""How often a node looks whether its certificates and its trust restrictions have changed; 5 s where nothing is set."""
SECURITY = {
    "discovery.type": "single-node",
    "resource.reload.interval.high": RELOAD_INTERVAL,
    "cluster.routing.allocation.disk.threshold_enabled": False,
    "xpack.security.enabled": True,
    "xpack.security.autoconfiguration.enabled": False,
    f"{TLS}.enabled": True,
    f"{TLS}.verification_mode": "certificate",
    f"{TLS}.client_authentication": "required",
    f"{TLS}.certificate": "transport.crt",
    f"{TLS}.key": "transport.key",
    f"{TLS}.certificate_authorities": ["own_ca.crt", "peers.crt"],
    f"{TLS}.trust_restrictions.path": "trust.yml",
}
"""Settings of every node here.  Source: ``reference/elasticsearch.md`` §1 and §3."""
JVM = """-Xms256m
-Xmx256m
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-XX:-AlwaysPreTouch
-Djdk.net.hosts.file={hosts}
"""
"""Half the time and the memory of the defaults; and the names of the hosts that the emulator's clouds speak of."""


class Configuration:
    """What lies in the folder, written so that the node may read it."""

    def __init__(self, folder: Path, home: Path, settings: Mapping[str, Any], hosts: Mapping[str, str]) -> None:
        self.folder = folder
        (folder / "jvm.options.d").mkdir(parents=True)
        shutil.copy(home / "config/log4j2.properties", folder)
        options = (home / "config/jvm.options").read_text().splitlines()
        kept = [line for line in options if "UseG1GC" not in line and "gc.log" not in line]  # two collectors would be refused
        self.write({"jvm.options": "\n".join(kept) + "\n", "jvm.options.d/tests.options": JVM.format(hosts=folder / "hosts")})
        self.write({"hosts": "".join(f"{address} {name}\n" for name, address in hosts.items())})
        self.settings: dict[str, Any] = {}
        self.write({SETTINGS: json.dumps({**SECURITY, **settings})})

    def write(self, files: Mapping[str, str]) -> tuple[str, ...]:
        """Write those files whose text is another one, and return their paths; settings are merged over those before."""
        texts = dict(files)
        if SETTINGS in texts:
            self.settings |= dict(flat(yaml.safe_load(texts[SETTINGS]) or {}))
            texts[SETTINGS] = "".join(f"{name}: {json.dumps(value)}\n" for name, value in self.settings.items() if value is not None)
        changed = {path: self._prepare(path, text) for path, text in texts.items() if self.read(path) != text}
        for path, part in changed.items():
            part.replace(self.folder / path)  # all in one moment: a certificate without its key would be refused
        return tuple(changed)

    def read(self, path: str) -> str | None:
        """Return the text of a file, or None where there is none."""
        file = self.folder / path
        return file.read_text() if file.exists() else None

    def watched(self) -> frozenset[str]:
        """The files that a node with these settings reads again when they change."""
        named = [self.settings.get(f"{TLS}.{name}") for name in ("certificate", "key", "trust_restrictions.path")]
        authorities = self.settings.get(f"{TLS}.certificate_authorities") or []
        return frozenset(filter(None, [*named, *([authorities] if isinstance(authorities, str) else authorities)]))

    def touch(self, paths: Iterable[str]) -> None:
        """Make files look changed."""
        for path in paths:
            os.utime(self.folder / path)

    def _prepare(self, path: str, text: str) -> Path:
        file = self.folder / path
        for folder in reversed([parent for parent in file.parents if not parent.exists()]):
            folder.mkdir()
            own(folder)
        part = file.with_name(f".{file.name}.part")
        part.write_text(text)
        part.chmod(0o640)
        own(part)
        return part


def own(path: Path) -> None:
    """Give a file or folder to the user that runs the nodes."""
    if OWNER is not None:
        os.chown(path, OWNER, OWNER)


def flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield settings by their whole names, however they are nested."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
