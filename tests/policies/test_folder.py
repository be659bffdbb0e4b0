from pathlib import Path

import pytest
import yaml

from crosslink_policies.folder import FILES, FolderError, write

ROOT = Path(__file__).parents[2]


def texts(folder):
    """What the files of a folder say."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def test_the_repository_has_one(tmp_path):
    """`policies/` is what `crosslink policies policies` writes beside `.venv`."""
    write(tmp_path / "policies", tmp_path / ".venv")

    assert {name: text for name, text in texts(ROOT / "policies").items() if name in FILES} == texts(tmp_path / "policies")


def test_version():
    """The pack's version, which the engine prints, is the distribution's."""
    pack = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text(encoding="utf-8"))

    assert f'\nversion = "{pack["version"]}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_twice(tmp_path):
    """A second writing finds nothing to do."""
    assert [path.name for path in write(tmp_path / "pack", tmp_path / "venv")] == list(FILES)
    assert write(tmp_path / "pack", tmp_path / "venv") == []


def test_renewed(tmp_path):
    """Files of ours follow a new version or virtual environment."""
    write(tmp_path, tmp_path / "old")

    assert [path.name for path in write(tmp_path, tmp_path / "new")] == ["PulumiPolicy.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_not_ours(tmp_path, name):
    """Someone else's file is not touched, and nothing is written beside it."""
    (tmp_path / name).write_text("mine\n")

    with pytest.raises(FolderError, match=r"exists and was not written by crosslink; choose another folder, or remove the file$"):
        write(tmp_path, tmp_path / "venv")
    assert texts(tmp_path) == {name: "mine\n"}


def test_no_folder(tmp_path):
    """A file in the folder's place is one clear line."""
    (tmp_path / "pack").write_text("")

    with pytest.raises(FolderError, match=r"pack: the policy pack cannot be written there \(.+\); choose another folder$"):
        write(tmp_path / "pack", tmp_path / "venv")


@pytest.mark.parametrize("name", ["venv", "my venv: #1", 'a"b\\c', "环境"])
def test_virtualenv(tmp_path, name):
    """It is named relative to the folder and survives YAML, whatever letters are in it."""
    write(tmp_path / "a" / "b", tmp_path / name)
    pack = yaml.safe_load((tmp_path / "a" / "b" / "PulumiPolicy.yaml").read_text(encoding="utf-8"))

    assert pack["runtime"] == {"name": "python", "options": {"virtualenv": f"../../{name}"}}
