"""Bad input of traffic filters, associations and claims: where it is wrong and what to do, in words that need no Python."""

import math

import pytest

from crosslink_core.model.filters.filter_rule import FilterType

KINDS = ["TrafficFilter", "TrafficFilterAssociation", "LinkIdClaim"]
EU, US, AP, GONE, SHOP = (found * 4 for found in ("dddd0101", "dddd0102", "dddd0104", "dddd0999", "dddd0201"))
GUID, VPCE = "0123abcd-0123-abcd-0123-0123456789ab", "vpce-0123456789abcdef0"

TEXT, OBJECT, LIST, MISSING, WHOLE = "must be a string", "must be an object", "must be a list", "is missing", "must be a whole number"
ADDRESS = "must be an IPv4 or IPv6 address, or a CIDR such as 10.0.0.0/8; host names are not accepted"
TYPE = "must be 'ip', 'vpce', 'azure_private_endpoint', 'gcp_private_service_connect_endpoint', 'remote_cluster' or 'egress_firewall'"
REGION = "must be a region's id, such as aws-eu-west-1"
ENDPOINT = "must be the id of an AWS VPC endpoint: vpce- and 8 to 17 digits from 0 to 9 and a to f"
PSC = "must be the number of a Private Service Connect connection, as a string"
AZURE = "must be the name of an Azure private endpoint: letters, digits, dots, dashes and underscores"
FORM = "must be a GUID such as 12345678-1234-1234-1234-1234567890ab"
RESOURCE = "must be an Elasticsearch resource id: 32 digits from 0 to 9 and a to f"
UUID = "is a cluster_uuid, Elasticsearch's own id; give the Elasticsearch resource id, 32 digits from 0 to 9 and a to f (Copy cluster ID in the console)"
ORGANIZATION = "must be the id of an organization (usually ten digits) or of an ECE environment: lower-case letters and digits"
CONFIGURED = "(configured: hosted, partner, enterprise); add it to crosslink:connections, or correct the name"
NO_DEFAULT = f"no connection is named, and there is no default connection {CONFIGURED}"
FILTER_ID = "must be the id of a traffic filter: 32 digits from 0 to 9 and a to f"
NO_FILTER = "is no traffic filter that the deployment's connection knows; correct the id, or name the connection that sees both"
EITHER = "needs either a link_id, or an azure_endpoint_name together with an azure_endpoint_guid"
LINK = "must be the id of an AWS VPC endpoint (vpce-…) or the number of a Private Service Connect connection"


def row(kind, changes, *expected, name):
    return pytest.param(kind, changes, list(expected), id=f"{kind}: {name}")


def rules(kind, rule, *expected, name):
    """A row of one rule of a type; the paths are below it."""
    paths = [(f"rules[0]{path and '.'}{path}", text) for path, text in expected]
    return row("TrafficFilter", {"type": kind, "rules": [rule]}, *paths, name=f"{kind}, {name}")


def egress(changes, *expected, name):
    paths = [(f"egress_rule.{path}", text) for path, text in expected]
    return rules("egress_firewall", {"egress_rule": {"target": "192.0.2.1", "protocol": "tcp"} | changes}, *paths, name=name)


def filter_row(changes, *expected, name):
    return row("TrafficFilter", changes, *expected, name=name)


def on(changes, *expected, name):
    return row("TrafficFilterAssociation", changes, *expected, name=name)


def claim(changes, *expected, name):
    return row("LinkIdClaim", changes, *expected, name=name)


