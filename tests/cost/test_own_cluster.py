"""Requests of links from and to a cluster without a control plane: a number that grows is a change to be justified, not a test to be changed."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import ConfigureRequest

from pulumi_crosslink import process
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

FACTS = {"info": 1, "nodes-info": 1, "license-get": 1}
READ, WRITE, LOOK, USE = "cluster-get-settings", "cluster-put-settings", "cluster-remote-info", "resolve-cluster"
NAMES = ("onprem", "stock")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch, timings):
    """A process of the plugin that knows nothing yet, and ends with the test."""
    monkeypatch.setattr(process, "_session", None)
    timings(lifetime_s=...)
    yield
    if process._session:
        process._session.connections.close()


@pytest.fixture
def provider(configuration_of, trust_each_other):
    """Two clusters that trust the authorities of both, as the plugin knows them."""
    trust_each_other(*NAMES)
    one = RemoteConnectionProvider()
    one.configure(ConfigureRequest(Config({"crosslink:clusters": json.dumps({name: configuration_of(name) for name in NAMES})}, "tried")))
    return one


@pytest.mark.parametrize("mode", ["proxy", "sniff"])
def test_life(provider, cost, mode, emulator):
    """Facts once of each end; create and update: read, write, look; again: nothing; refresh: settings and connections; delete: read, write."""
    link = {"local": {"cluster": "onprem"}, "remote": {"cluster": "stock"}, "alias": "far", "mode": mode}
    checked, check = cost(lambda: provider.check({}, link).inputs)
    _, again = cost(lambda: provider.check(checked, link))
    made, create = cost(provider.create, checked)
    difference, second = cost(provider.diff, made.id, made.outs, checked)
    _, refresh = cost(provider.read, made.id, made.outs)
    changed = provider.check(checked, link | {"skip_unavailable": False}).inputs
    after, update = cost(provider.update, made.id, made.outs, changed)
    _, delete = cost(provider.delete, made.id, after.outs)

    assert made.outs["connected"]
    assert not difference.changes
    assert check == dict.fromkeys(FACTS, 2)
    assert again == second == {}
    assert create == update == {READ: 1, WRITE: 1, LOOK: 1}
    assert refresh == {READ: 1, LOOK: 1}
    assert delete == {READ: 1, WRITE: 1}


def test_facts_are_asked_once(provider, cost):
    """Thirty links of two clusters that are checked at once ask each cluster for its facts once."""
    start = Barrier(30)

    def check(number):
        start.wait()
        ends = NAMES if number % 2 else NAMES[::-1]
        return provider.check({}, {"local": {"cluster": ends[0]}, "remote": {"cluster": ends[1]}, "alias": f"far-{number}"}).failures

    with ThreadPoolExecutor(30) as threads:
        found, asked = cost(lambda: list(threads.map(check, range(30))))

    assert found == [[]] * 30
    assert asked == dict.fromkeys(FACTS, 2)
