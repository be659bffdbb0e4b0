import os
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import language_pb2


@pytest.mark.parametrize(
    ("ending", "error", "bail"),
    [
        pytest.param("", "", False, id="well"),
        pytest.param("raise SystemExit(32)", "", True, id="error already shown"),
        pytest.param("raise SystemExit(3)", "the program ended with exit code 3", False, id="badly"),
        pytest.param("import os; os.kill(os.getpid(), 9)", "the program was ended by signal 9", False, id="killed"),
    ],
)
def test_run_ends(host, ending, error, bail):
    """The engine learns how a program ended."""
    answer = host.run(ending)

    assert (answer.error, answer.bail) == (error, bail)


def test_run_forwards_output(host):
    """What a program prints comes out of the host, stream by stream, complete."""
    host.run("import sys; print('x' * 50000); print('oh', file=sys.stderr)")

    assert host.close() == ("x" * 50000 + "\n", "oh\n")


def test_run_configuration(host):
    """A program finds its configuration where the SDK looks for it."""
    host.run("import os; print(os.environ['PULUMI_CONFIG'], os.environ['PULUMI_CONFIG_SECRET_KEYS'])")

    assert host.close()[0] == '{"p:a": "1"} []\n'


def test_missing_virtual_environment(host):
    """One line says what is missing and how to make it."""
    with pytest.raises(grpc.RpcError) as caught:
        host.run(virtualenv="nowhere")

    folder = host.folder / "nowhere"
    assert caught.value.details() == f"there is no Python at {folder}/bin/python: make the virtual environment first (python3 -m venv {folder})"


def test_virtual_environment(host):
    """A program runs on the Python that its project names, relative to the project."""
    (host.folder / "mine").symlink_to(sys.prefix)
    host.run("import os, sys; print(sys.executable, os.environ['VIRTUAL_ENV'])", virtualenv="mine")

    assert host.close()[0] == f"{host.folder}/mine/bin/python {host.folder}/mine\n"


def test_plugin_streams(host):
    """A plugin's output arrives while it runs, its environment is the engine's, its exit code comes last."""
    answers = host.plugin("import os, sys, time; print(os.environ['FRUIT'] + sys.argv[1]); time.sleep(0.5); sys.exit(4)")
    first = next(answers)
    early = time.monotonic()
    rest = [*answers]

    assert first.stdout.startswith(b"fig127.0.0.1:9")
    assert rest[-1].exitcode == 4
    assert time.monotonic() - early > 0.3


def test_no_sdk(file, tmp_path):
    """A Python without the SDK is told so in one line."""
    (tmp_path / "grpc.py").write_text("raise ImportError('No module named grpc')")
    asked = subprocess.run([file], env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert (asked.returncode, asked.stderr) == (1, f"pulumi-language-python: No module named grpc; install pulumi into {sys.prefix}\n")


def test_about(host):
    """``pulumi about`` can name the Python and what it has installed."""
    about = host.client.About(language_pb2.AboutRequest(info=host.info()))
    found = host.client.GetProgramDependencies(language_pb2.GetProgramDependenciesRequest(info=host.info(), transitiveDependencies=True))

    assert (about.executable, about.version) == (sys.executable, ".".join(map(str, sys.version_info[:3])))
    assert "grpcio" in {dependency.name for dependency in found.dependencies}


def test_install_fails(host):
    """``pulumi install`` shows what pip says, and fails when pip does."""
    (host.folder / "requirements.txt").write_text("not a requirement\n")
    said = []
    with pytest.raises(grpc.RpcError) as caught:
        said.extend(host.client.InstallDependencies(language_pb2.InstallDependenciesRequest(info=host.info())))

    assert caught.value.details() == "pip ended with exit code 1"


def test_attached(host):
    """With ``PULUMI_DEBUG_LANGUAGES`` the engine's address comes by handshake."""
    host.client.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:10"))
    (Path(host.process.args[0]).with_name("pulumi-language-python-exec")).write_text("import sys; print(sys.argv[sys.argv.index('--engine') + 1])")
    host.run()

    assert host.close()[0] == "127.0.0.1:10\n"
