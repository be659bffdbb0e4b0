"""A runnable Elasticsearch from Maven, with the stand-in plugin: under ``~/.cache/crosslink/elasticsearch-<version>``, whole or not at all.

The artifact has the core, its transport and its security, and nothing else.  Source: ``reference/elasticsearch.md`` §1.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{version}:zip"
MAVEN = ["mvn", "-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"]
JAVA_VERSIONS = range(17, 24)
"""8.x needs 17; 24 has no security manager, without which 8.15.0 does not start."""
PATIENCE_S = 600
"""For Maven: 100 MB over a slow line."""
SOURCE = Path(__file__).with_name("MinimalModulesPlugin.java")
RECIPE = "recipe.txt"
"""Says what a folder was made from; written last."""
SERVICES_CLASS = "org/elasticsearch/plugins/ActionPlugin$RestHandlersServices.class"
SERVICES_NEW = "org.elasticsearch.plugins.ActionPlugin.RestHandlersServices services,"
SERVICES_OLD = """org.elasticsearch.common.settings.Settings settings, org.elasticsearch.common.io.stream.NamedWriteableRegistry writeables,
        org.elasticsearch.rest.RestController controller, org.elasticsearch.common.settings.ClusterSettings cluster,
        org.elasticsearch.common.settings.IndexScopedSettings index, org.elasticsearch.common.settings.SettingsFilter filter,
        org.elasticsearch.cluster.metadata.IndexNameExpressionResolver resolver,"""
"""What plugins were given before 8.16 or so, one by one."""
DESCRIPTOR = """name=minimal-modules
description=stands in for analysis-common and rest-root
version=1.0
classname=crosslink.minimal.MinimalModulesPlugin
java.version=17
elasticsearch.version={version}
"""


class UnavailableError(Exception):
    """Java, Maven or the artifact cannot be had on this machine; the text says which, and what to do."""


def java_home() -> Path:
    """Return the folder of the JDK: ``JAVA_HOME``, else that of the ``javac`` on PATH; raise where it is none of the right versions."""
    given = os.environ.get("JAVA_HOME", "")
    javac = shutil.which("javac", path=f"{given}/bin") if given else shutil.which("javac")
    if javac is None:
        raise UnavailableError(f"no javac {f'in JAVA_HOME ({given})' if given else 'on PATH'}; install a JDK 17")
    home = Path(javac).resolve().parents[1]
    done = subprocess.run([javac, "-version"], capture_output=True, text=True, check=False)
    found = re.match(r"javac (\d+)", done.stdout + done.stderr)
    if found is None or int(found[1]) not in JAVA_VERSIONS or not (home / "bin/java").exists():
        said = (done.stdout + done.stderr).strip()
        raise UnavailableError(f"{javac} ({said or 'silent'}) is no JDK {JAVA_VERSIONS[0]} to {JAVA_VERSIONS[-1]}; install JDK 17 or set JAVA_HOME")
    return home


def home(version: str, say: Callable[[str], None]) -> Path:
    """Return the folder of a version, made where it is missing or made from something else; raise where it cannot be made."""
    javac = java_home() / "bin/javac"
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"elasticsearch-{version}"
    with _alone(kept.with_name(f"{kept.name}.lock"), say):
        if _whole(kept):
            return kept
        for left in cache.glob(f"{kept.name}.part-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
        part = Path(tempfile.mkdtemp(prefix=f"{kept.name}.part-", dir=cache))
        try:
            made = _fetch(version, part, say)
            _plug_in(version, made, javac)
            (made / RECIPE).write_text(_recipe())
            shutil.rmtree(kept, ignore_errors=True)
            made.rename(kept)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return kept


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "crosslink"


def _recipe() -> str:
    return hashlib.sha256("".join((SOURCE.read_text(), SERVICES_NEW, SERVICES_OLD, DESCRIPTOR)).encode()).hexdigest()


def _whole(kept: Path) -> bool:
    return (kept / RECIPE).exists() and (kept / RECIPE).read_text() == _recipe()


def _fetch(version: str, part: Path, say: Callable[[str], None]) -> Path:
    if shutil.which("mvn") is None:
        raise UnavailableError("no mvn on PATH; install Maven 3.8 or newer")
    artifact = ARTIFACT.format(version=version)
    say(f"fetching {artifact} with Maven (100 MB the first time)")
    try:
        done = subprocess.run([*MAVEN, f"-Dartifact={artifact}", f"-DoutputDirectory={part}"], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"mvn did not bring {artifact} within {PATIENCE_S} s") from error
    archives = list(part.glob("*.zip"))
    if done.returncode or len(archives) != 1:
        said = next((line for line in done.stdout.splitlines() if "ERROR" in line), "it said nothing")
        raise UnavailableError(f"mvn cannot get {artifact}: {said[:300]}")
    with zipfile.ZipFile(archives[0]) as archive:
        archive.extractall(part)
    made = part / f"elasticsearch-{version}"
    for program in (made / "bin").iterdir():
        program.chmod(0o755)  # zipfile forgets the modes
    return made


def _plug_in(version: str, made: Path, javac: Path) -> None:
    """Compile the plugin against this version.  Not into ``modules/``: what is no part of the build is refused there."""
    with zipfile.ZipFile(made / f"lib/elasticsearch-{version}.jar") as core:
        services = SERVICES_NEW if SERVICES_CLASS in core.namelist() else SERVICES_OLD
    plugin = made / "plugins/minimal-modules"
    plugin.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, SOURCE.name)
        source.write_text(SOURCE.read_text().replace("/*SERVICES*/", services))
        words = [javac, "-nowarn", "-proc:none", "--release", "17", "-cp", f"{made}/lib/*", "-d", f"{folder}/classes", source]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{SOURCE.name} does not compile against {version}: {done.stderr}"
        with zipfile.ZipFile(plugin / "minimal-modules.jar", "w") as jar:
            for compiled in sorted(Path(folder, "classes").rglob("*.class")):
                jar.write(compiled, compiled.relative_to(Path(folder, "classes")))
    (plugin / "plugin-descriptor.properties").write_text(DESCRIPTOR.format(version=version))


@contextlib.contextmanager
def _alone(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """A lock that the kernel frees when its holder dies."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another run makes {path.stem}; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
