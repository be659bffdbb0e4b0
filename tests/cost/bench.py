"""`make bench`: seconds and requests of whole operations with the real engine, beside the floor of resources that do nothing.

Not a test: seconds depend on the machine.  What must not grow, the requests, is pinned in tests/pulumi/test_cost.py.
"""

import importlib.util
import sys
import tempfile
import time
from itertools import islice, permutations
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crosslink_emulator import running

HERE = Path(__file__).parent
LINKS = (1, 50, 200)
LATENCIES_MS = (0, 50)
IDS = [f"dddd01{n:02}" * 4 for n in range(15)]
FLOOR = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider
from pulumi_crosslink import process


class EmptyProvider(ResourceProvider):
    def configure(self, req):
        process.prepare()

    def create(self, props):
        return CreateResult("empty", props)


class Empty(Resource, module="test", name="Empty"):
    def __init__(self, name):
        super().__init__(EmptyProvider(), name, {})
"""


def harness():
    """The stack and the second writer of tests/pulumi/."""
    spec = importlib.util.spec_from_file_location("harness", HERE.parent / "pulumi" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def estate():
    """Fifteen deployments of one organization."""
    facts = {"region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
    deployments = {f"logs-{n}": {"id": one, "resource_id": one.replace("d", "e"), **facts} for n, one in enumerate(IDS)}
    return {"clouds": {"hosted": {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}}}


def measure(live, operation):
    """Run an operation; return its seconds and its requests."""
    live.control("DELETE", "requests")
    started = time.monotonic()
    operation()
    return f"{time.monotonic() - started:.1f} s", f"{len(live.requests())}"


def main():
    """Print a table, a row as soon as it is measured."""
    module, console = harness(), Console(width=140)
    table = Table(
        "links", "latency", "up", "requests", "up again", "requests", "refresh", "requests", "destroy", "requests", "floor: up, again, refresh, destroy"
    )
    with running(estate()) as emulator, console.status("measuring") as status:
        live = module.Live(emulator)
        for links in LINKS:
            for latency in LATENCIES_MS:
                live.control("POST", "reset", estate())
                live.control("PUT", "latency", {"ms": latency})
                row = []
                with tempfile.TemporaryDirectory() as folder:
                    stack = module.Stack(Path(folder), live)
                    pairs = [{"local": f"logs-{a}", "remote": f"logs-{b}"} for a, b in islice(permutations(range(len(IDS)), 2), links)]
                    stack.configure({"deployments": {f"logs-{n}": {"connection": "hosted", "id": one} for n, one in enumerate(IDS)}, "links": pairs})
                    for name in ("up", "up", "refresh", "destroy"):
                        status.update(f"{links} links, {latency} ms: {name}")
                        row += measure(live, getattr(stack, name))
                    status.update(f"{links} links, {latency} ms: floor")
                    stack.write("empty.py", FLOOR)
                    stack.program(f"from empty import Empty\n\nfor n in range({links}):\n    Empty(f'e{{n}}')\n")
                    floor = [measure(live, getattr(stack, name))[0] for name in ("up", "up", "refresh", "destroy")]
                table.add_row(str(links), f"{latency} ms", *row, ", ".join(floor))
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
