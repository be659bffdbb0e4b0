import pytest

from crosslink_core.model.deployment import Deployment
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


def test_empty_program():
    """Nothing that exists is a program that declares nothing."""
    compile(program([]), "imported.py", "exec")
