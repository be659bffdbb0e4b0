import contextlib
import os
import shutil
import subprocess
import sysconfig
import time
import venv
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "engine"
GO = """#!/bin/sh
echo "$1 $2" >> {calls}
case "$1 $2" in
  "env GOVERSION") echo {version} ;;
  "list -mod=readonly") if [ "$3" = -deps ]; then echo one; echo two; else echo {sdk}; fi ;;
  "build -mod=readonly") {before}
    while [ "$1" != -o ]; do shift; done; echo one; printf "#!/bin/sh\\necho {prints}\\n" > "$2"; chmod 755 "$2" ;;
esac
"""


class Machine:
    """A made-up machine: its own virtual environment, home, cache and PATH, and a copy of the folder under test."""

    BUILT = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")

    def __init__(self, folder, engine):
        self.engine, self.tools, self.calls, self.cache = folder / "engine", folder / "tools", folder / "calls", folder / "cache" / "crosslink"
        self.bin, self.host = folder / "venv" / "bin", folder / "venv" / "bin" / "pulumi-language-python"
        shutil.copytree(engine, self.engine)
        venv.create(folder / "venv", symlinks=True)
        libraries = sysconfig.get_path("purelib", vars={"base": str(folder / "venv")})
        Path(libraries, "ours.pth").write_text(sysconfig.get_path("purelib"))
        self.tools.mkdir()
        for name in ("chmod", "mkdir", "rm", "sh", "sleep"):
            (self.tools / name).symlink_to(shutil.which(name))
        self.env = {"PATH": str(self.tools), "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "CROSSLINK_PULUMI_INSTALLER": "http://127.0.0.1:1"}

    def tool(self, name, text):
        """Put a program on PATH."""
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def go(self, version="go1.99.0", before=":", prints="v3.259.0"):
        """Put a Go on PATH that does something and then "builds" a shell script."""
        sdk = self.tools.parent / "sdk"
        for name in ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python"):
            (sdk / name).parent.mkdir(parents=True, exist_ok=True)
            (sdk / name).write_text("#!/bin/sh\n")
        self.tool("go", GO.format(calls=self.calls, version=version, sdk=sdk, before=before, prints=prints))

    def command(self):
        """How the program under test is run."""
        return [self.bin / "python", self.engine / "install"]

    def install(self):
        """Run the program under test."""
        done = subprocess.run(self.command(), env=self.env, capture_output=True, text=True, timeout=30, check=False)
        assert "Traceback" not in done.stderr
        return done

    def builds(self):
        """How often Go has built."""
        return self.calls.read_text().splitlines().count("build -mod=readonly") if self.calls.exists() else 0

    def in_bin(self):
        """What of Pulumi is in the virtual environment."""
        return tuple(sorted(file.name for file in self.bin.glob("*pulumi*")))


@pytest.fixture
def machine(tmp_path, engine):
    """A machine with neither Pulumi nor Go nor a network."""
    return Machine(tmp_path, engine)


@pytest.fixture
def engine():
    """The folder under test."""
    return ENGINE


@pytest.fixture
def gone():
    """Wait for processes to end; return those that have not."""
    return _gone


def _gone(pids, within_s=2.0):
    until = time.monotonic() + within_s
    while (left := [pid for pid in pids if _alive(pid)]) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def _alive(pid):
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return not Path("/proc/self").exists()
    return False
