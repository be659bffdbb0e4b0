import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from crosslink_cli import policies as verb
from crosslink_policies.folder import FolderError


@pytest.fixture
def run():
    """Run the verb by itself."""
    app = typer.Typer()
    app.command()(verb.policies)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_policies(run, tmp_path):
    """It writes the folder for the running environment and says how to use it."""
    result = run(tmp_path / "my pack")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{tmp_path}/my pack: written; it runs with {sys.prefix}",
        f"For one preview:   pulumi preview --policy-pack '{tmp_path}/my pack'",
        f"For every command: export PULUMI_OPTION_POLICY_PACK='{tmp_path}/my pack'",
    ]
    assert "up to date" in run(tmp_path / "my pack").stdout


def test_variable_is_absolute(run, tmp_path, monkeypatch):
    """The engine takes a relative path from wherever it is started."""
    monkeypatch.chdir(tmp_path)

    assert run("../pack").stdout.splitlines()[2].endswith(f"={Path.cwd().parent}/pack")


def test_not_ours(run, tmp_path):
    """A refusal is an error of ours, which main prints as one line."""
    (tmp_path / "__main__.py").write_text("mine")

    assert isinstance(run(tmp_path).exception, FolderError)


def test_without_the_sdk(run, tmp_path, monkeypatch):
    """Without pulumi-policy the engine could not start the pack: nothing is written, and the remedy is named."""
    monkeypatch.setattr(verb, "find_spec", lambda name: None)
    error = run(tmp_path / "pack").exception

    assert isinstance(error, verb.PoliciesExtraError)
    assert str(error).endswith("run: pip install 'pulumi-crosslink[policies]'")
    assert not (tmp_path / "pack").exists()
