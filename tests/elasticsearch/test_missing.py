"""A machine without Java."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("ci", "status", "outcome"),
    [pytest.param({}, 0, "1 skipped", id="a person's"), pytest.param({"CI": "true"}, 1, "1 error", id="CI")],
)
def test_no_java(tmp_path, ci, status, outcome):
    """Without Java nothing here is tested, which nobody can overlook, and which CI does not accept."""
    environment = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/elasticsearch/test_node.py::test_boot", "--quiet", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=environment | ci | {"JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == status, done.stdout + done.stderr
    assert outcome in done.stdout
    assert f"tests/elasticsearch was left out: no javac in JAVA_HOME ({tmp_path}); install a JDK 17" in done.stdout
