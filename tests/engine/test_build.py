import os

import pytest


def test_build(machine):
    """A build puts the CLI, the SDK's two files and the project's language host into the virtual environment."""
    machine.go()
    done = machine.install()

    assert done.stdout == f"pulumi 3.259.0 is now in {machine.bin} (a build from Go modules)\n"
    assert machine.in_bin() == machine.BUILT
    assert all(os.access(machine.bin / name, os.X_OK) for name in machine.BUILT)
    assert machine.host.read_bytes().startswith(f"#!{machine.bin}/python\n".encode())


@pytest.mark.parametrize(
    ("go", "reason"),
    [
        pytest.param({"version": "go1.22.3"}, "go1.22.3 on PATH ({go}) is too old, 1.25.11 or newer is needed", id="too old"),
        pytest.param({"version": ""}, "go on PATH ({go}) does not run", id="dead"),
        pytest.param({"before": "echo 'no space' >&2; exit 1"}, "no space (all of it: {cache}/build.log)", id="fails"),
        pytest.param({"prints": "oh"}, "does not tell its version", id="useless outcome"),
    ],
)
def test_go_fails(machine, go, reason):
    """A build that fails says why in its last words and leaves nothing half done."""
    machine.go(**go)
    done = machine.install()
    reason = reason.format(go=machine.tools / "go", cache=machine.cache)

    assert done.returncode == 1
    assert f"a build from Go modules: {reason}. Install" in done.stderr.splitlines()[-1]
    assert [file.name for file in machine.cache.glob("pulumi*/")] == []
    assert machine.in_bin() == ()
