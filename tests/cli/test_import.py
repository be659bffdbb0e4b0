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
    """A deployment without remotes gives an empty import file and a program that compiles; a second run spares both files."""
    said = crosslink("import", "--connection", "hosted", "--deployment", EU, **configured)
    again = crosslink("import", "--connection", "hosted", "--deployment", EU, expect=1, **configured)

    assert "nothing of 1 deployments" in said
    assert json.loads((tmp_path / "import.json").read_text()) == {"resources": []}
    compile((tmp_path / "imported.py").read_text(), "imported.py", "exec")
    assert "import.json exists already" in again


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--connection", "hostde"], "connection 'hostde' is not configured (configured: hosted)", id="connection"),
        pytest.param(["--connection", "hosted", "--deployment", "xyz"], "'xyz' is not a deployment id", id="id"),
        pytest.param(["--connection", "hosted", "--deployment", "0" * 32], "is not known to connection hosted", id="unknown"),
        pytest.param(["--connection", "hosted", "--file", "nowhere/import.json"], "nowhere/import.json: No such file or directory", id="folder"),
    ],
)
def test_errors(crosslink, configured, words, message):
    """One line says what to do, and nothing is written."""
    said = crosslink("import", *words, expect=1, **configured)

    assert message in said
    assert said.count("\n") == 1
