"""One real Elasticsearch process: started, stopped, asked, and given other files while it runs."""

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from .certificate import NodeCertificate
from .configuration import OWNER, SETTINGS, Configuration, own
from .until import until

READY_WITHIN_S = 180
"""Ten seconds are usual; under heavy load a minute was seen."""
READ_WITHIN_S = 15
"""Files are looked at every 0.5 s."""
STOP_WITHIN_S = 40
READ = "ssl contexts in .* using file \\[{file}\\]"
"""In the log, one line for each file that was found changed, after what depends on it was made anew.  Seen on 8.15.0 and 8.19.21."""
REFUSED = "org.elasticsearch.common.ssl.SslConfigException"
"""Begins the line of the log that says why a file is not read; the node goes on with what it had."""
PR_SET_PDEATHSIG = 1
USER = "elastic"


@dataclass(frozen=True)
class Plan:
    """What a node is, before it runs."""

    name: str
    version: str
    address: str
    """On the loopback interface; both ports are open there alone."""
    transport_port: int
    identity: NodeCertificate
    password: str
    hosts: Mapping[str, str]
    http_port: int = 9200
    cluster_name: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """More files below the configuration folder, or others in place of the first ones."""

    @property
    def first_files(self) -> dict[str, str]:
        """The files at the beginning: only its own authority is trusted, and of that only its own names."""
        own_ca = self.identity.authority
        transport = {"transport.crt": self.identity.certificate, "transport.key": self.identity.key}
        return {**transport, "own_ca.crt": own_ca, "peers.crt": own_ca, "trust.yml": trust(*self.identity.names), **self.files}


def trust(*patterns: str) -> str:
    """Return a file of trust restrictions."""
    return "trust.subject_name:\n" + "".join(f'- "{one}"\n' for one in patterns)


