import venv

import pytest


def test_on_path(machine):
    """A Pulumi on PATH that is new enough is used, and nothing is installed."""
    machine.tool("pulumi", "#!/bin/sh\necho v3.300.1\n")
    machine.tool("pulumi-language-python", "#!/bin/sh\n")
    done = machine.install()

    assert done.returncode == 0
    assert done.stdout == f"pulumi 3.300.1 on PATH ({machine.tools}/pulumi) is used; nothing to install\n"
    assert (done.stderr, machine.in_bin()) == ("", ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("#!/bin/sh\necho v3.100.0\n", "3.100.0 is too old", id="old"),
        pytest.param("#!/bin/sh\nexit 3\n", "does not run (exit code 3)", id="broken"),
        pytest.param("#!/nowhere\n", "does not run (No such file or directory)", id="no interpreter"),
        pytest.param("#!/bin/sh\necho hello\n", "does not tell its version", id="another program"),
        pytest.param("#!/bin/sh\necho v3.300.0\n", "there is no pulumi-language-python on PATH or beside it", id="without its host"),
    ],
)
def test_useless_on_path(machine, text, reason):
    """One line says why a Pulumi on PATH does not do; the next way is tried."""
    machine.tool("pulumi", text)
    machine.go()
    done = machine.install()

    start = f"pulumi on PATH ({machine.tools}/pulumi): {reason}; 3.254 or newer, with pulumi-language-python, is needed; looking further\n"
    assert done.stderr.startswith(start)
    assert (done.returncode, machine.in_bin()) == (0, machine.BUILT)


def test_active(machine):
    """In an activated virtual environment the CLI that was put there is not mistaken for one of the machine's."""
    machine.go()
    machine.install()
    machine.env["PATH"] = f"{machine.bin}:{machine.tools}"

    assert machine.install().stdout == f"pulumi 3.259.0 is in {machine.bin}\n"


def test_of_another_virtual_environment(machine, tmp_path):
    """A CLI that crosslink put into another virtual environment is not used: it may go any day."""
    machine.go()
    machine.install()
    (tmp_path / "venv").rename(tmp_path / "other")
    venv.create(tmp_path / "venv", symlinks=True)
    machine.env["PATH"] = f"{tmp_path}/other/bin:{machine.tools}"
    done = machine.install()

    assert "belongs to another virtual environment of crosslink" in done.stderr
    assert (done.returncode, machine.in_bin()) == (0, machine.BUILT)


def test_found_later(machine):
    """Once a good Pulumi is on PATH, what was installed before is taken away, or it would hide it."""
    machine.go()
    machine.install()
    machine.tool("pulumi", "#!/bin/sh\necho v3.300.0\n")
    machine.tool("pulumi-language-python", "#!/bin/sh\n")

    assert "is used" in machine.install().stdout
    assert machine.in_bin() == ()
