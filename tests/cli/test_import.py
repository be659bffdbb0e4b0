import json

import pytest

EU = "dddd0101" * 4


@pytest.fixture
def configured(emulator, tmp_path):
    """A stand-in for `pulumi config --json`; what it really answers is tried in tests/pulumi/."""
    value = {"hosted": {"endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-key"}}
    answer = json.dumps({"crosslink:connections": {"value": json.dumps(value), "objectValue": value}})
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "pulumi"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    script.chmod(0o755)
    return {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}


def test_one_deployment(crosslink, configured, tmp_path):
    """A deployment where nothing is found leaves no file; one with something gives a program that compiles, and a second run spares both files."""
    nothing = crosslink("import", "--connection", "hosted", "--deployment", EU, **configured)
    assert (nothing, list(tmp_path.glob("import*"))) == ("nothing of 1 deployments: no file is written\n", [])

    crosslink("import", "--connection", "hosted", **configured)
    again = crosslink("import", "--connection", "hosted", expect=1, **configured)
    assert json.loads((tmp_path / "import.json").read_text())["resources"] != []
    compile((tmp_path / "imported.py").read_text(), "imported.py", "exec")
    assert "import.json exists already" in again


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--connection", "hostde"], "connection 'hostde' is not configured (configured: hosted)", id="connection"),
        pytest.param(["--connection", "hosted", "--deployment", "xyz"], "'xyz' is not a deployment id", id="id"),
        pytest.param(["--connection", "hosted", "--deployment", "0" * 32], "is not known to connection hosted", id="unknown"),
        pytest.param(["--connection", "hosted", "--file", "a", "--program", "./a"], "--file and --program are both a; name two files", id="one file"),
        pytest.param(["--connection", "hosted", "--file", "nowhere/import.json"], "nowhere/import.json: No such file or directory", id="folder"),
    ],
)
def test_errors(crosslink, configured, words, message):
    """One line says what to do, and nothing is written."""
    said = crosslink("import", *words, expect=1, **configured)

    assert message in said
    assert said.count("\n") == 1
