import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from pulumi_crosslink import process


def test_widen():
    """A pool is widened from inside one of its workers, as CPython keeps it today."""
    with ThreadPoolExecutor(4) as pool:
        done = pool.submit(lambda: process.widen(threading.current_thread())).result()

        assert done
        assert pool._max_workers == process.THREADS


def test_widen_serves_those_who_wait():
    """Calls that were queued before the pool was widened get threads, too: twelve that wait for each other go on."""
    together = threading.Barrier(12, timeout=10)

    def call(number):
        if number == 0:
            queued.wait(10)
            process.widen(threading.current_thread())
        together.wait()

    queued = threading.Event()
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(call, number) for number in range(12)]
        queued.set()
        assert [item.result() for item in calls] == [None] * 12


def test_widen_elsewhere():
    """A thread that belongs to no pool is left as it is."""
    assert process.widen(threading.current_thread()) is False


def test_only_the_plugin_is_touched():
    """In any other process, such as this one, no traceback is cut and nothing watches."""
    process.prepare()

    assert not process.is_plugin()
    assert getattr(sys, "tracebacklimit", None) is None
    assert "watch the engine" not in {thread.name for thread in threading.enumerate()}
