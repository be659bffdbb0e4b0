import os
import subprocess
from pathlib import Path

import pytest


def test_another_virtual_environment(machine):
    """The cache serves every virtual environment of the machine, without Go."""
    machine.go()
    machine.install()
    for name in machine.BUILT:
        (machine.bin / name).unlink()
    (machine.tools / "go").unlink()

    assert machine.install().returncode == 0
    assert machine.in_bin() == machine.BUILT


@pytest.mark.parametrize("name", ["pulumi", "pulumi-language-python-exec", "contents.txt"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda file: os.truncate(file, 3)], ids=["lost", "cut"])
def test_half_cache(machine, name, harm):
    """A cache that somebody has damaged is made anew."""
    machine.go()
    machine.install()
    [folder] = machine.cache.glob("pulumi*/")
    harm(folder / name)

    assert machine.install().returncode == 0
    assert machine.builds() == 2
    assert machine.install().stderr == ""
    assert subprocess.check_output([machine.bin / "pulumi", "version"], text=True) == "v3.259.0\n"


def test_changed_recipe(machine):
    """Another go.sum is another build."""
    machine.go()
    machine.install()
    with (machine.engine / "go.sum").open("a") as file:
        file.write("\n")
    machine.install()

    assert machine.builds() == 2


def test_two_at_once(machine):
    """Two installs at the same time: one builds, the other waits and finds it."""
    machine.go(before="sleep 0.5")
    both = [subprocess.Popen(machine.command(), env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=30) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert machine.builds() == 1
    assert any("another installation is at work; waiting for it" in errors for _, errors in said)
    assert machine.in_bin() == machine.BUILT


def test_killed(machine):
    """What a killed run left behind is cleared away by the next one."""
    machine.go(before="exec sleep 2")
    process = subprocess.Popen(machine.command(), env=machine.env, stderr=subprocess.DEVNULL)
    while not machine.builds():
        assert process.poll() is None
    process.kill()
    process.wait()
    left = [*machine.cache.glob("*.part-*")]
    machine.go()

    assert left
    assert machine.install().returncode == 0
    assert [*machine.cache.glob("*.part-*")] == []