SOURCE, CLUSTER, ORG = "source", "remote_cluster_id", "remote_cluster_org_id"
NAME, ENDPOINT_GUID = "azure_endpoint_name", "azure_endpoint_guid"
TABLE = [
    # ip
    rules("ip", {SOURCE: "example.com"}, (SOURCE, ADDRESS), name="host name"),
    rules("ip", {SOURCE: "fe80::1%eth0"}, (SOURCE, ADDRESS), name="zone"),
    rules("ip", {SOURCE: "10.0.0.0/255.0.0.0"}, (SOURCE, ADDRESS), name="netmask in dots"),
    rules("ip", {SOURCE: "10.0.0.0/33"}, (SOURCE, ADDRESS), name="prefix too long"),
    rules("ip", {SOURCE: "2001:db8::/129"}, (SOURCE, ADDRESS), name="v6 prefix too long"),
    rules("ip", {SOURCE: "010.0.0.1"}, (SOURCE, ADDRESS), name="leading zero"),
    rules("ip", {SOURCE: "10.0.0.0/08"}, (SOURCE, ADDRESS), name="prefix with a leading zero"),
    rules("ip", {SOURCE: "10.0.0.1-10.0.0.9"}, (SOURCE, ADDRESS), name="from-to"),
    rules("ip", {SOURCE: "10.0.0.1\n"}, (SOURCE, ADDRESS), name="line break"),
    rules("ip", {SOURCE: "\x1b[31m"}, (SOURCE, ADDRESS), name="control characters"),
    rules("ip", {SOURCE: "1" * 100_000}, (SOURCE, ADDRESS), name="very long text"),
    rules("ip", {SOURCE: ""}, (SOURCE, ADDRESS), name="empty text"),
    rules("ip", {SOURCE: 3221225985.0}, (SOURCE, TEXT), name="number"),
    rules("ip", {SOURCE: None}, (SOURCE, MISSING), name="null"),
    rules("ip", {SOURCE: ["10.0.0.1", "10.0.0.2"]}, (SOURCE, TEXT), name="list of sources"),
    rules("ip", {}, (SOURCE, MISSING), name="no source"),
    rules("ip", {"srouce": "10.0.0.1"}, (SOURCE, MISSING), ("srouce", "is not a known key"), name="unknown field"),
    rules("ip", {SOURCE: "10.0.0.1", "description": 7.0}, ("description", TEXT), name="description a number"),
    rules("ip", {SOURCE: "10.0.0.1", "description": []}, ("description", TEXT), name="description an empty list"),
    rules("ip", {SOURCE: "10.0.0.1", ORG: "1"}, (ORG, "does not belong to a rule of type ip, which has source"), name="field of remote_cluster"),
    rules("ip", "10.0.0.1", ("", OBJECT), name="rule a text"),
    rules("ip", [], ("", OBJECT), name="rule a list"),
    rules("ip", None, ("", OBJECT), name="rule null"),
    # vpce
    rules("vpce", {SOURCE: "10.0.0.1"}, (SOURCE, ENDPOINT), name="address"),
    rules("vpce", {SOURCE: VPCE.upper()}, (SOURCE, ENDPOINT), name="upper case"),
    rules("vpce", {SOURCE: "vpce-svc-0123456789abcdef0"}, (SOURCE, ENDPOINT), name="service instead of endpoint"),
    rules("vpce", {SOURCE: 7.0}, (SOURCE, TEXT), name="number"),
    # gcp_private_service_connect_endpoint
    rules("gcp_private_service_connect_endpoint", {SOURCE: "psc-1"}, (SOURCE, PSC), name="not numeric"),
    rules("gcp_private_service_connect_endpoint", {SOURCE: "1" * 21}, (SOURCE, PSC), name="too long"),
    rules("gcp_private_service_connect_endpoint", {SOURCE: 1.8446744072646845e19}, (SOURCE, TEXT), name="number, which would be rounded"),
    # azure_private_endpoint
    rules("azure_private_endpoint", {}, (NAME, MISSING), (ENDPOINT_GUID, MISSING), name="nothing"),
    rules("azure_private_endpoint", {NAME: "a"}, (ENDPOINT_GUID, MISSING), name="no GUID"),
    rules("azure_private_endpoint", {ENDPOINT_GUID: GUID}, (NAME, MISSING), name="no name"),
    rules("azure_private_endpoint", {NAME: "a b", ENDPOINT_GUID: GUID[1:]}, (NAME, AZURE), (ENDPOINT_GUID, FORM), name="both malformed"),
    rules("azure_private_endpoint", {NAME: "a", ENDPOINT_GUID: f"{{{GUID}}}"}, (ENDPOINT_GUID, FORM), name="GUID in braces"),
    rules(
        "azure_private_endpoint",
        {NAME: "a", ENDPOINT_GUID: GUID, SOURCE: "10.0.0.1"},
        (SOURCE, "does not belong to a rule of type azure_private_endpoint, which has azure_endpoint_name and azure_endpoint_guid"),
        name="field of ip",
    ),
    # remote_cluster
    rules("remote_cluster", {}, ("", "needs a remote_cluster_id, a remote_cluster_org_id or both"), name="nothing"),
    rules("remote_cluster", {CLUSTER: None, ORG: None}, ("", "needs a remote_cluster_id, a remote_cluster_org_id or both"), name="nulls"),
    rules("remote_cluster", {CLUSTER: "PuRnbJIXRXyzCxZFWTqnAg"}, (CLUSTER, UUID), name="cluster_uuid"),
    rules("remote_cluster", {CLUSTER: "logs-eu"}, (CLUSTER, RESOURCE), name="name of a deployment"),
    rules("remote_cluster", {CLUSTER: "E" * 32}, (CLUSTER, RESOURCE), name="upper case"),
    rules(
        "remote_cluster",
        {CLUSTER: US},
        (CLUSTER, "is the id of deployment logs-us; a rule needs its Elasticsearch resource id, eeee0102eeee0102eeee0102eeee0102"),
        name="deployment id",
    ),
    rules("remote_cluster", {ORG: 1000000001.0}, (ORG, TEXT), name="organization a number"),
    rules("remote_cluster", {ORG: "Acme Inc."}, (ORG, ORGANIZATION), name="organization's name"),
    # egress_firewall
    rules("egress_firewall", {}, ("egress_rule", MISSING), name="nothing"),
    rules("egress_firewall", {"egress_rule": "10.0.0.1"}, ("egress_rule", OBJECT), name="egress_rule a text"),
    rules("egress_firewall", {"egress_rule": {}}, ("egress_rule.target", MISSING), ("egress_rule.protocol", MISSING), name="empty egress_rule"),
    rules(
        "egress_firewall",
        {"target": "10.0.0.1", "protocol": "tcp"},
        ("egress_rule", MISSING),
        ("target", "is not a known key"),
        ("protocol", "is not a known key"),
        name="fields without their object",
    ),
    egress({"target": "example.com"}, ("target", ADDRESS), name="host name"),
    egress({"target": None}, ("target", MISSING), name="target null"),
    egress({"protocol": "icmp"}, ("protocol", "must be 'all', 'tcp' or 'udp'"), name="protocol"),
    egress({"protocol": "TCP"}, ("protocol", "must be 'all', 'tcp' or 'udp'"), name="protocol in upper case"),
    egress({"ports": [0.0]}, ("ports[0]", "must be at least 1"), name="port 0"),
    egress({"ports": [443.0, 65536.0]}, ("ports[1]", "must be at most 65535"), name="port 65536"),
    egress({"ports": ["443"]}, ("ports[0]", WHOLE), name="port a text"),
    egress({"ports": [443.5]}, ("ports[0]", WHOLE), name="port and a half"),
    egress({"ports": [True]}, ("ports[0]", WHOLE), name="port true"),
    egress({"ports": [math.nan, math.inf]}, ("ports[0]", WHOLE), ("ports[1]", WHOLE), name="port not a number"),
    egress({"ports": [10**400]}, ("ports[0]", "must be at most 65535"), name="huge port"),
    egress({"ports": "443"}, ("ports", LIST), name="ports a text"),
    egress({"port": [443]}, ("port", "is not a known key"), name="unknown field"),
    # the filter
    filter_row({"type": "IP"}, ("type", TYPE), name="type in upper case"),
    filter_row({"type": ["ip"]}, ("type", TYPE), name="type a list"),
    filter_row({"type": None, "region": None, "rules": None}, ("type", MISSING), ("region", MISSING), ("rules", MISSING), name="nulls"),
    filter_row({"region": "EU West"}, ("region", REGION), name="region"),
    filter_row({"region": ""}, ("region", REGION), name="no region"),
    filter_row({"name": 7.0}, ("name", TEXT), name="name a number"),
    filter_row({"name": 0.0}, ("name", TEXT), name="name zero"),
    filter_row({"name": []}, ("name", TEXT), name="name an empty list"),
    filter_row({"description": {}}, ("description", TEXT), name="description an empty object"),
    filter_row({"include_by_default": "perhaps"}, ("include_by_default", "must be true or false"), name="switch"),
    filter_row({"detach_others": 2.0}, ("detach_others", "must be true or false"), name="switch a number"),
    filter_row({"connection": "hostde"}, ("connection", f"connection 'hostde' is not configured {CONFIGURED}"), name="unknown connection"),
    filter_row({"connection": None}, ("connection", NO_DEFAULT), name="no connection"),
    filter_row({"connection": ["hosted"]}, ("connection", TEXT), name="connection a list"),
    filter_row({"ruels": []}, ("ruels", "is not a known key"), name="unknown property"),
    filter_row({"rules": []}, ("rules", "must hold at least 1 rule"), name="no rule"),
    filter_row({"rules": {"office": {SOURCE: "10.0.0.1"}}}, ("rules", LIST), name="rules an object"),
    filter_row({"rules": "10.0.0.1"}, ("rules", LIST), name="rules a text"),
    filter_row({"rules": math.nan}, ("rules", LIST), name="rules not a number"),
    filter_row(
        {"rules": [{SOURCE: f"10.0.0.{n}"} for n in range(129)]},
        ("rules", "holds 129 rules, but a ruleset takes 128; spread them over several with SplitTrafficFilter"),
        name="129 rules",
    ),
    filter_row(
        {"rules": [{SOURCE: "::1"}, {SOURCE: "10.0.0.1"}, {SOURCE: "10.0.0.1/32"}]},
        ("rules", "has the same rule at [1] and at [2]; remove either"),
        name="twice",
    ),
    filter_row({"rules": [{SOURCE: "10.0.0.1"}, {SOURCE: "x"}, {}]}, ("rules[1].source", ADDRESS), ("rules[2].source", MISSING), name="several rules"),
    # the association
    on({"traffic_filter": None}, ("traffic_filter", MISSING), name="no filter"),
    on({"traffic_filter": "f" * 32}, ("traffic_filter", OBJECT), name="filter a text"),
    on({"traffic_filter": {}}, ("traffic_filter.ruleset_id", MISSING), name="no id"),
    on({"traffic_filter": {"ruleset_id": None}}, ("traffic_filter.ruleset_id", MISSING), name="id null"),
    on({"traffic_filter": {"ruleset_id": ""}}, ("traffic_filter.ruleset_id", FILTER_ID), name="id empty"),
    on({"traffic_filter": {"ruleset_id": "office"}}, ("traffic_filter.ruleset_id", FILTER_ID), name="a filter's name"),
    on({"traffic_filter": {"ruleset_id": "../" + "f" * 29}}, ("traffic_filter.ruleset_id", FILTER_ID), name="path"),
    on({"traffic_filter": {"ruleset_id": "f" * 32}}, ("traffic_filter.ruleset_id", NO_FILTER), name="unknown filter"),
    on({"traffic_filter": {"ruleset_id": AP}}, ("traffic_filter.ruleset_id", NO_FILTER), name="a deployment's id"),
    on({"traffic_filter": {"ruleset_id": "foreign"}}, ("traffic_filter.ruleset_id", NO_FILTER), name="another organization's filter"),
    on(
        {"traffic_filter": {"ruleset_id": "f" * 32, "rules": []}, "deployment": {}},
        ("deployment.connection", NO_DEFAULT),
        ("traffic_filter.rules", "is not a known key"),
        ("deployment.deployment_id", MISSING),
        name="several",
    ),
    on({"deployment": None}, ("deployment", MISSING), name="no deployment"),
    on({"deployment": AP}, ("deployment", OBJECT), name="deployment a text"),
    on(
        {"deployment": {"deployment_id": "logs-eu", "connection": "hosted"}},
        ("deployment.deployment_id", "must be a deployment id: 32 digits from 0 to 9 and a to f"),
        name="a deployment's name",
    ),
    on(
        {"deployment": {"deployment_id": GONE, "connection": "hosted"}},
        ("deployment.deployment_id", f"deployment {GONE} is not known to connection hosted; correct the id, or name the connection that sees it"),
        name="unknown deployment",
    ),
    on(
        {"deployment": {"deployment_id": SHOP, "connection": "hosted"}},
        (
            "deployment.deployment_id",
            f"deployment {SHOP} is not known to connection hosted (hidden from its API key, or of another organization); "
            "correct the id, or name the connection that sees it",
        ),
        name="another organization's deployment",
    ),
    on(
        {"deployment": {"deployment_id": AP, "connection": "hostde"}},
        ("deployment.connection", f"connection 'hostde' is not configured {CONFIGURED}"),
        name="unknown connection",
    ),
    on(
        {"deployment": {"deployment_id": AP, "connection": "hostde", "platform": "ech", "ref_id": "main"}},
        ("deployment.connection", f"connection 'hostde' is not configured {CONFIGURED}"),
        name="unknown connection beside facts",
    ),
    on({"deployment": {"deployment_id": AP, "connection": 7.0}}, ("deployment.connection", TEXT), name="connection a number"),
    on({"open_on_delete": "perhaps"}, ("open_on_delete", "must be true or false"), name="switch"),
    on({"opne_on_delete": True}, ("opne_on_delete", "is not a known key"), name="unknown property"),
    # the claim
    claim({"link_id": None}, ("", EITHER), name="neither"),
    claim({NAME: "a", ENDPOINT_GUID: GUID}, ("", EITHER), name="both"),
    claim({"link_id": None, NAME: "a"}, ("", EITHER), name="no GUID"),
    claim({"link_id": None, ENDPOINT_GUID: GUID}, ("", EITHER), name="no name"),
    claim({"link_id": None, NAME: "a/b", ENDPOINT_GUID: "x"}, (NAME, AZURE), (ENDPOINT_GUID, FORM), name="Azure malformed"),
    claim({"link_id": "vpce-1"}, ("link_id", LINK), name="malformed"),
    claim({"link_id": "psc-1"}, ("link_id", LINK), name="not numeric"),
    claim({"link_id": 1.8446744072646845e19}, ("link_id", TEXT), name="number, which would be rounded"),
    claim({"region": "EU West"}, ("region", REGION), name="region"),
    claim({"region": None}, ("region", MISSING), name="no region"),
    claim({"connection": "hostde"}, ("connection", f"connection 'hostde' is not configured {CONFIGURED}"), name="unknown connection"),
    claim({"connection": None}, ("connection", NO_DEFAULT), name="no connection"),
    claim({"connection": {}}, ("connection", TEXT), name="connection an object"),
    claim({"link_di": "1"}, ("link_di", "is not a known key"), name="unknown property"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_is_right(check, kind):
    """What the rows change is right before: nothing else than the change is told."""
    assert check(kind, {}).failures == []


@pytest.mark.parametrize(("kind", "changes", "expected"), TABLE)
def test_table(check, kind, changes, expected):
    """Each mistake names its property as the user wrote it, and says what would be right."""
    assert [(failure.property, failure.reason) for failure in check(kind, changes).failures] == expected


def test_the_table_is_whole():
    """There are 40 rows at least, and every type and every resource has its own."""
    ids = [each.id for each in TABLE]

    assert len(ids) == len({*ids}) >= 40
    assert all(any(f"TrafficFilter: {kind}, " in id_ for id_ in ids) for kind in FilterType)
    assert all(any(item.startswith(f"{kind}: ") for item in ids) for kind in KINDS)
