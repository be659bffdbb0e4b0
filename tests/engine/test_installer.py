import contextlib
import http.server
import threading

import pytest

OFFICIAL = """#!/bin/sh
[ "$1 $2 $3 $4" = "--version 3.259.0 --no-edit-path --install-root" ] || exit 9
mkdir -p "$5/bin"
for name in pulumi pulumi-language-python pulumi-language-nodejs; do
  printf "#!/bin/sh\\necho v3.259.0\\n" > "$5/bin/$name"; chmod 755 "$5/bin/$name"
done
"""


@pytest.fixture
def serve(machine):
    """Let a text be what Pulumi's address answers."""
    with contextlib.ExitStack() as stack:

        def start(text):
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(text.encode())

                def log_message(self, *_):
                    pass

            server = stack.enter_context(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            machine.env["CROSSLINK_PULUMI_INSTALLER"] = f"http://127.0.0.1:{server.server_port}/"

        yield start


def test_installer(machine, serve):
    """Pulumi's installer comes before a build, and brings its own language host."""
    serve(OFFICIAL)
    machine.go()
    done = machine.install()

    assert done.stdout == f"pulumi 3.259.0 is now in {machine.bin} (Pulumi's installer)\n"
    assert machine.in_bin() == ("pulumi", "pulumi-language-nodejs", "pulumi-language-python")
    assert machine.host.read_text() == "#!/bin/sh\necho v3.259.0\n"
    assert (machine.builds(), machine.install().stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("#!/bin/sh\necho no such version\nexit 1\n", "no such version (all of it: {cache}/installer.log)", id="fails"),
        pytest.param("#!/bin/sh\n", "does not run (No such file or directory)", id="brings nothing"),
        pytest.param("<html>log in first</html>", "{url} answered something that is no script", id="no script"),
    ],
)
def test_installer_fails(machine, serve, text, reason):
    """One line says why the installer did not work; the build is next."""
    serve(text)
    machine.go()
    done = machine.install()

    assert done.stderr.splitlines()[0] == "Pulumi's installer: " + reason.format(cache=machine.cache, url=machine.env["CROSSLINK_PULUMI_INSTALLER"])
    assert machine.in_bin() == machine.BUILT
