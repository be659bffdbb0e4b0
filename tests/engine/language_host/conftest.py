import contextlib
import signal
import subprocess
import sys
import time

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

EXECUTOR = "import runpy, sys; runpy.run_path(sys.argv[-2])"
"""A short stand-in for Pulumi's executor."""


class Host:
    """A running host, its client, and the program that it runs."""

    def __init__(self, file, folder):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([file, "127.0.0.1:9"], stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True)
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.process.stdout.readline().strip()}")
        self.client = language_pb2_grpc.LanguageRuntimeStub(self.channel)
        self.folder = folder

    def info(self, **options):
        """Describe the project."""
        given = struct_pb2.Struct()
        given.update(options)
        return language_pb2.ProgramInfo(root_directory=str(self.folder), program_directory=str(self.folder), entry_point=".", options=given)

    def program(self, text):
        """Write the project's program."""
        (self.folder / "__main__.py").write_text(text)

    def run(self, text="", **options):
        """Write and run a program."""
        self.program(text)
        request = language_pb2.RunRequest(info=self.info(**options), pwd=str(self.folder), project="p", stack="s", config={"p:a": "1"}, args=["word"])
        return self.client.Run(request, timeout=20)

    def plugin(self, text):
        """Write and start a plugin; return its stream."""
        self.program(text)
        return self.client.RunPlugin(language_pb2.RunPluginRequest(info=self.info(), pwd=str(self.folder), env=["FRUIT=fig"], args=["127.0.0.1:9"]))

    def pid(self, name="pid", within_s=5.0):
        """Wait for the number that a program writes down."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            with contextlib.suppress(FileNotFoundError, ValueError):
                return int((self.folder / name).read_text())
            time.sleep(0.01)
        raise AssertionError(f"no {name}")

    def close(self):
        """End the host; return what it printed."""
        self.channel.close()
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=10)


@pytest.fixture
def file(tmp_path, engine):
    """The host as it is installed, with a short stand-in for Pulumi's executor beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pulumi-language-python-exec").write_text(EXECUTOR)
    host = folder / "pulumi-language-python"
    host.write_text(f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(engine)!r})\nfrom language_host import main\nmain()\n")
    host.chmod(0o755)
    return host


@pytest.fixture
def host(file, tmp_path):
    """A running host and an empty project."""
    project = tmp_path / "project"
    project.mkdir()
    running = Host(file, project)
    yield running
    if running.process.poll() is None:
        running.close()
    for stream in (running.process.stdout, running.process.stderr):
        stream.close()
