"""A server on the loopback interface that answers with whatever bytes a test gives it, and says what it was sent."""

import json
import socketserver
import threading
from dataclasses import dataclass, field

import pytest

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.transport import Transport


@dataclass
class Server:
    """Answers each request with the next of its answers, the last one again and again; None closes without an answer."""

    url: str
    answers: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    """What was sent: the request line, the headers by lower-case name, the body."""

    def answers_with(self, status, body=b"", *, reason="Any", **headers):
        """Set the one answer; a body that is no bytes is sent as JSON, and a keyword is a header with dashes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"HTTP/1.1 {status} {reason}", f"content-length: {len(content)}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.answers[:] = ["\r\n".join(lines).encode() + b"\r\n\r\n" + content]


class _Handler(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self):
        server = self.server.ours
        request = self.rfile.readline().decode().strip()
        if not request:
            return
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        server.requests.append((request, headers, self.rfile.read(int(headers.get("content-length", 0)))))
        answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        if isinstance(answer, threading.Event):
            answer.wait(5)
        elif answer is not None:
            self.wfile.write(answer)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that went away is what some tests are about."""


@pytest.fixture(scope="session")
def _listening():
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(_listening):
    """A server that has no answer yet."""
    _listening.ours = Server(f"http://127.0.0.1:{_listening.server_address[1]}")
    return _listening.ours


@pytest.fixture
def transport(server):
    """A transport to it, called `tried`, with the key `FAKE_SECRET`."""
    made = Transport("tried", f"{server.url}/api/v1", lambda: "ApiKey FAKE_SECRET", credential="the variable TRIED", verify=False)
    yield made
    made.close()


@pytest.fixture
def cloud(transport):
    """The operations over that transport."""
    return Cloud(transport)
