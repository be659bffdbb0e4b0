import shutil
import subprocess


def test_host_runs(machine):
    """The installed host starts as it is and tells its port."""
    machine.go()
    machine.install()
    with subprocess.Popen([machine.host, "127.0.0.1:9"], stdout=subprocess.PIPE, text=True) as host:
        port = int(host.stdout.readline())
        host.terminate()

    assert port > 0
    assert host.returncode == 0


def test_host_outlives_its_source(machine):
    """The installed host does not need the folder that it came from: a copy of the project may be removed."""
    machine.go()
    machine.install()
    shutil.rmtree(machine.engine)
    with subprocess.Popen([machine.host, "127.0.0.1:9"], stdout=subprocess.PIPE, text=True) as host:
        port = int(host.stdout.readline())
        host.terminate()

    assert port > 0


def test_changed_host(machine):
    """The installed host follows its source, without a build."""
    machine.go()
    machine.install()
    (machine.engine / "language_host.py").write_text("def main():\n    print('changed')\n")
    machine.install()

    assert subprocess.check_output([machine.host], text=True) == "changed\n"
    assert machine.builds() == 1


def test_replaced(machine):
    """Files that somebody has put in the place of ours are replaced, never written through."""
    machine.go()
    machine.install()
    theirs = machine.bin / "theirs"
    theirs.write_text("precious")
    for name in machine.BUILT:
        (machine.bin / name).unlink()
        (machine.bin / name).symlink_to(theirs)
    machine.install()

    assert theirs.read_text() == "precious"
    assert not any((machine.bin / name).is_symlink() for name in machine.BUILT)


def test_other_files_stay(machine):
    """Only what came from here is ever taken away."""
    mine = machine.bin / "pulumi-resource-mine"
    mine.write_text("mine")
    machine.go()
    machine.install()
    machine.tool("pulumi", "#!/bin/sh\necho v3.300.0\n")
    machine.tool("pulumi-language-python", "#!/bin/sh\n")
    machine.install()

    assert machine.in_bin() == (mine.name,)


def test_blank_in_the_path(machine, tmp_path):
    """The host starts from a virtual environment whose path has blanks, which a first line cannot hold."""
    folder = tmp_path / "my venv"
    (tmp_path / "venv").rename(folder)
    machine.bin = folder / "bin"
    machine.go()
    machine.install()
    with subprocess.Popen([folder / "bin" / "pulumi-language-python", "127.0.0.1:9"], stdout=subprocess.PIPE, text=True, env=machine.env) as host:
        port = int(host.stdout.readline())
        host.terminate()

    assert port > 0


def test_through_a_link(machine, tmp_path):
    """A virtual environment that is reached through a link gets a host that outlives the link."""
    machine.go()
    machine.install()
    before = machine.host.read_bytes()
    (tmp_path / "link").symlink_to(tmp_path / "venv")
    machine.bin = tmp_path / "link" / "bin"
    machine.install()

    assert machine.host.read_bytes() == before
