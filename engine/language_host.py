"""Pulumi's language host for Python: the gRPC server by which the engine runs programs, policy packs and plugins.

Installed as ``pulumi-language-python`` beside a CLI that was built from Go modules, because the official host is in no module.

The engine ends a host by SIGINT and waits up to 5 s for everyone who holds the host's output; see ``children.py``.

Source: ``sdk/go/common/resource/plugin/{plugin,langruntime_plugin}.go`` and ``proto/pulumi/language.proto`` of pulumi/pulumi, v3.259.0.
"""

import importlib.util
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any, NoReturn

ENGINE_PID = os.getppid()
"""Taken before the slow imports: an engine that died during them would otherwise never be missed."""

try:
    for _package in ("pulumi", "pulumi.runtime"):  # unexecuted: only the protocol below is wanted, and `import pulumi` costs every preview 0.3 s more
        if _spec := importlib.util.find_spec(_package):
            sys.modules[_package] = importlib.util.module_from_spec(_spec)
    import grpc
    from children import Children
    from google.protobuf import empty_pb2, json_format
    from pulumi.runtime.proto import language_pb2 as pb
    from pulumi.runtime.proto import language_pb2_grpc as rpc
    from pulumi.runtime.proto import plugin_pb2
except ImportError as missing:
    sys.exit(f"pulumi-language-python: {missing}; install pulumi into {sys.prefix}")
except KeyboardInterrupt:
    os._exit(0)

EXECUTOR = Path(sys.argv[0]).resolve().with_name("pulumi-language-python-exec")
"""Runs a program within Pulumi's runtime; a file of the SDK, installed beside the host."""
ERROR_ALREADY_SHOWN = 32
"""The executor's exit code once it has told the user what went wrong."""
MESSAGE_BYTES = 400 << 20
"""The engine's own limit (``sdk/go/common/util/rpcutil``)."""


