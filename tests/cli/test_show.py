import json
import sys

import pytest

from crosslink_emulator.world.state.fault import Fault

EU, US, METRICS, PAUSED = (f"dddd010{n}" * 4 for n in (1, 2, 3, 6))


@pytest.fixture
def pulumi(tmp_path):
    """A stand-in for Pulumi's command line that answers `pulumi config --json`: what it really answers is tried in tests/pulumi/."""

    def answer(text, code=0):
        script = tmp_path / "pulumi"
        script.write_text(f"#!{sys.executable}\nimport sys\nprint({text!r}, file=sys.stderr if {code} else sys.stdout)\nsys.exit({code})\n")
        script.chmod(0o755)
        return {"PATH": str(tmp_path)}

    return answer


def configuration(emulator, links):
    connections = {"hosted": {"endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-key"}}
    deployments = {name: {"id": item} for name, item in (("eu", EU), ("us", US), ("metrics", METRICS), ("paused", PAUSED))}
    values = {"crosslink:connections": connections, "crosslink:topology": {"deployments": deployments, "links": links}}
    return json.dumps({key: {"value": json.dumps(value), "objectValue": value, "secret": False} for key, value in values.items()})


def test_table(crosslink, emulator, pulumi):
    """What is linked, connected or not, and why: declared, foreign, stopped, missing, and another remote than declared."""
    entry = {"elasticsearch_ref_id": "main-elasticsearch", "skip_unavailable": True}
    entries = [entry | {"alias": alias, "deployment_id": item} for alias, item in (("us", US), ("asleep", PAUSED), ("far", METRICS), ("foreign", METRICS))]
    links = [{"local": "eu", "remote": remote, "alias": alias} for alias, remote in (("us", "us"), ("asleep", "paused"), ("far", "us"), ("missing", "us"))]
    put(emulator, entries)
    said = crosslink("show", **pulumi(configuration(emulator, links)))
    rows = {line.split()[1]: line for line in said.splitlines() if line.startswith("eu ")}

    assert "connected: yes" in rows["us"]
    assert "connected: no" in rows["asleep"]
    assert "it may be stopped" in rows["asleep"]
    assert "the topology wants us" in rows["far"]
    assert "not in this topology" in rows["foreign"]
    assert "not there: run `pulumi up --refresh`" in rows["missing"]
    assert METRICS not in said
    assert "1 of 3 links connected; 2 that the topology does not declare so" in said


