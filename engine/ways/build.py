"""The third way: build the CLI from Go modules (``go.mod``, ``go.sum``), and take what must lie beside it from the SDK's module.

The official language host is in no module: ``language_host.py`` stands in for it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from ways import UnusableError, cache, cli, steps

NAME = "a build from Go modules"
SDK = "github.com/pulumi/pulumi/sdk/v3"
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
BESIDE = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""Files of the SDK's module that the engine and the language host look for."""
OWN_HOST = True
FLAGS = ["-mod=readonly", "-trimpath", "-buildvcs=false"]


def kept() -> Path:
    """Return its folder in the cache: another one as soon as a checksum or the way of building changes."""
    return cache.folder(" ".join(FLAGS), cli.ENGINE / "go.mod", cli.ENGINE / "go.sum")


def get(say: Callable[[str], None]) -> None:
    """Build it; raise :exc:`UnusableError` if that does not work."""
    go = shutil.which("go")
    if not go:
        raise UnusableError("no go on PATH")
    asked = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, cwd="/")  # not in our module: an older go refuses it
    have = asked.stdout.strip()
    if asked.returncode or not have:
        raise UnusableError(f"go on PATH ({go}) does not run")
    if cli.numbers(have) < cli.numbers(cli.wanted_go()):
        raise UnusableError(f"{have} on PATH ({go}) is too old, {cli.wanted_go()} or newer is needed")
    say(f"building Pulumi {cli.wanted()} from Go modules, once: some minutes")
    cache.make(kept(), lambda part: _build(go, part), say)


def _build(go: str, part: Path) -> None:
    env, log = os.environ | {"GOWORK": "off"}, cache.root() / "build.log"
    log.unlink(missing_ok=True)
    packages = 0

    def downloaded(line: str) -> None:
        nonlocal packages
        loading = line.startswith("go: ")
        step.done += loading
        packages += not loading

    with steps.shown("fetching Go modules", "modules") as step:
        steps.run([go, "list", "-mod=readonly", "-deps", COMMAND], log=log, heard=downloaded, folder=cli.ENGINE, env=env)

    def compiled(_: str) -> None:
        step.done += 1

    flags = f"-s -w -X {SDK}/go/common/version.Version=v{cli.wanted()}"
    with steps.shown("building Pulumi", "packages") as step:
        step.total = packages
        steps.run([go, "build", *FLAGS, "-v", "-ldflags", flags, "-o", str(part / "pulumi"), COMMAND], log=log, heard=compiled, folder=cli.ENGINE, env=env)
    where = subprocess.run([go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK], capture_output=True, text=True, cwd=cli.ENGINE, env=env).stdout.strip()
    for name in BESIDE:
        copied = Path(shutil.copy(Path(where, name), part))
        copied.chmod(0o755)  # the module cache is read-only
