import os
import signal
import subprocess
import sys
import threading
import time
from concurrent import futures

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open('pid', 'w').write(str(os.getpid()))
print(1, flush=True)
time.sleep(60)
"""


def test_run_does_not_wait_for_what_a_program_left_running(host, gone):
    """A background process that holds the program's output is ended with it."""
    began = time.monotonic()
    host.run("import subprocess; open('pid', 'w').write(str(subprocess.Popen(['sleep', '60']).pid))")

    assert time.monotonic() - began < 10
    assert gone([host.pid()]) == []


def test_plugin_ends_with_its_call(host, gone):
    """The engine "kills" a plugin by cancelling the stream; not even one that ignores SIGTERM stays."""
    answers = host.plugin(STUBBORN)
    next(answers)
    answers.cancel()

    assert gone([host.pid()], within_s=2.5) == []


def test_cancel_ends_the_stubborn(host, gone):
    """`Cancel` returns when every child is gone, well within the engine's 5 s."""
    next(host.plugin(STUBBORN))
    began = time.monotonic()
    host.client.Cancel(empty_pb2.Empty(), timeout=5)

    assert time.monotonic() - began < 2.5
    assert gone([host.pid()], within_s=0) == []


def test_cancel_ends_grandchildren(host, gone):
    """What a plugin has started ends with it."""
    next(host.plugin("import subprocess, time; open('pid', 'w').write(str(subprocess.Popen(['sleep', '60']).pid)); print(1, flush=True); time.sleep(60)"))
    host.client.Cancel(empty_pb2.Empty(), timeout=5)

    assert gone([host.pid()], within_s=0.5) == []


def test_cancel_while_children_start(host, gone):
    """A child that starts just as `Cancel` runs is ended or never started."""
    pids = host.folder / "pids"
    pids.mkdir()
    text = f"import os, time; open({str(pids)!r} + f'/{{os.getpid()}}', 'w'); time.sleep(60)"
    host.program(text)
    with futures.ThreadPoolExecutor(20) as callers:
        calls = [callers.submit(lambda: [*host.plugin(text)]) for _ in range(20)]
        time.sleep(0.1)
        host.client.Cancel(empty_pb2.Empty(), timeout=10)
        futures.wait(calls, timeout=10)

    assert gone([int(file.name) for file in pids.iterdir()], within_s=0.5) == []


def test_nothing_starts_after_cancel(host):
    """The engine closes a host that it has cancelled; a late call is refused."""
    host.client.Cancel(empty_pb2.Empty(), timeout=5)
    with pytest.raises(grpc.RpcError) as caught:
        host.run("")

    assert caught.value.code() is grpc.StatusCode.CANCELLED


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_signals(host, gone, sign):
    """A signal ends the host and its children, without a word."""
    next(host.plugin(STUBBORN))
    host.process.send_signal(sign)

    assert host.process.communicate(timeout=5) == ("", "")
    assert host.process.returncode == 0
    assert gone([host.pid()], within_s=0) == []


def test_interrupted_while_starting(file, tmp_path):
    """Ctrl-C during the slow imports is as quiet as later."""
    (tmp_path / "grpc.py").write_text("import time; print('importing', flush=True); time.sleep(60)")
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    with subprocess.Popen([file, "127.0.0.1:9"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)

        assert process.communicate(timeout=5) == ("", "")
        assert process.returncode == 0


def test_engine_dies(file, tmp_path, gone):
    """When the engine is killed the host ends itself and its children within two seconds."""
    engine = "import subprocess, sys, time; host = subprocess.Popen(sys.argv[1:]); print(host.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", engine, file, "127.0.0.1:9"], stdout=subprocess.PIPE, text=True) as process:
        pid, port = int(process.stdout.readline()), process.stdout.readline().strip()
        (tmp_path / "__main__.py").write_text(STUBBORN)
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            info = language_pb2.ProgramInfo(program_directory=str(tmp_path))
            next(language_pb2_grpc.LanguageRuntimeStub(channel).RunPlugin(language_pb2.RunPluginRequest(info=info, pwd=str(tmp_path))))
        process.kill()

    assert gone([pid, int((tmp_path / "pid").read_text())], within_s=2.5) == []


def test_calls_do_not_wait_for_each_other(host):
    """A stubborn child that is being ended holds up nobody else."""
    answers = host.plugin(STUBBORN)
    next(answers)
    threading.Timer(0.0, answers.cancel).start()
    time.sleep(0.2)
    began = time.monotonic()
    host.run("")

    assert time.monotonic() - began < 0.8
    os.kill(host.pid(), 0)  # it was still there
