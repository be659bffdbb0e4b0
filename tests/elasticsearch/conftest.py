"""Two real clusters for the whole run, one that the project's documentation calls self-managed and one that plays a deployment of the emulator."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .artifact import UnavailableError, home, java_home
from .node import Node
from .scene import Nodes, endpoint, plans
from .turn import turn

HERE = Path(__file__).parent
PATIENCE_S = 900
"""For the first test, which may have to fetch both versions."""

seconds = {"tests": 0.0}
"""What this folder took: by what, in the order in which it happened."""
missing: list[str] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two nodes of Java need the machine for themselves, and fixed ports; they come last, as they run until the end."""
    items.sort(key=lambda item: HERE in item.path.parents)
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.alone)
            item.add_marker(pytest.mark.timeout(PATIENCE_S))


@pytest.fixture(scope="session")
def _running(request, _one_emulator) -> Iterator[Nodes]:
    say = _speaker(request.config)
    folder = Path(tempfile.mkdtemp(prefix="crosslink-elasticsearch-"))  # not pytest's own, which is closed to the user that runs the nodes
    folder.chmod(0o755)
    nodes: list[Node] = []
    taken = contextlib.ExitStack()
    try:
        nodes += _made(folder, _one_emulator[0].world, say)
        taken.enter_context(turn(say))
        with _timed("both start", say):
            for node in nodes:
                node.begin()
            for node in nodes:
                node.wait()
                say(f"{node.name}, Elasticsearch {node.version}, ready in {node.ready_s:.1f} s at {node.url}")
        yield Nodes(*nodes, endpoint=endpoint(_one_emulator[0].world))
    except UnavailableError as error:
        missing.append(str(error))
        if os.environ.get("CI", "false") not in {"", "false"}:
            pytest.fail(f"CI must run a real Elasticsearch: {error}", pytrace=False)
        pytest.skip(f"no real Elasticsearch: {error}")
    finally:
        with _timed("both stop", say):
            for node in nodes:
                node.stop()
                node.client.close()
        taken.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nodes(_running: Nodes, request: pytest.FixtureRequest) -> Iterator[Nodes]:
    """Both clusters, without remotes and without trust in each other."""
    yield _running
    if request.node is not request.session.items[-1]:  # nobody comes after the last test, and a restart takes long
        _running.come_back()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the seconds of this folder's tests, without the start of the nodes."""
    if report.nodeid.startswith("tests/elasticsearch/"):
        seconds["tests"] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what took how long, and, so that nobody overlooks it, what was not tried."""
    if missing:
        terminalreporter.section("NOT TESTED: a real Elasticsearch", red=True, bold=True)
        terminalreporter.write_line(f"every test of tests/elasticsearch was left out: {missing[0]}", red=True, bold=True)
    elif seconds["tests"]:
        started = seconds.get("both start", 0) + seconds.get("made", 0)
        parts = ", ".join(f"{name} {second:.1f} s" for name, second in seconds.items() if name != "tests")
        terminalreporter.write_line(f"pytest -m alone tests/elasticsearch: {seconds['tests']:.1f} s in all ({parts}, tests {seconds['tests'] - started:.1f} s)")


def _made(folder: Path, world, say: Callable[[str], None]) -> Iterator[Node]:
    with _timed("made", say):
        keystore = None
        for plan in plans(world):
            node = Node(plan, home(plan.version, say), java_home(), folder / plan.name, keystore)
            keystore = node.keystore
            yield node


class _timed:  # noqa: N801 - reads as a verb
    def __init__(self, what: str, say: Callable[[str], None]) -> None:
        self.what, self.say = what, say

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        took = seconds[self.what] = time.monotonic() - self.began
        if took > 2:
            self.say(f"{self.what} in {took:.1f} s")


def _speaker(config: pytest.Config) -> Callable[[str], None]:
    """Return what prints at once, whatever is captured."""
    reporter, capture = (config.pluginmanager.get_plugin(name) for name in ("terminalreporter", "capturemanager"))

    def say(text: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"elasticsearch: {text}")

    return say if reporter and capture else lambda text: None
