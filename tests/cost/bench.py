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
LATENCIES_MS = (0, 50)
OPERATIONS = ("up", "up", "refresh", "destroy")
DEPLOYMENTS = 15
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
FILTERS = """
from pulumi_crosslink import TrafficFilter

for n in range({number}):
    rules = [{{"source": f"10.{{n // 250}}.{{n % 250}}.0/24"}}]
    TrafficFilter(f"filter-{{n}}", type="ip", region="aws-eu-west-1", connection="hosted", rules=rules)
"""


def harness(name):
    """A module of tests/pulumi/: the stack, or the second writer."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / "pulumi" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def links(stack, ids, number):
    """Declare as many links among the deployments."""
    pairs = [{"local": f"logs-{a}", "remote": f"logs-{b}"} for a, b in islice(permutations(range(DEPLOYMENTS), 2), number)]
    stack.configure({"deployments": {f"logs-{n}": {"connection": "hosted", "id": id_} for n, id_ in enumerate(ids)}, "links": pairs})


def filters(stack, _ids, number):
    """Declare as many traffic filters; an organization takes 1,024."""
    stack.program(FILTERS.format(number=number))


KINDS = {"links": (links, (1, 50, 200)), "filters": (filters, (1000,))}


def measure(live, operation):
    """Run an operation; return its seconds and its requests."""
    live.control("DELETE", "requests")
    started = time.monotonic()
    operation()
    return f"{time.monotonic() - started:.1f} s", f"{len(live.requests())}"


def row(module, live, declare, number, latency, tell):
    """Measure every operation of a stack of so many, and then of as many that do nothing."""
    estate = module.hosted(*["aws-eu-west-1"] * DEPLOYMENTS)
    live.control("POST", "reset", estate)
    live.control("PUT", "latency", {"ms": latency})
    with tempfile.TemporaryDirectory() as folder:
        stack = module.Stack(Path(folder), live)
        stack.patience_s = 3600
        declare(stack, [deployment["id"] for deployment in estate["clouds"]["hosted"]["deployments"].values()], number)
        cells = []
        for name in OPERATIONS:
            tell(name)
            cells += measure(live, getattr(stack, name))
        tell("floor")
        stack.write("empty.py", FLOOR)
        stack.program(f"from empty import Empty\n\nfor n in range({number}):\n    Empty(f'e{{n}}')\n")
        return [*cells, ", ".join(measure(live, getattr(stack, name))[0] for name in OPERATIONS)]


def main(kinds):
    """Print a table for each kind; without a word, all of them."""
    module, console = harness("stack"), Console(width=140)
    with running() as emulator, console.status("measuring") as status:
        live = harness("live").Live(emulator)
        for kind in kinds or KINDS:
            declare, numbers = KINDS[kind]
            heads = [head for name in ("up", "up again", "refresh", "destroy") for head in (name, "requests")]
            table = Table(kind, "latency", *heads, "floor: up, again, refresh, destroy")
            for number in numbers:
                for latency in LATENCIES_MS:
                    what = f"{number} {kind}, {latency} ms"
                    cells = row(module, live, declare, number, latency, lambda name, what=what: status.update(f"{what}: {name}"))
                    table.add_row(str(number), f"{latency} ms", *cells)
            console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
