"""One real Elasticsearch process: started, stopped, asked, and given other files while it runs."""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from .certificate import NodeCertificate
from .configuration import OWNER, SETTINGS, Configuration, own
from .plan import Plan, trust
from .reading import until_read
from .until import until

READY_WITHIN_S = 180
"""Ten seconds are usual; under heavy load a minute was seen."""
STOP_WITHIN_S = 40
PR_SET_PDEATHSIG = 1
USER = "elastic"


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
        for path in (folder, *(item for item in folder.rglob("*") if self.home not in (item, *item.parents))):
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
        changed = [item for item in self.configuration.write(files) if item in self._loaded]
        return partial(until_read, self, mark, changed) if self.process is not None else lambda: None

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
        mended = self.configuration.settings != self._first_settings or self.process is None or self.process.poll() is not None
        if self.configuration.settings != self._first_settings:
            self.configuration.write({SETTINGS: json.dumps(dict.fromkeys(self.configuration.settings) | self._first_settings)})
            self.configuration.settings = dict(self._first_settings)
        read = self.put(self.plan.first_files)
        self._is(self.plan.identity)

        def rest() -> None:
            if mended:
                self.restart()
            else:
                read()
            self.ask("PUT", "/_cluster/settings", {layer: {"cluster.remote.*": None} for layer in ("persistent", "transient")})
            assert self.ask("GET", "/_remote/info") == {}

        return rest

    def must_live(self) -> None:
        """Raise, with the end of its log, when the process has ended by itself."""
        if self.process is None or self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ({self.version}) has ended\n{self.tail()}")

    def log(self) -> str:
        """Return the node's whole log."""
        file = self.folder / f"logs/{self.plan.cluster_name or self.name}.log"
        return file.read_text() if file.exists() else ""

    def tail(self) -> str:
        """Return the end of what the node wrote."""
        out = self.folder / "logs/stdout.log"
        return "\n".join((out.read_text() if out.exists() else "").splitlines()[-25:])

    def _answers(self) -> bool:
        self.must_live()
        try:
            # The licence comes a moment later than the rest: 404 until then.
            return all(self.client.get(path).status_code == httpx.codes.OK for path in ("/_cluster/health?wait_for_status=yellow&timeout=1s", "/_license"))
        except httpx.TransportError:
            return False

    def _is(self, identity: NodeCertificate) -> None:
        self.names, self.authority_pem, self.node_pem = identity.names, identity.authority, identity.certificate

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
