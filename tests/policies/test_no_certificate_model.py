import pytest

from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_policies.rules.no_certificate_model import no_certificate_model as rule


@pytest.fixture
def link(end):
    """A link between two versions, as (token, name, props)."""

    def make(here, there, token=REMOTE_CONNECTION, name="us", **props):
        return token, name, {"local": end(1, "logs", version=here), "remote": end(2, "us", version=there), "alias": "us"} | props

    return make


@pytest.mark.parametrize("token", [REMOTE_CLUSTER, REMOTE_CONNECTION])
def test_violation(stack_violations, link, token):
    """From 8.14 on at both ends a link could be by API key, whichever resource it is."""
    assert stack_violations(rule, [link("8.14.0", "9.1.0", token)]) == [
        (
            "us",
            "1 link by certificate could use an API key, as both ends are 8.14 or newer: us; certificates are deprecated since 9.0, "
            "and let a superuser of the local cluster read everything on the remote one (rule no-certificate-model).",
        )
    ]


def test_once_for_all_links(stack_violations, link):
    """Many links are one piece of advice, which names the first few."""
    found = stack_violations(rule, [link("9.1.0", "9.1.0", name=f"link-{n}") for n in range(7)] + [link("8.13.0", "9.1.0", name="old")])

    assert [name for name, _ in found] == ["link-0"]
    assert "7 links by certificate" in found[0][1]
    assert ": link-0, link-1, link-2, link-3, link-4 and 2 more;" in found[0][1]


@pytest.mark.parametrize("address", ["us.es.example:9400", "us.es.example:9300", "[2001:db8::1]:9400", ""])
def test_violation_by_port(stack_violations, link, address):
    """The port tells the model; without an address it is the certificate's."""
    assert len(stack_violations(rule, [link("9.1.0", "9.1.0", proxy_address=address)])) == 1


@pytest.mark.parametrize(
    ("local", "remote", "address"),
    [
        pytest.param("8.13.4", "9.0.0", "us.es.example:9400", id="an older local"),
        pytest.param("8.18.0", "8.13.4", "us.es.example:9400", id="an older remote"),
        pytest.param("9.1.0", "9.1.0", "us.es.example:9443", id="by API key"),
        pytest.param("9.1.0", "9.1.0", "us.es.example:443", id="behind a port that may be either"),
    ],
)
def test_closest_legal(stack_violations, link, local, remote, address):
    """Where a key is impossible, or used already, there is nothing to say."""
    assert stack_violations(rule, [link(local, remote, proxy_address=address)]) == []


def test_unknown(stack_violations, link, unknown):
    """A version or an address that is unknown cannot be judged; what is beside does not matter."""
    assert stack_violations(rule, [link(unknown, "9.1.0")]) == []
    assert stack_violations(rule, [link("9.1.0", "9.1.0", proxy_address=unknown)]) == []
    assert stack_violations(rule, [link("9.1.0", "9.1.0", remote=unknown)]) == []
    assert len(stack_violations(rule, [link("9.1.0", "9.1.0", alias=unknown, server_name=unknown)])) == 1


@pytest.mark.parametrize(
    ("local", "remote", "found"),
    [
        pytest.param({}, {}, 1, id="both could"),
        pytest.param({"version": "8.13.4"}, {}, 0, id="an older local"),
        pytest.param({}, {"license": "basic"}, 0, id="a remote that makes no keys"),
        pytest.param({"license": "basic"}, {}, 0, id="a local that uses none"),
        pytest.param({"license": None}, {"license": None}, 1, id="licences that nobody saw"),
    ],
)
def test_clusters(stack_violations, connection, onprem, pods, local, remote, found):
    """Clusters without a control plane could have keys as well, unless their licence forbids it."""
    assert len(stack_violations(rule, [connection("a", onprem | local, pods | remote, port=9300)])) == found


def test_clusters_by_address(stack_violations, connection, logs, onprem, unknown):
    """A transport address is the certificate's behind any port; in mode sniff the seeds tell, if they agree."""
    balanced = onprem | {"transport_addresses": ["lb.example:30930"]}
    sniffing = {"mode": "sniff", "proxy_address": ""}

    def judged(remote, **props):
        return len(stack_violations(rule, [connection("a", logs, remote, **props)]))

    assert judged(balanced, proxy_address="lb.example:30930") == 1
    assert judged(onprem, proxy_address="lb.example:30930") == 0
    assert judged(onprem, proxy_address=unknown) == 0
    assert judged(onprem, **sniffing, seeds=["es1.example:9300", "es2.example:9300"]) == 1
    assert judged(onprem, **sniffing, seeds=["es1.example:9443"]) == 0
    assert judged(onprem, **sniffing, seeds=["es1.example:9300", "es2.example:9443"]) == 0
    assert judged(onprem, **sniffing, seeds=["es1.example:9300", unknown]) == 0
    assert judged(onprem, **sniffing, seeds=unknown) == 0
    assert judged(onprem | {"transport_addresses": unknown}, **sniffing, seeds=["es1.example:9300"]) == 1


def test_foreign_type(stack_violations, link):
    """Other resources are left alone, whatever they look like."""
    assert stack_violations(rule, [link("9.1.0", "9.1.0", CLUSTER_LINK)]) == []


def test_wrong_config(stack_violations, link):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(rule, [link("8.13.0", "8.13.0")], {"since": "9.0"})

    assert "since: is not a known key" in found[0][1]
