"""Links from and to self-managed clusters and Kubernetes, with the real engine: every row, and the files that the other side installs."""

from .own_cluster import files, install, remotes, topology, world

LINKS = [
    ("logs-eu", "onprem"),
    ("logs-eu", "k8s-logs"),
    ("k8s-logs", "logs-eu"),
    ("orders", "onprem"),
    ("orders", "k8s-logs"),
    ("k8s-logs", "orders"),
    ("onprem", "logs-eu"),
    ("onprem", "orders"),
    ("k8s-logs", "k8s-shop"),
    ("k8s-logs", "k8s-other"),
    ("k8s-other", "onprem"),
    ("onprem", "k8s-other"),
]
"""T4, T5, T5b, T9, T10, T10b, T14, T14b, T11, T12, T13 and T13b."""


def test_every_row(stack, live, clusters):
    """One `up`, the files that it hands over, and each link connects; another `up` and a refresh change nothing; `destroy` leaves no setting and no trust."""
    before = world(live)
    stack.configure(topology(*LINKS), clusters=clusters())
    stack.up()
    install(live, files(stack))
    stack.up()

    locals_ = dict.fromkeys(local for local, _ in LINKS)
    found = {(local, alias): remote for local in locals_ for alias, remote in remotes(live, local).items()}
    assert found == dict.fromkeys(LINKS, (True, ""))
    stack.settled()
    stack.destroy()
    assert world(live) == before
