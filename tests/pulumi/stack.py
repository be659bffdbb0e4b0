"""A stack of a test, driven by the real engine."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
KEYS = {name: f"emulated-{name}-key" for name in ("hosted", "partner", "enterprise", "laboratory")}
IDS = {
    "logs-eu": "dddd0101dddd0101dddd0101dddd0101",
    "logs-us": "dddd0102dddd0102dddd0102dddd0102",
    "metrics-us": "dddd0103dddd0103dddd0103dddd0103",
    "security-ap": "dddd0104dddd0104dddd0104dddd0104",
    "archive": "dddd0105dddd0105dddd0105dddd0105",
    "paused": "dddd0106dddd0106dddd0106dddd0106",
    "shop-eu": "dddd0201dddd0201dddd0201dddd0201",
    "logging-and-metrics": "dddd0301dddd0301dddd0301dddd0301",
    "orders": "dddd0302dddd0302dddd0302dddd0302",
    "billing": "dddd0303dddd0303dddd0303dddd0303",
    "reports": "dddd0304dddd0304dddd0304dddd0304",
}
CONNECTIONS = {**dict.fromkeys(list(IDS)[:6], "hosted"), "shop-eu": "partner"}
TOPOLOGY_PROGRAM = "from pulumi_crosslink import Topology\n\nTopology.from_config('topology')\n"


def hosted(*regions, **more):
    """An estate of one organization, with a deployment in each of these regions."""
    ids = [f"dddd{n:04}" * 4 for n in range(len(regions))]
    facts = {"version": "8.19.4", "created": "2024-03-01"}
    deployments = {
        f"logs-{n}": {"id": item, "resource_id": item.replace("d", "e"), "region": region, **facts}
        for n, (item, region) in enumerate(zip(ids, regions, strict=True))
    }
    cloud = {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": KEYS["hosted"]}, "deployments": deployments, **more}
    return {"clouds": {"hosted": cloud}}


def member(name):
    return {"connection": CONNECTIONS.get(name, "enterprise"), "id": IDS[name]}


def _environment(folder):
    return {
        "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
        "HOME": os.environ["HOME"],
        "PULUMI_BACKEND_URL": f"file://{folder}/state?metadata=skip",  # as in the Makefile
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "tried",
        "PULUMI_STACK": "dev",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PARALLEL": "64",
    }


@cache
def _initialized():
    """Make a stack once for all tests of a process, each of which begins with a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="crosslink-stack-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "state").mkdir()
    (folder / "Pulumi.yaml").write_text("{name: tried, runtime: python}")
    subprocess.run(["pulumi", "stack", "init", "dev", "--non-interactive"], cwd=folder, env=_environment(folder), check=True, capture_output=True)
    return folder


class Stack:
    """A Pulumi project of its own in a folder of its own, driven by the real CLI against the emulator."""

    patience_s = 120

    def __init__(self, folder, emulator):
        self.folder, self.emulator = folder, emulator
        shutil.copytree(_initialized(), folder, dirs_exist_ok=True)
        self.write("Pulumi.yaml", yaml.safe_dump({"name": "tried", "runtime": {"name": "python", "options": {"virtualenv": sys.prefix}}}))
        self.connections = {
            name: {"platform": "ech" if name in {"hosted", "partner"} else "ece", "endpoint": f"{emulator.url}/clouds/{name}", "apiKey": key}
            for name, key in KEYS.items()
        }
        self.environment = _environment(folder)
        self.program(TOPOLOGY_PROGRAM)
        self.configure({})

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def program(self, text):
        self.write("__main__.py", text)

    def configure(self, topology, **more):
        self.topology = topology
        config = {"crosslink:connections": self.connections, "crosslink:topology": topology, **{f"crosslink:{key}": value for key, value in more.items()}}
        path = self.folder / "Pulumi.dev.yaml"
        salt = yaml.safe_load(path.read_text()).get("encryptionsalt") if path.exists() else None
        self.write("Pulumi.dev.yaml", yaml.safe_dump({"config": config, **({"encryptionsalt": salt} if salt else {})}))

    def topo(self, *links, **more):
        """Declare links, each "local -> remote" or "local -> remote as alias"."""
        parsed = []
        for link in links:
            ends, _, alias = link.partition(" as ")
            local, remote = ends.split(" -> ")
            parsed.append({"local": local, "remote": remote, **({"alias": alias} if alias else {})})
        named = [*(name for item in parsed for name in (item["local"], item["remote"])), *(name for mesh in more.get("meshes", ()) for name in mesh["members"])]
        self.configure({"deployments": {name: member(name) for name in dict.fromkeys(named)}, "links": parsed, **more})

    def start(self, *words, **environment):
        return subprocess.Popen(
            ["pulumi", *words, "--non-interactive"],
            cwd=self.folder,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words, expect=0, **environment):
        process = self.start(*words, **environment)
        said, _ = process.communicate(timeout=self.patience_s)
        assert process.returncode == expect, said
        return said

    def up(self, *words, **more):
        return self.run("up", "--yes", "--skip-preview", *words, **more)

    def preview(self, *words, **more):
        return self.run("preview", *words, **more)

    def guarded(self, config=None, **more):
        """Preview under the pack of this repository, with a policy configuration."""
        self.write("policies.json", json.dumps(config or {}))
        return self.preview("--policy-pack", str(ROOT / "policies"), "--policy-pack-config", "policies.json", **more)

    def refresh(self, *words, **more):
        return self.run("refresh", "--yes", "--skip-preview", *words, **more)

    def destroy(self, **more):
        return self.run("destroy", "--yes", "--skip-preview", **more)

    def adopt(self, *clusters):
        """Import all that exists on the hosted cloud and of these clusters, with the program that `crosslink import` writes."""
        named = [word for name in clusters for word in ("--cluster", name)]
        words = ["import", "--connection", "hosted", *named, "--program", "__main__.py", "--force"]
        written = subprocess.run([f"{sys.prefix}/bin/crosslink", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert written.returncode == 0, written.stderr
        self.run("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes")
        return written.stdout

    def settled(self):
        """Neither the program nor the service differs from the state."""
        self.preview("--refresh", "--expect-no-changes")

    def state(self):
        return json.loads(self.run("stack", "export"))["deployment"].get("resources", [])

    def urn(self, kind, name):
        return f"urn:pulumi:dev::tried::pulumi-python:dynamic/crosslink:{kind}::{name}"

    def processes(self):
        """The processes of this stack: its folder is in their environment."""
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and str(self.folder).encode() in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def remotes(self, name):
        """The live list of a deployment, by alias."""
        return {remote["alias"]: remote for remote in self.emulator.remotes(CONNECTIONS.get(name, "enterprise"), IDS[name])}
