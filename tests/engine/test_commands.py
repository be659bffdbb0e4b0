import os
import signal
import subprocess
import sys

import pytest

STARTS = """
import os, signal, subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import commands

class Popen(subprocess.Popen):
    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        Path("pid").write_text(str(self.pid))
        os.kill(os.getpid(), int(sys.argv[2]))  # at the worst moment: the command runs, and its starter has not been told yet

def stop(*_):
    raise KeyboardInterrupt

subprocess.Popen = Popen
signal.signal(signal.SIGTERM, stop)
try:
    commands.run(["sleep", "60"], Path("log"))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_starting(engine, gone, sign, tmp_path):
    """A command that was being started when Ctrl-C came is ended like one that runs."""
    done = subprocess.run([sys.executable, "-c", STARTS, engine, str(int(sign))], cwd=tmp_path, env=dict(os.environ), timeout=20, check=False)

    assert done.returncode == 130
    assert gone([int((tmp_path / "pid").read_text())]) == []