class Node:
    """A cluster of one node.  Its folder goes when the tests end."""

    def __init__(self, plan: Plan, home: Path, java_home: Path, folder: Path, keystore: Path | None = None) -> None:
        self.plan, self.folder, self.java_home = plan, folder, java_home
        self.version, self.name, self.password, self.user = plan.version, plan.name, plan.password, USER
        self._is(plan.identity)
        self.url = f"http://{plan.address}:{plan.http_port}"
        self.transport = f"{plan.address}:{plan.transport_port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.ready_s = 0.0
        for part in ("data", "logs", "tmp"):
            (folder / part).mkdir(parents=True)
        self.home = folder / "home"
        _link_tree(home, self.home)
        settings = {
            "cluster.name": plan.cluster_name or plan.name,
            "node.name": f"{plan.name}-0",
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "network.host": plan.address,
            "http.port": plan.http_port,
            "transport.port": plan.transport_port,
        }
        self.configuration = Configuration(folder / "config", self.home, settings, plan.hosts)
        self._first_settings = dict(self.configuration.settings)
        self.configuration.write(plan.first_files)
        for path in (folder, *(one for one in folder.rglob("*") if self.home not in (one, *one.parents))):
            own(path)
        self.keystore = self.configuration.folder / "elasticsearch.keystore"
        if keystore is None:
            self._run("elasticsearch-keystore", "add", "-x", "-f", "bootstrap.password", given=plan.password)
        else:
            shutil.copy(keystore, self.keystore)  # not bound to a node; saves a start of Java
            own(self.keystore)
        self.client = httpx.Client(base_url=self.url, auth=(USER, plan.password), timeout=60, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None, expect: int | None = 200) -> Any:
        """Send a request and return the answer's JSON; None expects nothing and returns the status as well."""
        reply = self.client.request(method, path, json=body)
        if expect is None:
            return reply.status_code, reply.json()
        assert reply.status_code == expect, f"{self.name}: {method} {path}: {reply.status_code} {reply.text}"
        return reply.json()

    def begin(self) -> None:
        """Let the process start, and do not wait."""
        for port in (self.plan.http_port, self.plan.transport_port):
            with socket.socket() as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    one.bind((self.plan.address, port))
                except OSError as error:
                    raise RuntimeError(f"{self.plan.address}:{port} is taken: end what listens there (another run of these tests?)") from error
        self._begun = time.monotonic()
        self._loaded = self.configuration.watched()
        with (self.folder / "logs/stdout.log").open("ab") as out:
            self.process = subprocess.Popen(
                [self.home / "bin/elasticsearch"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_us,
                **self._surroundings(),
            )

    def wait(self) -> None:
        """Return when the node answers; raise with the end of its log when it does not."""
        until(self._answers, f"{self.name} ({self.version}) is ready", within_s=READY_WITHIN_S, last_words=self.tail)
        self.ready_s = time.monotonic() - self._begun

    def start(self) -> None:
        """Start and wait."""
        self.begin()
        self.wait()

    def stop(self) -> None:
        """Stop and wait; the launcher stops the server."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def restart(self) -> None:
        """Stop and start; settings that were installed count from now on."""
        self.stop()
        self.start()

    def install(self, files: Mapping[str, str]) -> None:
        """Write files below the configuration folder, and wait until the node has read those that it reads while it runs; raise if it does not.

        ``elasticsearch.yml`` is merged over the settings before, and counts from the next start on.
        """
        self.put(files)()

    def put(self, files: Mapping[str, str]) -> Callable[[], None]:
        """Write files as ``install`` does, and return what waits for them: two nodes can read at the same time."""
        mark = len(self.log())
        changed = [one for one in self.configuration.write(files) if one in self._loaded]
        return partial(self._read, mark, changed) if self.process is not None else lambda: None

    def become(self, identity: NodeCertificate) -> None:
        """Show another certificate from now on, with its own authority among those trusted and its names alone accepted."""
        self.install(
            {
                "transport.crt": identity.certificate,
                "transport.key": identity.key,
                "own_ca.crt": identity.authority,
                "trust.yml": trust(*identity.names),
            }
        )
        self._is(identity)

    def come_back(self) -> None:
        """Be as at the beginning: running, without remotes, with the first files; started anew only where it stopped or has other settings."""
        self.going_back()()

    def going_back(self) -> Callable[[], None]:
        """Begin to come back, and return what does the rest."""
        mended = self.configuration.settings != self._first_settings
        if mended:
            self.configuration.write({SETTINGS: json.dumps(dict.fromkeys(self.configuration.settings) | self._first_settings)})
            self.configuration.settings = dict(self._first_settings)
        read = self.put(self.plan.first_files)
        self._is(self.plan.identity)

        def rest() -> None:
            read()
            if mended or self.process is None:
                self.restart()
            self.ask("PUT", "/_cluster/settings", {layer: {"cluster.remote.*": None} for layer in ("persistent", "transient")})
            assert self.ask("GET", "/_remote/info") == {}

        return rest

    def log(self) -> str:
        """Return the node's whole log."""
        file = self.folder / f"logs/{self.plan.cluster_name or self.name}.log"
        return file.read_text() if file.exists() else ""

    def tail(self) -> str:
        """Return the end of what the node wrote."""
        out = self.folder / "logs/stdout.log"
        return "\n".join((out.read_text() if out.exists() else "").splitlines()[-25:])

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ({self.version}) ended with {self.process.returncode}\n{self.tail()}")
        try:
            return self.client.get("/_cluster/health?wait_for_status=yellow&timeout=1s").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _is(self, identity: NodeCertificate) -> None:
        self.names, self.authority_pem, self.node_pem = identity.names, identity.authority, identity.certificate

    def _read(self, mark: int, files: list[str]) -> None:
        """Wait until these are read; what was refused is shown once more: a look in the moment of writing sees a certificate without its key."""
        since = mark
        for _ in range(2):
            files = self._unread(since, files)
            if not files:
                return
            since = len(self.log())
            self.configuration.touch(files)
        why = next((line for line in self.log()[mark:].splitlines() if line.startswith(REFUSED)), "it does not say why")
        raise AssertionError(f"{self.name} does not read {', '.join(files)}: {why}")

    def _unread(self, mark: int, files: list[str]) -> list[str]:
        """Wait until these files are read or one is refused, and return those that are not read: each has its line after it was read."""
        lines = {one: re.compile(READ.format(file=re.escape(str(self.configuration.folder / one)))) for one in files}

        def unread() -> list[str]:
            return [one for one, line in lines.items() if not line.search(self.log()[mark:])]

        until(lambda: not unread() or REFUSED in self.log()[mark:], f"{self.name} has read {', '.join(files)}", within_s=READ_WITHIN_S, last_words=self.tail)
        return unread()

    def _run(self, program: str, *words: str, given: str) -> None:
        done = subprocess.run([self.home / "bin" / program, *words], input=given.encode(), capture_output=True, check=False, **self._surroundings())
        assert done.returncode == 0, f"{program}: {done.stdout!r} {done.stderr!r}"

    def _surroundings(self) -> dict[str, Any]:
        environment = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(self.java_home),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }
        user = {} if OWNER is None else {"user": OWNER, "group": OWNER, "extra_groups": []}
        return {"env": environment, "cwd": self.folder, **user}


def _link_tree(source: Path, target: Path) -> None:
    """Make the program readable for the user that runs it, who may not look into our home folder."""
    try:
        shutil.copytree(source, target, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)  # another file system


def _die_with_us() -> None:
    """Linux: the launcher gets SIGTERM when the tests are killed, so that no node keeps the ports."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
