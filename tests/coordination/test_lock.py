import threading

from crosslink_core.coordination.lock import lock_for


def test_same_place_same_lock():
    """Equal places share a lock, others do not."""
    assert lock_for("list", "a") is lock_for("list", "a")
    assert lock_for("list", "a") is not lock_for("list", "b")
    assert lock_for("list", "a") is not lock_for("list")


def test_one_lock_however_many_ask():
    """Threads that ask for a new place at once get one and the same lock."""
    start, locks = threading.Barrier(16), []

    def ask():
        start.wait()
        locks.append(lock_for("asked by many"))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(locks) == 16
    assert len(set(map(id, locks))) == 1
