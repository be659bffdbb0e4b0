"""The plugin's process: as wide as the engine, and never left behind."""

import json
import os
import signal
import time

import pytest

SLOW = """
import time

from pulumi.dynamic import CreateResult, Resource
from pulumi_crosslink import process
from pulumi.dynamic import ResourceProvider


class SlowProvider(ResourceProvider):
    def configure(self, req):
        process.prepare()

    def create(self, props):
        time.sleep(props["seconds"])
        return CreateResult("slow", props)


class Slow(Resource, module="test", name="Slow"):
    def __init__(self, name, seconds):
        super().__init__(SlowProvider(), name, {"seconds": seconds})
"""


@pytest.mark.alone
def test_parallel(stack):
    """40 resources of half a second each take under 4 s: the plugin has as many threads as the engine sends calls.  The best of three."""
    stack.write("slow.py", SLOW)
    stack.program("from slow import Slow\n\nfor n in range(40):\n    Slow(f's{n}', 0.5)\n")
    seconds = []
    while len(seconds) < 3 and min(seconds, default=9) >= 4:
        stack.up()
        seconds.append(_seconds(json.loads(stack.run("stack", "history", "--json"))[0]))
        stack.destroy()

    assert min(seconds) < 4


def _seconds(update):
    from datetime import datetime

    start, end = (datetime.fromisoformat(update[name].replace("Z", "+00:00")) for name in ("startTime", "endTime"))
    return (end - start).total_seconds()


@pytest.mark.alone
def test_killed(stack):
    """2 s after the engine is killed no process of the stack is left, in the middle of a create."""
    stack.write("slow.py", SLOW)
    stack.program("from slow import Slow\n\nSlow('s', 30)\n")
    process = stack.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while "pulumi.dynamic" not in " ".join(stack.processes().values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)  # the create is under way: nothing outside tells so
    before = list(stack.processes().values())
    os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 2
    while (left := stack.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.communicate()

    assert any("pulumi.dynamic" in words for words in before)
    assert left == {}
