import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

BIN = Path(sys.prefix, "bin")
PROGRAM = """
import os, pulumi, pulumi.dynamic as dynamic

class Provider(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult("one", props)

class Thing(dynamic.Resource):
    pass

Thing(Provider(), "thing", {"size": int(os.environ["SIZE"])})
"""
PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def small(args, report):
    if args.props.get("size", 0) > 5:
        report("too big")

PolicyPack("pack", [ResourceValidationPolicy("small", "Things are small.", small, EnforcementLevel.MANDATORY)])
"""

pytestmark = pytest.mark.skipif(
    not (BIN / "pulumi-language-python").exists() or b"crosslink" not in (BIN / "pulumi-language-python").read_bytes()[:500],
    reason="the official language host is used here",
)


class Project:
    """A Pulumi project with a policy pack, and how to run the engine on it."""

    def __init__(self, folder):
        self.folder = folder
        options = f"runtime: {{name: python, options: {{virtualenv: {sys.prefix}}}}}\n"
        for name, text in {
            "program/Pulumi.yaml": f"name: tiny\n{options}",
            "program/__main__.py": PROGRAM,
            "pack/PulumiPolicy.yaml": options,
            "pack/__main__.py": PACK,
        }.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")} | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{folder}",
            "PULUMI_CONFIG_PASSPHRASE": "fixed",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "SIZE": "1",
        }
        self.pulumi("stack", "init", "dev", pack=False)

    def start(self, *words, pack=True, **env):
        """Start a command of the engine."""
        command = ["pulumi", *words, "--non-interactive", *(["--policy-pack", str(self.folder / "pack")] if pack else [])]
        pipe = subprocess.PIPE
        executable = BIN / "pulumi"
        return subprocess.Popen(command, executable=executable, cwd=self.folder / "program", env=self.env | env, stdout=pipe, stderr=pipe, text=True)

    def pulumi(self, *words, pack=True, **env):
        """Run a command of the engine to its end; return its exit code and everything it said."""
        with self.start(*words, pack=pack, **env) as process:
            out, errors = process.communicate(timeout=60)
        return process.returncode, out + errors


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One project, made once: making a stack takes a second."""
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(made):
    """The project with its own program."""
    (made.folder / "program" / "__main__.py").write_text(PROGRAM)
    return made


def test_up(project):
    """A program with a dynamic resource and a policy pack goes up, without a warning."""
    code, said = project.pulumi("up", "--yes", "--skip-preview")

    assert code == 0, said
    assert "warning" not in said


@pytest.mark.alone
def test_refused_preview_is_quick(project):
    """A preview that a policy refuses waits for nobody: the best of three takes less than 2 s."""
    took_s = []
    for _ in range(3):
        began = time.monotonic()
        code, said = project.pulumi("preview", SIZE="9")
        took_s.append(time.monotonic() - began)

        assert (code, "too big" in said) == (1, True), said

    assert min(took_s) < 2


def test_program_fails(project):
    """The traceback and the program's output reach the user."""
    (project.folder / "program" / "__main__.py").write_text("print('before')\nraise ValueError('on purpose')\n")
    code, said = project.pulumi("preview", pack=False)

    assert code == 1
    assert "before" in said
    assert "ValueError: on purpose" in said


def test_missing_virtual_environment(project):
    """The engine shows the host's one line."""
    elsewhere = project.folder / "elsewhere"
    shutil.copytree(project.folder / "program", elsewhere)
    yaml = elsewhere / "Pulumi.yaml"
    yaml.write_text(yaml.read_text().replace(sys.prefix, "nowhere"))
    code, said = project.pulumi("preview", "--cwd", str(elsewhere), "--stack", "dev", pack=False)

    assert code == 1
    assert f"error: there is no Python at {elsewhere}/nowhere/bin/python: make the virtual environment first (python3 -m venv {elsewhere}/nowhere)" in said


def test_about(project):
    """``pulumi about`` names the project's Python."""
    code, said = project.pulumi("about", pack=False)

    assert code == 0
    assert f"{BIN}/python" in said


@pytest.mark.parametrize("sign", ["KILL", "INT", "TERM"])
def test_engine_ends(project, gone, sign):
    """However the engine ends, program, host and pack are gone two seconds later."""
    program, pack = project.folder / "program" / "__main__.py", project.folder / "pack" / "__main__.py"
    pids = project.folder / f"pids-{sign}"
    note = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}} {{os.getppid()}} ')\n"
    program.write_text(note + "time.sleep(60)\n")  # no dynamic resource: the SDK's own plugin would stay behind
    pack.write_text(note + PACK)
    process = project.start("preview")
    until = time.monotonic() + 20
    while not pids.exists() or len(pids.read_text().split()) < 4:
        assert time.monotonic() < until
        time.sleep(0.05)
    subprocess.run(["kill", f"-{sign}", str(process.pid)], check=True)
    process.communicate(timeout=10)
    pack.write_text(PACK)

    assert gone({int(pid) for pid in pids.read_text().split()}, within_s=2) == []
