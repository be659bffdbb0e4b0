"""Where a Pulumi CLI comes from when none is on PATH: Pulumi's own installer, else a build from Go modules; both into a cache.

The cache, ``~/.cache/crosslink``, has a folder for each source, version and platform: whole or not at all.
A build takes what must lie beside the CLI from the SDK's module; the official language host is in no module, so ``language_host.py`` replaces it.
"""

import fcntl
import hashlib
import os
import platform
import queue
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from commands import UnusableError, progress, run, say

ENGINE = Path(__file__).resolve().parent
GO_MOD = (ENGINE / "go.mod").read_text()
[WANTED] = re.findall(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", GO_MOD)
"""The version that is fetched or built."""
[WANTED_GO] = re.findall(r"^go (\S+)", GO_MOD, re.MULTILINE)
"""The oldest Go that builds it."""
MINIMUM = (3, 254, 0)
"""The oldest CLI that crosslink works with."""
SDK, COMMAND = "github.com/pulumi/pulumi/sdk/v3", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
BESIDE = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""Files of the SDK's module that the engine and the language host look for."""
FLAGS = ["-mod=readonly", "-trimpath", "-buildvcs=false"]
PATIENCE_S = 5.0
"""For the installer's script, all in all: a machine without access must not be held up."""
CONTENTS = "contents.txt"
"""Lists the files of a folder of the cache with their sizes; written last."""

Fill = Callable[[Path], None]


class Source(NamedTuple):
    """Something that fills a folder of the cache."""

    name: str
    own_host: bool
    """Whether the project's language host is needed."""
    recipe: tuple[str, ...]
    """What the outcome depends on: texts, and names of files in this folder."""
    prepare: Callable[[], Fill]
    """Checks that the source works here, and returns what fills a folder; raises :exc:`UnusableError`."""

    def folder(self) -> Path:
        """Return its folder in the cache; ``XDG_CACHE_HOME`` moves the cache."""
        parts = [(ENGINE / part).read_bytes() if (ENGINE / part).is_file() else part.encode() for part in self.recipe]
        digest = hashlib.sha256(b"".join(parts)).hexdigest()[:8]
        return _root() / f"pulumi-{WANTED}-{platform.system().lower()}-{platform.machine()}-{digest}"

    def is_cached(self) -> bool:
        """Whether everything that was put into the folder is there in its full size; running it would take longer than all the rest."""
        with suppress(FileNotFoundError):
            return (self.folder() / CONTENTS).read_text() == _contents(self.folder())
        return False

    def fetch(self) -> None:
        """Fill the folder beside it and move it in at once; several runs wait for each other."""
        fill, folder, root = self.prepare(), self.folder(), _root()
        root.mkdir(parents=True, exist_ok=True)
        with (root / f"{folder.name}.lock").open("w") as lock:  # which the kernel frees when its holder dies
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another installation is at work; waiting for it")
                fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_cached():
                return
            for left in root.glob(f"{folder.name}.part-*"):
                shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
            part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.part-", dir=root))
            try:
                fill(part)
                version(part / "pulumi")  # a CLI that does not run must not be kept
                (part / CONTENTS).write_text(_contents(part))
                shutil.rmtree(folder, ignore_errors=True)  # a damaged one
                part.chmod(0o755)
                part.rename(folder)
            finally:
                shutil.rmtree(part, ignore_errors=True)


def version(pulumi: Path) -> str:
    """Ask a CLI for its version; raise :exc:`UnusableError` when it does not run or is too old."""
    try:
        asked = subprocess.run([pulumi, "version"], capture_output=True, text=True, timeout=20, env=os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true"})
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise UnusableError(f"does not run ({getattr(error, 'strerror', None) or type(error).__name__})") from error
    if asked.returncode:
        raise UnusableError(f"does not run (exit code {asked.returncode})")
    if not (found := _numbers(asked.stdout)):
        raise UnusableError("does not tell its version")
    shown = ".".join(map(str, found))
    if found < MINIMUM:
        raise UnusableError(f"{shown} is too old")
    return shown


def installer_url() -> str:
    """Return where the installer's script is; ``CROSSLINK_PULUMI_INSTALLER`` names another place, such as a company's mirror."""
    return os.environ.get("CROSSLINK_PULUMI_INSTALLER") or "https://get.pulumi.com"


def _root() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "crosslink"


def _contents(folder: Path) -> str:
    return "".join(f"{file.stat().st_size} {file.name}\n" for file in sorted(folder.glob("pulumi*")))


def _numbers(text: str) -> tuple[int, ...]:
    """Return the first dotted version in a text as comparable numbers: "v3.259.0-alpha.1" is (3, 259, 0)."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _prepare_installer() -> Fill:
    """Fetch the script in a thread, because no timeout of Python's covers looking up the name and trying every address."""
    answer: queue.Queue[bytes | str] = queue.Queue()

    def fetch() -> None:
        try:
            with urllib.request.urlopen(installer_url(), timeout=PATIENCE_S) as reply:  # noqa: S310 - a fixed address, or the user's own
                answer.put(reply.read())
        except (OSError, ValueError) as error:
            answer.put(f"cannot be reached: {error}")

    threading.Thread(target=fetch, daemon=True).start()
    script: bytes | str = f"does not answer within {PATIENCE_S:.0f} s"
    with suppress(queue.Empty):
        script = answer.get(timeout=PATIENCE_S)
    if isinstance(script, bytes) and not script.startswith(b"#!"):
        script = "answered something that is no script"
    if isinstance(script, str):
        raise UnusableError(f"{installer_url()} {script}")
    text = script

    def fill(part: Path) -> None:
        work = part / "work"
        work.mkdir()
        (work / "install.sh").write_bytes(text)
        command = ["sh", str(work / "install.sh"), "--version", WANTED, "--no-edit-path", "--install-root", str(work / "root")]
        with progress(f"downloading Pulumi {WANTED}", "lines"):
            run(command, _root() / "installer.log", env=os.environ | {"TMPDIR": str(work)})
        for file in sorted((work / "root" / "bin").glob("pulumi*")):
            file.rename(part / file.name)
        shutil.rmtree(work)

    return fill


def _prepare_build() -> Fill:
    go = shutil.which("go")
    if not go:
        raise UnusableError("no go on PATH")
    have = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, cwd="/").stdout.strip()  # not in our module: an older go refuses it
    if not have:
        raise UnusableError(f"go on PATH ({go}) does not run")
    if _numbers(have) < _numbers(WANTED_GO):
        raise UnusableError(f"{have} on PATH ({go}) is too old, {WANTED_GO} or newer is needed")
    say(f"building Pulumi {WANTED} from Go modules, once: some minutes")
    there: dict[str, Any] = {"cwd": ENGINE, "env": os.environ | {"GOWORK": "off"}}

    def fill(part: Path) -> None:
        log, packages = _root() / "build.log", list[str]()
        log.unlink(missing_ok=True)
        with progress("fetching Go modules", "modules") as advance:
            heard = lambda line: advance() if line.startswith("go: ") else packages.append(line)  # noqa: E731
            run([go, "list", "-mod=readonly", "-deps", COMMAND], log, heard, **there)
        flags = f"-s -w -X {SDK}/go/common/version.Version=v{WANTED}"
        with progress("building Pulumi", "packages", len(packages)) as advance:
            run([go, "build", *FLAGS, "-v", "-ldflags", flags, "-o", str(part / "pulumi"), COMMAND], log, lambda _: advance(), **there)
        sdk = subprocess.run([go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK], capture_output=True, text=True, **there).stdout.strip()
        for name in BESIDE:
            Path(shutil.copy(Path(sdk, name), part)).chmod(0o755)  # the module cache is read-only

    return fill


SOURCES = (
    Source("Pulumi's installer", False, ("official",), _prepare_installer),
    Source("a build from Go modules", True, (" ".join(FLAGS), "go.mod", "go.sum"), _prepare_build),
)