class Host(rpc.LanguageRuntimeServicer):
    """The language service; what it lacks (code generation, required packages) its base answers with "unimplemented"."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.children = Children()

    def Handshake(self, request: Any, call: Any) -> Any:  # noqa: N802 - gRPC's names, here and below
        """Learn the engine's address where no argument told it (``PULUMI_DEBUG_LANGUAGES``)."""
        self.engine = request.engine_address
        return pb.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, call: Any) -> Any:  # noqa: N802
        """Answer without a version: this host is released with crosslink, not with the SDK."""
        return plugin_pb2.PluginInfo()

    def Run(self, request: Any, call: Any) -> Any:  # noqa: N802
        """Run a program to its end; what it prints goes to this host's own output, where the engine reads it."""
        info = request.info
        python, variables = interpreter(info, call)
        flags = {"monitor": request.monitor_address, "engine": self.engine, "root_directory": info.root_directory}
        flags |= {name: str(getattr(request, name)) for name in ("project", "stack", "organization", "pwd", "parallel")}
        flags |= {"dry_run": str(request.dryRun).lower()}
        words = [word for flag, value in flags.items() if value for word in (f"--{flag}", value)]
        variables["PULUMI_CONFIG"] = json.dumps(dict(request.config))
        variables["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))
        program = [str(Path(info.program_directory, info.entry_point)), *request.args]
        code = 0
        for name, value in self.children.run([python, "-u", str(EXECUTOR), *words, *program], variables, request.pwd, call):
            if name == "exitcode":
                code = value
            else:
                stream = getattr(sys, name).buffer
                stream.write(value)
                stream.flush()
        if code in (0, ERROR_ALREADY_SHOWN):
            return pb.RunResponse(bail=code == ERROR_ALREADY_SHOWN)
        return pb.RunResponse(error=f"the program was ended by signal {-code}" if code < 0 else f"the program ended with exit code {code}")

    def RunPlugin(self, request: Any, call: Any) -> Iterator[Any]:  # noqa: N802
        """Run a policy pack or a plugin; what it prints, its port first, goes back in the stream."""
        program = request.info.program_directory
        python, activation = interpreter(request.info, call)
        variables = dict(pair.split("=", 1) for pair in request.env) | activation
        command, folder = [python, "-u", program, *request.args], request.pwd
        if request.kind == "analyzer":
            command, folder = [python, "-u", "-m", "pulumi.policy", *request.args, program], program
        for name, value in self.children.run(command, variables, folder, call):
            yield pb.RunPluginResponse(**{name: value})

    def InstallDependencies(self, request: Any, call: Any) -> Iterator[Any]:  # noqa: N802
        """``pulumi install``: pip in the project's virtual environment, which must exist."""
        folder = request.info.program_directory
        python, variables = interpreter(request.info, call)
        what = ["-r", "requirements.txt"] if Path(folder, "requirements.txt").exists() else ["-e", "."]
        for name, value in self.children.run([python, "-m", "pip", "install", *what], variables, folder, call):
            if name != "exitcode":
                yield pb.InstallDependenciesResponse(**{name: value})
            elif value:
                call.abort(grpc.StatusCode.UNKNOWN, f"pip ended with exit code {value}")

    def About(self, request: Any, call: Any) -> Any:  # noqa: N802
        """Which Python the project runs on."""
        python, variables = interpreter(request.info, call)
        return pb.AboutResponse(executable=python, version=self._printed([python, "-V"], variables, call).split()[1])

    def GetProgramDependencies(self, request: Any, call: Any) -> Any:  # noqa: N802
        """List what pip has installed; only what nothing else requires, unless asked for all."""
        python, variables = interpreter(request.info, call)
        which = [] if request.transitiveDependencies else ["--not-required"]
        listing = json.loads(self._printed([python, "-m", "pip", "list", "--format=json", *which], variables, call))
        dependencies = [pb.DependencyInfo(name=found["name"], version=found["version"]) for found in listing]
        return pb.GetProgramDependenciesResponse(dependencies=dependencies)

    def Cancel(self, request: Any, call: Any) -> Any:  # noqa: N802
        """End every child; the engine closes this host next, so none starts any more."""
        self.children.end_all()
        return empty_pb2.Empty()

    def _printed(self, command: list[str], variables: dict[str, str], call: Any) -> str:
        outcome = [*self.children.run(command, variables, "", call)]
        if code := outcome.pop()[1]:
            output = b"".join(value for _, value in outcome).decode(errors="replace")
            call.abort(grpc.StatusCode.UNKNOWN, f"{' '.join(command)} ended with exit code {code}: {output.strip()}")
        return b"".join(value for name, value in outcome if name == "stdout").decode()


def interpreter(info: Any, call: Any) -> tuple[str, dict[str, str]]:
    """Return the Python that a project names by ``virtualenv``, else this host's own, and the variables that activate it."""
    name = json_format.MessageToDict(info.options).get("virtualenv")
    if name is None:
        return sys.executable, {}
    folder = Path(info.root_directory or info.program_directory, name)
    python = folder / "bin" / "python"
    if not os.access(python, os.X_OK):
        call.abort(grpc.StatusCode.FAILED_PRECONDITION, f"there is no Python at {python}: make the virtual environment first (python3 -m venv {folder})")
    path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return str(python), {"VIRTUAL_ENV": str(folder), "PATH": path}


def main() -> NoReturn:
    """Serve, tell the engine the port, and end quietly when the engine asks or is gone."""
    over = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: over.set())
    host = Host(sys.argv[-1] if len(sys.argv) > 1 else "")  # the engine's flags, if any, come before its address
    limits = [(f"grpc.max_{direction}_message_length", MESSAGE_BYTES) for direction in ("receive", "send")]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64), options=limits)
    rpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    while not over.wait(timeout=0.5) and os.getppid() == ENGINE_PID:
        pass
    host.children.end_all()
    os._exit(0)  # not sys.exit: calls may still be in grpc's threads, with nobody left to answer


if __name__ == "__main__":
    main()
