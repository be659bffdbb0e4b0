"""`crosslink import` where clusters are configured or made in ways that invite a mistake."""

import pytest

EU, RESOURCE = "dddd0101" * 4, "eeee0101" * 4
ENDPOINT = f"{RESOURCE}.eu-west-1.aws.found.io"


def ids(resources):
    return [resource["id"] for resource in resources if "RemoteConnection" in resource["type"]]


def left_out(said):
    return [line for line in said.splitlines() if line.startswith("left out ")]


def test_one_cluster_twice(run_import, remotes, clusters):
    """A cluster that is configured under two names is taken once: of two resources in one place, one would remove what is the other's."""
    clusters["again"] = clusters["onprem"] | {"transportAddress": "elsewhere.example:9300"}
    remotes("onprem", depot="stock.example:9300")
    said, resources, _ = run_import()

    assert ids(resources) == ["onprem/depot"]
    assert left_out(said) == ["left out cluster again: it is the same as onprem; configure it once"]


def test_called_like_a_deployment(run_import, remotes, clusters):
    """Credentials of a deployment that lead to another cluster would make its remotes the deployment's: they are left out."""
    clusters["logs-us"] = clusters.pop("onprem")
    remotes("onprem", depot="stock.example:9300")
    said, resources, _ = run_import(hosted="hosted")

    assert ids(resources) == []
    assert "crosslink:clusters.logs-us.url leads to another cluster, onprem" in left_out(said)[0]


def test_credentials_by_halves(run_import, clusters):
    """Credentials of a deployment that lack something are not passed over in silence."""
    clusters["logs-eu"] = {"url": clusters["onprem"]["url"], "username": "crosslink"}
    said, _, _ = run_import(hosted="hosted")

    assert "left out the remotes of logs-eu" in left_out(said)[0]
    assert "crosslink:clusters.logs-eu.password" in left_out(said)[0]


def test_address_of_a_deployment(run_import, remotes, clusters, configuration_of):
    """Credentials of a deployment are no cluster, also where they say an address: a remote that leads there leads to the deployment."""
    clusters["logs-eu"] = configuration_of("logs-eu", transportAddress=f"{ENDPOINT}:9400")
    remotes("onprem", eu=f"{ENDPOINT}:9400")
    _, resources, program = run_import(hosted="hosted")

    assert ids(resources) == ["onprem/eu"]
    assert "Cluster('logs-eu')" not in program


def test_two_connections_to_one_organization(run_import, remotes):
    """An end that two connections see has the one that is looked at: else the preview would show a change."""
    remotes("onprem", eu=f"{ENDPOINT}:9400")
    _, resources, _ = run_import("--connection", "hosted", "--cluster", "onprem", hosted="hosted", second="hosted")

    assert [resource["inputs"]["remote"]["connection"] for resource in resources if resource["id"] == "onprem/eu"] == ["hosted"]


@pytest.mark.parametrize("name", ["\uff4fnprem", "onprem\u00b2", "\u00bd"], ids=["full width", "superscript", "fraction"])
def test_names_beyond_ascii(run_import, remotes, clusters, name):
    """Python takes fewer letters in a name than people do, and reads some as others: each end has a variable of its own, whatever it is called."""
    clusters[name] = {"transportAddress": "odd.example:9300"}
    remotes("onprem", odd="odd.example:9300", depot="stock.example:9300")
    _, resources, program = run_import()
    variables = [line.partition(" = ")[0] for line in program.splitlines() if " = Cluster(" in line]
    compile(program, "imported.py", "exec")

    assert ids(resources) == ["onprem/depot", "onprem/odd"]
    assert len(set(variables)) == 3
    assert all(variable.isascii() for variable in variables)


def test_a_locale_without_unicode(run_import, remotes, clusters):
    """Whatever the machine's locale, both files are UTF-8, as Python and Pulumi read them."""
    clusters["lager-ö"] = {"transportAddress": "odd.example:9300"}
    remotes("onprem", odd="odd.example:9300")
    _, _, program = run_import(environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})

    assert "Cluster('lager-ö')" in program


def test_settings_that_the_nodes_do_not_follow(run_import, remotes, write_remote, emulator):
    """What is imported is what the settings say, and it is told where the nodes run otherwise; transient settings are told of, too."""
    write_remote("onprem", "depot", {"seeds": ["stock.example:9300"], "skip_unavailable": "false"})
    write_remote("onprem", "depot", {"seeds": ["stock.example:9300", "stock2.example:9300"]})
    write_remote("onprem", "passing", {}, {"seeds": ["stock.example:9300"]})
    assert emulator.world.clusters["onprem"].drifted
    said, resources, program = run_import()

    assert ids(resources) == ["onprem/depot", "onprem/passing"]
    assert "skip_unavailable=False" in program
    assert "the nodes run it with skip_unavailable true; `pulumi up --refresh` corrects that" in said
    assert "alias passing, sniff to stock.example:9300 and skip_unavailable true: it is in the transient settings" in said


def test_an_operator_that_is_not_named(run_import, clusters, live):
    """What the operator of Kubernetes makes is its work, also where nobody has given it a name."""
    for name, service in (("k8s-logs", "logs-es-transport.search"), ("k8s-shop", "shop-es-transport.shop")):
        clusters[name]["kubernetes"].pop("operator")
        clusters[name]["transportAddress"] = f"{service}.svc:9300"
    link = {"name": "shop", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}
    named = {"apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch", "metadata": {"name": "logs", "namespace": "search"}}
    live.control("PUT", "clusters/k8s-logs/kubernetes", {"objects": [named | {"spec": {"remoteClusters": [link]}}]})
    said, resources, _ = run_import("--cluster", "k8s-logs")

    assert ids(resources) == []
    assert "the operator makes it, from spec.remoteClusters of the Elasticsearch object" in said


def test_nothing_named(run_import, clusters):
    """Where no connection is the default one, it is said what could be named; with neither connections nor clusters, where they are configured."""
    several, _, _ = run_import(hosted="hosted", partner="partner", expect=1)
    clusters.clear()
    nothing, _, _ = run_import(expect=1)

    assert several.startswith("error: there is no default connection; name what to import: --connection NAME (hosted, partner) or --cluster NAME (onprem, ")
    assert nothing.endswith("--connection NAME (none is under crosslink:connections) or --cluster NAME (none is under crosslink:clusters)\n")
