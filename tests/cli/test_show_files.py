"""`crosslink show --files`, with a stand-in for Pulumi: what it really answers is tried in tests/pulumi/."""

import json
import stat
import sys

import pytest

SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
TRUST = {"cluster": "onprem", "name": "trust.yml", "place": "as config/trust.yml on every node", "text": "trust.subject_name:\n- '*.a'\n"}
OBJECT = {"cluster": "k8s-logs", "name": "secret.yaml", "place": "kubectl apply -f secret.yaml", "text": "kind: Secret\n"}


def link(name, **more):
    return {"urn": f"urn:pulumi:local::crosslink::crosslink:index:Topology$crosslink:index:ClusterLink::{name}", "type": "crosslink:index:ClusterLink"} | more


def state(*resources):
    return {"version": 3, "deployment": {"resources": [*resources]}}


LINKS = (
    {"urn": "urn:pulumi:local::crosslink::pulumi:pulumi:Stack::crosslink-local", "type": "pulumi:pulumi:Stack", "outputs": {"files": [TRUST]}},
    link("eu--onprem", outputs={"connected": True, "files": [TRUST, OBJECT]}),
    link("eu--us", outputs={"connected": True, "files": []}),
    link("eu--old", outputs={"connected": True}),
    link("eu--gone", delete=True, outputs={"files": [TRUST]}),
)

STAND_IN = """#!{python}
import pathlib, sys
here = pathlib.Path({here!r})
(here / "asked").open("a").write(" ".join(sys.argv[1:]) + "\\n")
print((here / ("decrypted" if "--show-secrets" in sys.argv else "plain")).read_text(), file=sys.{stream})
sys.exit({code})
"""


@pytest.fixture
def pulumi(tmp_path):
    """A stand-in for Pulumi's command line that answers `pulumi stack export` and takes down what it was asked."""

    def answer(plain, decrypted=None, *, code=0):
        script, asked = tmp_path / "pulumi", tmp_path / "asked"
        (tmp_path / "plain").write_text(plain if code else json.dumps(plain))
        (tmp_path / "decrypted").write_text(json.dumps(decrypted))
        script.write_text(STAND_IN.format(python=sys.executable, here=str(tmp_path), stream="stderr" if code else "stdout", code=code))
        script.chmod(0o755)
        asked.touch()
        return {"PATH": str(tmp_path)}

    return answer


def test_print(crosslink, pulumi, tmp_path):
    """Each file is printed below a comment that says where it goes; the stack is passed on, and nothing is decrypted."""
    said = crosslink("show", "--files", "eu--onprem", "--stack", "local", **pulumi(state(*LINKS)))

    trust = f"# onprem/trust.yml: {TRUST['place']}\n{TRUST['text']}\n"
    secret = f"# k8s-logs/secret.yaml: {OBJECT['place']}\n{OBJECT['text']}\n"

    assert said == trust + secret
    assert (tmp_path / "asked").read_text() == "stack export --non-interactive --stack local\n"


def test_write(crosslink, pulumi, tmp_path):
    """With --to each file goes into a folder of its cluster, readable for others; what is there already is left alone, what differs is written anew."""
    words = ["show", "--files", "eu--onprem", "--to", tmp_path / "out"]
    first = crosslink(*words, **pulumi(state(*LINKS)))
    trust, secret = tmp_path / "out" / "onprem" / "trust.yml", tmp_path / "out" / "k8s-logs" / "secret.yaml"
    trust.write_text("changed by hand")
    second = crosslink(*words, **pulumi(state(*LINKS)))

    assert trust.read_text() == TRUST["text"]
    assert secret.read_text() == OBJECT["text"]
    assert stat.S_IMODE(trust.stat().st_mode) == 0o644
    assert f"written: {trust}: as config/trust.yml on every node" in first
    assert f"written: {secret}" in first
    assert f"written: {trust}" in second
    assert f"unchanged: {secret}" in second


@pytest.mark.parametrize("name", ["eu--us", "eu--old"])
def test_nothing_to_install(crosslink, pulumi, name):
    """A link that control planes make alone says so."""
    assert f"link {name} has nothing to install" in crosslink("show", "--files", name, **pulumi(state(*LINKS)))


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        pytest.param(LINKS, "no link called eu--gone; those that have files: eu--onprem", id="others have"),
        pytest.param(LINKS[2:4], "no link called eu--gone; no link of it has files", id="no other has"),
        pytest.param((), "no link called eu--gone; no link of it has files", id="empty stack"),
    ],
)
def test_unknown_link(crosslink, pulumi, resources, message):
    """A link that is not there, or waits for deletion, is an error that names those with files."""
    said = crosslink("show", "--files", "eu--gone", expect=1, **pulumi(state(*resources)))

    assert message in said
    assert said.count("\n") == 1


def test_unfinished_link(crosslink, pulumi):
    """A link that an interrupted or failed `up` has left without outputs may have files that are not known yet."""
    said = crosslink("show", "--files", "x", expect=1, **pulumi(state(link("x"))))

    assert said.startswith("error: link x was begun, and never finished: its files are there after a `pulumi up` that ends without an error; leave requireC")


def test_secret_output(crosslink, pulumi, tmp_path):
    """An output that became secret by a certificate that was given as one is decrypted, once it is known to be so."""
    hidden = link("eu--onprem", outputs={"files": SECRET | {"ciphertext": "v1:abc"}})
    shown = link("eu--onprem", outputs={"files": SECRET | {"plaintext": json.dumps([TRUST])}})
    said = crosslink("show", "--files", "eu--onprem", **pulumi(state(hidden), state(shown)))

    assert TRUST["text"] in said
    assert (tmp_path / "asked").read_text().splitlines() == ["stack export --non-interactive", "stack export --show-secrets --non-interactive"]


@pytest.mark.parametrize(
    "change", [{"cluster": ".."}, {"cluster": "a/b"}, {"name": "../../passwd"}, {"name": "/etc/passwd"}, {"name": "a\\b"}, {"cluster": ""}]
)
def test_no_escape(crosslink, pulumi, tmp_path, change):
    """A name that leads out of the folder is refused, and nothing is written."""
    said = crosslink("show", "--files", "x", "--to", tmp_path / "out", expect=1, **pulumi(state(link("x", outputs={"files": [TRUST | change]}))))

    assert "cannot be the name of a file or a folder: leave --to out" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param({"plain": "error: no stack selected", "code": 255}, "Pulumi cannot read the stack's state: no stack selected", id="no stack"),
        pytest.param({"plain": state(link("x", outputs={"files": [{"name": "a"}]}))}, "is not as this crosslink writes it", id="another version"),
        pytest.param({"plain": state(link("x", outputs={"files": [TRUST]}))}, "File exists", id="folder is a file"),
    ],
)
def test_errors(crosslink, pulumi, tmp_path, answer, message):
    """One line says what is wrong."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "onprem").touch()
    said = crosslink("show", "--files", "x", "--to", tmp_path / "out", expect=1, **pulumi(**answer))

    assert message in said
    assert said.count("\n") == 1


def test_folder_alone(crosslink):
    """A folder without a link is a wrong word on the command line."""
    assert "it goes with --files LINK" in crosslink("show", "--to", "out", expect=2)
