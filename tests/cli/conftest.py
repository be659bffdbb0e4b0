import os
import socket
import subprocess
import sys

import pytest


@pytest.fixture
def crosslink(tmp_path):
    """Run the command line as a user does, in an empty folder."""

    def run(*words, expect=0, folder=tmp_path, **environment):
        done = subprocess.run(
            [f"{sys.prefix}/bin/crosslink", *map(str, words)],
            cwd=folder,
            env=os.environ | {"PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
