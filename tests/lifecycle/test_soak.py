"""A thousand operations by many threads, a tenth of the requests struck by a fault: the estate ends exactly as wanted."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import stamina

from crosslink_core.api import retry
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.remotes.remote_cluster import RemoteCluster
from crosslink_emulator.faults import Fault

GET, SET = "get-deployment-es-resource-remote-clusters", "set-deployment-es-resource-remote-clusters"
OPERATIONS, WRITERS, SEED = 1000, 8, 20261123
NAMES = {f"dddd010{n}" * 4: n for n in (1, 2, 3, 4)}
KINDS = ("429", "503", "drop-before", "drop-after")


@pytest.fixture
def soaked(emulator):
    """Every tenth request for a list meets a fault, of each kind in turn; a 429 asks to come back at once."""
    for operation in (GET, SET):
        for round_ in range(400):
            kind = KINDS[round_ % len(KINDS)]
            emulator.world.faults.add(Fault(operation=operation, kind=kind, skip=9, **({"retry_after_s": 0} if kind == "429" else {})))
    return emulator


@pytest.mark.alone
def test_soak(soaked, session, capsys):
    """Each writer creates, changes and deletes entries of his own, and tries an operation that failed again, as people do."""
    directory = DeploymentDirectory(session)
    facts = directory.find(("hosted", name) for name in NAMES)
    soaked.world.requests.clear()

    def write(writer):
        life, dice, states, failures = RemoteClusterLifecycle(session, Tell.by(lambda _: None)), random.Random(SEED + writer), {}, 0
        for _ in range(OPERATIONS // WRITERS):
            local, remote = dice.sample(sorted(NAMES), 2)
            spec = RemoteCluster(local=facts[local], remote=facts[remote], alias=f"w{writer}-{dice.randrange(4)}", skip_unavailable=dice.random() < 0.5)
            spec = spec.model_copy(update={"connect_timeout_s": 0})
            old = states.get(spec.id)
            while True:
                try:
                    if old is None:
                        states[spec.id] = life.create(spec)
                    elif dice.random() < 0.4:
                        life.delete(spec.id, old)
                        del states[spec.id]
                    else:
                        states[spec.id] = life.update(spec.id, old, spec)
                except CrosslinkError:
                    failures += 1
                else:
                    break
        return states, failures

    with stamina.set_testing(True, attempts=retry.ATTEMPTS), ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(write, range(WRITERS)))
    soaked.world.faults.clear()
    wanted = {(id_, state.remote.deployment_id, state.skip_unavailable) for states, _ in results for id_, state in states.items()}
    life = RemoteClusterLifecycle(session, Tell.by(pytest.fail))
    found = {(item.id, item.remote.deployment_id, item.skip_unavailable) for local in NAMES for item in life.existing(facts[local])}
    requests = len(soaked.world.requests.to_json())
    print(
        f"soak: {OPERATIONS} operations, {requests} requests, {sum(failures for _, failures in results)} tried again by hand, {len(found)} entries in the end"
    )

    assert found == wanted
    assert len(found) > WRITERS
