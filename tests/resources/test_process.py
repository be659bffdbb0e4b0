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


def test_widen_elsewhere():
    """A thread that belongs to no pool is left as it is."""
    assert process.widen(threading.current_thread()) is False


def test_only_the_plugin_is_touched():
    """In any other process, such as this one, no traceback is cut and nothing watches."""
    process.prepare()

    assert not process.is_plugin()
    assert getattr(sys, "tracebacklimit", None) is None
    assert "watch the engine" not in {thread.name for thread in threading.enumerate()}
