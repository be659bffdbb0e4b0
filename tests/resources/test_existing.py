import pytest

from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from pulumi_crosslink.existing import Existing, program


def existing(name, alias="us"):
    ends = {side: Deployment(deployment_id=digit * 32, connection="hosted", name=text) for side, digit, text in (("local", "a", name), ("remote", "b", "logs"))}
    return Existing("a:b:C", f"{name}--{alias}", "id", {}, {}, "RemoteCluster", ends | {"alias": alias, "skip_unavailable": True})


@pytest.mark.parametrize("name", ["logs-eu", "logs", "class", "8 logs", "", "Größe (prod)", "a'b\"c", "日本", "___", "None"])
def test_program_compiles(name):
    """Whatever a deployment is called, the program is one that Python takes, with a variable of its own for each deployment."""
    text = program([existing(name)])
    lines = [line.partition(" = ")[0] for line in text.splitlines() if " = Deployment(" in line]

    compile(text, "imported.py", "exec")
    assert len(set(lines)) == 2
    assert all(line.isidentifier() for line in lines)
    assert "alias='us', skip_unavailable=True" in text


@pytest.mark.parametrize(
    "names", [("logs-eu", "logs_eu"), ("1a", "2a", "3a"), ("class",), ("a" * 32, "b" * 32), ("Größe (prod)", "日本"), ("logs", "logs_cluster")]
)
def test_variables(declared, names):
    """Whatever clusters are called, a deployment's variable, its id or a word of Python, every link keeps its own ends."""
    deployment = Deployment(deployment_id="a" * 32, connection="hosted", name="logs-eu")
    another = Deployment(deployment_id="b" * 32, connection="hosted", name="logs")
    wanted = {f"{name}--{end.name}": (Cluster(cluster=name), end) for name in names for end in (deployment, another)}
    found = [
        Existing("a:b:C", name, name, {}, {}, "RemoteConnection", {"local": local, "remote": remote, "alias": "a"}) for name, (local, remote) in wanted.items()
    ]
    made = declared(lambda: exec(program(found), {}))

    assert {name: (item.props["local"]["cluster"], item.props["remote"]["deployment_id"]) for name, item in made.items()} == {
        name: (local.cluster, remote.deployment_id) for name, (local, remote) in wanted.items()
    }


def test_classes():
    """The program imports what it uses: no deployment where there is none, and nothing where nothing was found."""
    ends = {side: Cluster(cluster=side) for side in ("local", "remote")}
    text = program([Existing("a:b:C", "a", "id", {}, {}, "RemoteConnection", ends | {"alias": "a"})])

    assert "\nfrom pulumi_crosslink import Cluster, RemoteConnection\n" in text
    assert "import Deployment, RemoteCluster\n" in program([existing("logs-eu")])
    assert " import " not in program([]).split('"""')[-1]


def test_empty_program():
    """Nothing that exists is a program that declares nothing."""
    compile(program([]), "imported.py", "exec")
