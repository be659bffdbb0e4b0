import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState

HERE = {"deployment_id": "a" * 32, "ref_id": "main-elasticsearch"}
THERE = {"deployment_id": "b" * 32, "platform": "ech", "resource_id": "e" * 32, "endpoint": "there.example"}


def made(**more):
    return RemoteConnection.model_validate({"local": HERE, "remote": THERE, "alias": "us"} | more)


def refusal(**more):
    with pytest.raises(ValidationError) as caught:
        made(**more)
    return {".".join(map(str, error["loc"])): error["msg"] for error in caught.value.errors()}


def test_defaults():
    """The address and the name follow the remote's endpoint; a link that searches skips a remote that is away."""
    found = made()

    assert (found.mode, found.proxy_address, found.server_name) == ("proxy", "there.example:9400", "there.example")
    assert (found.purpose, found.skip_unavailable, found.require_connected, found.connect_timeout_s) == ("search", True, False, 120)
    assert found.id == f"{'a' * 32}/us"


def test_replication_does_not_skip():
    """A follower never skips its leader unseen."""
    assert made(purpose="replication").skip_unavailable is False
    assert made(purpose="replication", skip_unavailable=True).skip_unavailable is True


@pytest.mark.parametrize(
    "address",
    [
        "there.example:9400",
        "a:1",
        "es_1.internal:65535",
        "10.0.0.1:9300",
        "[::1]:9300",
        "[2001:db8::1]:9400",
        "XN--BCHER-KVA.example:9400",
        f"{'a' * 63}.example:9400",
    ],
)
def test_addresses(address):
    """One host and one port, IPv6 in brackets."""
    assert made(proxy_address=address).proxy_address == address


@pytest.mark.parametrize(
    "address",
    [
        "there.example",
        ":9400",
        "there.example:",
        "there.example:0",
        "there.example:99999",
        "there.example:-1",
        "there.example:+9400",
        "there.example:94 00",
        "there.example:٩٤٠٠",
        "https://there.example:9400",
        "there.example/path:9400",
        "there.example:9400/path",
        "user@there.example:9400",
        "a.example:9400,b.example:9400",
        "::1:9400",
        "[::1:9400",
        "::1]:9400",
        "[there.example]:9400",
        "[10.0.0.1]:9400",
        "there..example:9400",
        ".there.example:9400",
        "there.example.:9400",
        "-there.example:9400",
        "thère.example:9400",
        " there.example:9400",
        "there.example:9400\n",
        f"{'a.' * 127}example:9400",
    ],
)
def test_what_is_no_address(address):
    """What Elasticsearch takes and never connects to is refused, or what it refuses itself."""
    assert refusal(proxy_address=address) == {
        "proxy_address": "Value error, must be a host and port, such as logs.eu-west-1.aws.found.io:9400, without a scheme or a path"
    }


@pytest.mark.parametrize("name", ["", "10.0.0.1", "there.example:9400", "https://there.example", "[::1]", "::1", "a b", "there.example."])
def test_what_is_no_server_name(name):
    """TLS sends a host name to the proxy, and an address is none."""
    assert list(refusal(server_name=name)) == ["server_name"]


HOSTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?){0,3}", fullmatch=True)


@given(HOSTS, st.integers(1, 65535))
def test_any_host_and_port(host, port):
    """Every host name with every port is an address."""
    assert made(proxy_address=f"{host}:{port}").proxy_address == f"{host}:{port}"


@given(st.text(max_size=40))
def test_any_text(text):
    """A text that is taken is one host and one port, and nothing that would be split otherwise."""
    try:
        found = made(proxy_address=text).proxy_address
    except ValidationError:
        return
    host, port = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):([0-9]+)", found).groups()
    assert found == text
    assert 1 <= int(port) <= 65535
    assert host


@pytest.mark.parametrize("alias", ["", "a b", "a:b", "a.b", "*", "ä", "a\n"])
def test_what_is_no_alias(alias):
    """What Elasticsearch does not recognize as an alias is refused."""
    assert list(refusal(alias=alias)) == ["alias"]


@pytest.mark.parametrize("mode", ["PROXY", "warp", ""])
def test_modes(mode):
    """There are two modes."""
    assert refusal(mode=mode) == {"mode": "Input should be 'proxy' or 'sniff'"}


def test_sniff_into_elastic_cloud():
    """Only one mode leads into Elastic Cloud."""
    assert refusal(mode="sniff") == {"mode": "Value error, must be proxy: Elastic Cloud supports only this mode"}


def test_itself():
    """A deployment is not linked to itself."""
    assert refusal(remote=HERE | {"endpoint": "here.example"}) == {
        "": "Value error, a deployment cannot be linked to itself: local and remote are the same deployment"
    }


def test_no_endpoint():
    """Without an endpoint the address and the name must be given."""
    assert refusal(remote={"deployment_id": "b" * 32}).keys() == {"proxy_address", "server_name"}
    assert made(remote={"deployment_id": "b" * 32}, proxy_address="c.example:9400", server_name="c.example").server_name == "c.example"


@pytest.mark.parametrize("endpoint", [object(), None], ids=["unknown", "none"])
def test_completed_while_the_endpoint_is_not_known(endpoint):
    """Of an unknown endpoint nothing is concluded: address and name stay empty."""
    found = RemoteConnection.completed({"remote": {"deployment_id": "b" * 32, "endpoint": endpoint}})

    assert (found["proxy_address"], found["server_name"]) == ("", "")
    assert found["skip_unavailable"] is True


@pytest.mark.parametrize("props", [None, [], "us", 7], ids=repr)
def test_no_object(props):
    """What is no object at all is refused in the same words as any other mistake of form."""
    with pytest.raises(ValidationError):
        RemoteConnection.model_validate(props)


def test_a_state_holds_whatever_is_there():
    """What others wrote is held as it is, through the state file, though nobody here could wish for it."""
    state = RemoteConnectionState.model_validate(made().model_dump() | {"mode": "sniff", "proxy_address": "", "server_name": "", "reason": "gone"})

    assert RemoteConnectionState.model_validate(state.model_dump(mode="json", exclude_none=True)) == state
    assert (state.mode, state.proxy_address, state.connected) == ("sniff", "", False)
