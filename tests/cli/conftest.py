import json
import os
import socket
import subprocess
import sys

import pytest


@pytest.fixture
def crosslink(tmp_path):
    """Run the command line as a user does, in an empty folder."""

    def run(*words, expect=0, folder=tmp_path, **environment):
        done = subprocess.run(
            [f"{sys.prefix}/bin/crosslink", *map(str, words)],
            cwd=folder,
            env=os.environ | {"PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def clusters(emulator, configuration_of):
    """What is configured of the demonstration's clusters; a test may change it."""
    return {name: configuration_of(name) for name in emulator.world.clusters}


@pytest.fixture
def run_import(crosslink, emulator, clusters, tmp_path):
    """Run `crosslink import` with that configuration and clouds by their connections; return what it says, the import file's resources and the program."""

    def imported(*words, expect=0, environment=None, **connections):
        known = {name: {"endpoint": emulator.cloud_url(cloud), "apiKey": f"emulated-{cloud}-key"} for name, cloud in connections.items()}
        values = {"crosslink:connections": known, "crosslink:clusters": clusters}
        answer = json.dumps({key: {"value": json.dumps(value), "objectValue": value} for key, value in values.items()})
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / "pulumi").write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
        (tmp_path / "bin" / "pulumi").chmod(0o755)
        emulator.world.requests.clear()
        said = crosslink("import", "--force", *words, expect=expect, PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin", **(environment or {}))
        if not (tmp_path / "import.json").exists():
            return said, [], ""
        return said, json.loads((tmp_path / "import.json").read_text())["resources"], (tmp_path / "imported.py").read_text(encoding="utf-8")

    return imported


@pytest.fixture
def remotes(write_remote):
    """Write remotes into a cluster's settings by alias, as a person does: those to an address through a proxy, those to a list of addresses by sniffing."""

    def write(name, **there):
        for alias, address in there.items():
            host = address.partition(":")[0] if isinstance(address, str) else ""
            inside = {"server_name": host} if host.endswith(".found.io") else {}
            write_remote(name, alias, {"seeds": address} if isinstance(address, list) else {"mode": "proxy", "proxy_address": address} | inside)

    return write
