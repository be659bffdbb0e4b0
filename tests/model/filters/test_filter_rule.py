import math
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crosslink_core.model.filters.filter_rule import FilterRule, FilterType, wanted
from crosslink_core.model.problem import problems

IP, VPCE, AZURE, PSC, REMOTE, EGRESS = FilterType
RESOURCE_ID, GUID = "0123456789abcdef" * 2, "0123abcd-0123-ABCD-0123-0123456789ab"
ENDPOINT = {"azure_endpoint_name": "link-1.eu_a", "azure_endpoint_guid": GUID}


def dumped(kind, *rules):
    return [item.model_dump(exclude_none=True, mode="json") for item in wanted(kind, list(rules))]


def said(kind, *rules):
    with pytest.raises(ValidationError) as caught:
        wanted(kind, list(rules))
    return [str(problem) for problem in problems(caught.value)]


def egress(**more):
    return {"egress_rule": {"target": "192.0.2.0/24", "protocol": "tcp"} | more}


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        *((IP, {"source": source}) for source in ("192.0.2.1", "192.168.132.6/22", "0.0.0.0/0", "2001:db8::1/32", "2001:DB8::1", "::ffff:192.0.2.1")),
        (VPCE, {"source": "vpce-01234567"}),
        (VPCE, {"source": "vpce-0123456789abcdef0"}),
        (PSC, {"source": "18446744072646845332"}),
        (AZURE, ENDPOINT),
        (REMOTE, {"remote_cluster_id": RESOURCE_ID}),
        (REMOTE, {"remote_cluster_org_id": "1000000001"}),
        (REMOTE, {"remote_cluster_id": RESOURCE_ID, "remote_cluster_org_id": RESOURCE_ID}),
        (EGRESS, egress()),
        (EGRESS, egress(protocol="all", ports=[1, 65535])),
        (EGRESS, egress(protocol="udp", target="2001:db8::/32")),
    ],
)
def test_well_formed(kind, rule):
    """What belongs to a type is taken as it was given, with a description or without."""
    assert dumped(kind, rule, rule | {"description": "office"}) == [rule, rule | {"description": "office"}]


@given(st.ip_addresses(), st.data())
def test_host_bits_stay(address, data):
    """A range keeps the text it was given, bits of the host too: the service keeps them, and another text would show as a change."""
    text = f"{address}/{data.draw(st.integers(0, address.max_prefixlen))}"

    assert dumped(IP, {"source": text}) == [{"source": text}]


@given(st.text(alphabet="0123456789abcdef.:/%-gx ", max_size=20) | st.text(max_size=8))
def test_only_what_is_an_address(text):
    """Whatever is accepted is an address or a network to Python too; whatever is not is refused in one way."""
    try:
        wanted(IP, [{"source": text}])
    except ValidationError:
        return
    assert ip_network(text, strict=False).prefixlen <= ip_address(text.partition("/")[0]).max_prefixlen


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "example.com", "localhost", "10.0.0", "10", "0x0a000001", "10.0.0.256", "010.0.0.1", "10.0.0.1\n", " 10.0.0.1", "10.0.0.1:443"),
        *("10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "10.0.0.0-10.0.0.9", "10.0.0.*"),
        *("::/129", ":::", "fe80::1%eth0", "[::1]", "\u0661\u0660.0.0.1", "10.0.0.1,10.0.0.2", "https://10.0.0.1"),
    ],
)
def test_no_address(text):
    """A host name, a zone, a netmask in dots, leading zeros and anything else are refused, as source and as target."""
    ending = "must be an IPv4 or IPv6 address, or a CIDR such as 10.0.0.0/8; host names are not accepted"

    assert said(IP, {"source": text}) == [f"[0].source: {ending}"]
    assert said(EGRESS, egress(target=text)) == [f"[0].egress_rule.target: {ending}"]