def test_cluster_that_cannot_be_asked(crosslink, emulator, pulumi):
    """Links that only a cluster knows are neither there nor missing where no credential reaches it, and it is said why."""
    connections = {name: {"endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name in ("hosted", "partner")}
    deployments = {"eu": {"id": EU, "connection": "hosted"}, "shop": {"id": "dddd0201" * 4, "connection": "partner"}}
    values = {"crosslink:connections": connections, "crosslink:topology": {"deployments": deployments, "links": [{"local": "eu", "remote": "shop"}]}}
    answer = json.dumps({key: {"value": json.dumps(value), "objectValue": value, "secret": False} for key, value in values.items()})
    said = crosslink("show", **pulumi(answer))

    row = next(line for line in said.splitlines() if line.startswith("eu "))

    assert " ".join(row.split()) == "eu shop shop connected: unknown its cluster cannot be asked"
    assert "0 of 1 links connected" in said
    assert "the links of eu that only its cluster knows cannot be shown: deployment logs-eu" in said


@pytest.mark.parametrize(("main", "beside"), [(None, "."), ("program", "program"), ("program/__main__.py", "program")])
def test_relative_paths(crosslink, emulator, pulumi, tmp_path, main, beside):
    """Files that the configuration names count from the folder in which Pulumi runs the program, wherever in the project one stands."""
    project, deeper = tmp_path / "project", tmp_path / "project" / "docs" / "deeper"
    for folder in (deeper, project / "program"):
        folder.mkdir(parents=True)
    (project / "program" / "__main__.py").touch()
    (project / "Pulumi.yaml").write_text(json.dumps({"name": "tried", "runtime": "python"} | ({"main": main} if main else {})))
    served = {"url": f"{emulator.url}/clusters/onprem", "username": "crosslink", "password": "emulated-onprem-password", "transportCaFile": "onprem.pem"}
    values = {"crosslink:clusters": {"onprem": served}, "crosslink:topology": {"deployments": {"onprem": {"cluster": "onprem"}}}}
    answer = pulumi(json.dumps({key: {"value": json.dumps(value), "objectValue": value, "secret": False} for key, value in values.items()}))
    before = crosslink("show", folder=deeper, expect=1, **answer)
    (project / beside / "onprem.pem").write_text("".join(emulator.world.clusters["onprem"].files.values()))

    assert f"onprem.transportCaFile: onprem.pem cannot be read; correct the path, which counts from {project / beside}" in before
    assert "0 of 0 links connected" in crosslink("show", folder=deeper, **answer)


def served(declared, clusters):
    values = {"crosslink:clusters": clusters, "crosslink:topology": declared}
    return json.dumps({key: {"value": json.dumps(value), "objectValue": value} for key, value in values.items()})


def test_clusters_that_are_away(crosslink, emulator, pulumi, configuration_of, write_remote):
    """Links of a stopped cluster are unknown, those to it are there and not connected, also where another cluster is configured with its address."""
    clusters = {name: configuration_of(name) for name in ("onprem", "stock")}
    links = [{"local": "onprem", "remote": "stock"}, {"local": "stock", "remote": "onprem"}]
    declared = {"deployments": {name: {"cluster": name} for name in clusters}, "links": links}
    write_remote("onprem", "stock", {"mode": "proxy", "proxy_address": "Stock.example:9300"})
    emulator.world.clusters["stock"].status = "stopped"
    said = crosslink("show", **pulumi(served(declared, clusters | {"twin": clusters["stock"]})))
    rows = [" ".join(line.split()) for line in said.splitlines() if line.startswith(("onprem ", "stock "))]

    assert rows[0].startswith("onprem stock stock connected: no ")
    assert rows[1] == "stock onprem onprem connected: unknown its cluster cannot be asked"
    assert "left out" not in said


def test_operators_link(crosslink, pulumi, configuration_of):
    """A link that the operator in Kubernetes makes is not made by `pulumi up`: it is said what to apply."""
    clusters = {name: configuration_of(name) for name in ("k8s-logs", "k8s-shop")}
    declared = {"deployments": {name: {"cluster": name} for name in clusters}, "links": [{"local": "k8s-logs", "remote": "k8s-shop"}]}
    said = crosslink("show", **pulumi(served(declared, clusters)))

    assert "not there: apply what `crosslink show --files k8s-logs--k8s-shop` has, and the operator makes it" in said


def test_traffic_filters(crosslink, emulator, pulumi):
    """Which filters guard which deployments, what is open to everyone, and which link ids are claimed; an egress firewall guards nobody."""
    rules = {"vpce": {"source": "vpce-0123456789abcdef0"}, "egress_firewall": {"egress_rule": {"target": "0.0.0.0/0", "protocol": "all"}}}
    for deployment, kind, region in ((EU, "vpce", "aws-eu-west-1"), (US, "egress_firewall", "aws-us-east-1")):
        body = {"name": f"the {kind}", "type": kind, "region": region, "rules": [rules[kind]], "include_by_default": False}
        made = send(emulator, "POST", "traffic-filter/rulesets", body)["id"]
        send(emulator, "POST", f"traffic-filter/rulesets/{made}/associations", {"entity_type": "deployment", "id": deployment})
    send(emulator, "POST", "traffic-filter/link-ids/_claim", {"region": "aws-eu-west-1", "link_id": "vpce-0123456789abcdef0"})
    said = crosslink("show", **pulumi(configuration(emulator, [])))

    assert [line.split() for line in said.splitlines() if "(" in line] == [
        ["eu", "the", "vpce", "(vpce)"],
        ["us", "the", "egress_firewall", "(egress_firewall)"],
    ]
    assert "traffic filters guard 1 of 4 deployments; what is not guarded is open to everyone" in said
    assert "claimed link ids of hosted: aws-eu-west-1/vpce-0123456789abcdef0" in said


def test_no_traffic_filters(crosslink, emulator, pulumi):
    """Where the key may not see filters, the links are shown all the same."""
    emulator.world.faults.add(Fault("get-traffic-filter-rulesets", "500"))
    said = crosslink("show", **pulumi(configuration(emulator, [])))

    assert "0 of 0 links connected" in said
    assert "traffic filters and claimed link ids cannot be shown: connection hosted: get-traffic-filter-rulesets answered 500" in said


def put(emulator, entries):
    send(emulator, "PUT", f"{EU}/elasticsearch/_main/remote-clusters", {"resources": entries})


def send(emulator, method, path, body):
    from urllib.request import Request, urlopen

    headers = {"authorization": "ApiKey emulated-hosted-key", "content-type": "application/json"}
    url = f"{emulator.cloud_url('hosted')}/api/v1/deployments/{path}"
    with urlopen(Request(url, json.dumps(body).encode(), headers, method=method)) as reply:
        return json.load(reply)


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        pytest.param("error: no stack selected", 255, "Pulumi cannot read the stack's configuration: no stack selected", id="no stack"),
        pytest.param("{}", 0, "this stack has no crosslink:topology", id="no topology"),
    ],
)
def test_errors(crosslink, pulumi, answer, code, message):
    """One line says what to do."""
    said = crosslink("show", expect=1, **pulumi(answer, code))

    assert message in said
    assert said.count("\n") == 1


def test_no_pulumi(crosslink, tmp_path):
    """Without Pulumi on PATH the way to it is named."""
    assert "there is no pulumi on PATH" in crosslink("show", expect=1, PATH=str(tmp_path))