@pytest.mark.parametrize("text", ["a" * 22, "AbC-_" + "0" * 17, RESOURCE_ID.upper(), RESOURCE_ID[1:], RESOURCE_ID + "\n", ""])
def test_resource_id(text):
    """Only 32 lower-case digits are a resource id; what Elasticsearch itself calls a cluster is recognized."""
    (line,) = said(REMOTE, {"remote_cluster_id": text})

    assert ("is a cluster_uuid" in line) is (len(text) == 22)
    assert "32 digits from 0 to 9 and a to f" in line


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        pytest.param([443, 80, 443], [80, 443], id="order and repetition"),
        pytest.param([443.0, 80], [80, 443], id="floats, as Pulumi sends them"),
        pytest.param([], None, id="none"),
        pytest.param(None, None, id="null"),
    ],
)
def test_ports(ports, expected):
    """The order of ports means nothing; none of them is every one."""
    assert dumped(EGRESS, egress(ports=ports)) == [egress() if expected is None else egress(ports=expected)]


@pytest.mark.parametrize("port", [0, -1, 65536, 10**400, 443.5, math.nan, math.inf, "443", True, None, [443]], ids=lambda item: str(item)[:9])
def test_no_port(port):
    """A port is a whole number from 1 to 65535, and no text."""
    assert len(said(EGRESS, egress(ports=[80, port]))) == 1


@pytest.mark.parametrize("text", ["", None])
def test_no_description(text):
    """An empty description is none, for what is wanted and for what there is."""
    assert dumped(IP, {"source": "192.0.2.1", "description": text}) == [{"source": "192.0.2.1"}]
    assert FilterRule.model_validate({"source": "192.0.2.1", "description": text}).description is None


@pytest.mark.parametrize("kind", FilterType)
def test_null_is_missing(kind):
    """A field that is null says nothing, whatever type it belongs to: programs build rules of fields that may have none."""
    nulls = dict.fromkeys(FilterRule.model_fields)

    assert said(kind, nulls) == said(kind, {})
    assert dumped(IP, nulls | {"source": "192.0.2.1"}) == [{"source": "192.0.2.1"}]
    assert dumped(EGRESS, nulls | egress(ports=None)) == [egress()]


@pytest.mark.parametrize("kind", FilterType)
def test_fields_of_other_types(kind):
    """Each field belongs to some types; to the others the message says what they have instead."""
    fields = {"source": "1.1.1.1", "remote_cluster_id": RESOURCE_ID, "remote_cluster_org_id": "1"} | ENDPOINT | egress()
    own = {"ip": {"source"}, "azure_private_endpoint": set(ENDPOINT), "remote_cluster": {"remote_cluster_id", "remote_cluster_org_id"}}
    mine = {"egress_firewall": {"egress_rule"}}.get(kind, own.get(kind, {"source"}))
    lines = [line for line in said(kind, fields) if "does not belong" in line]

    assert {line.partition(":")[0] for line in lines} == {f"[0].{name}" for name in fields if name not in mine}
    assert all(name in line for line in lines for name in mine)


def test_paths_of_several():
    """Every mistake of every rule is told at its place; a typing error below a rule is none of another type's fields."""
    assert said(EGRESS, egress(source="1"), 7, {}, egress() | {"source": "1"}) == [
        "[0].egress_rule.source: is not a known key",
        "[1]: must be an object",
        "[2].egress_rule: is missing",
        "[3].source: does not belong to a rule of type egress_firewall, which has egress_rule",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FilterRule.model_fields, "target", "ports", "x"]), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(FilterType), JSON)
def test_nonsense(kind, rules):
    """Whatever stands in the place of rules is either rules or a list of mistakes in our own words; what is read is read again as the same."""
    lines = []
    try:
        found = wanted(kind, rules)
    except ValidationError as error:
        found, lines = (), [str(problem) for problem in problems(error)]
    there = TypeAdapter(tuple[FilterRule, ...]).validate_python([item.model_dump(mode="json") for item in found])

    assert not any("nput" in line for line in lines)
    assert [each.model_dump(exclude_none=True, mode="json") for each in there] == [this.model_dump(exclude_none=True, mode="json") for this in found]


@pytest.mark.parametrize("more", [{"id": "r-1"}, {"undocumented": [1]}, {"egress_rule": {"protocol": "icmp", "new": 1}}, {"source": "example.com"}])
def test_what_there_is(more):
    """A rule of the service may hold what we would not write; its id, which changes with every write, is left out."""
    found = FilterRule.model_validate({"source": "192.0.2.1"} | more)

    assert "id" not in found.model_dump()
    assert found.source == more.get("source", "192.0.2.1")
