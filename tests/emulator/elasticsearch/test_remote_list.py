import pytest


@pytest.fixture
def listed(http, remotes_path, deployments, ref):
    """Writes the remote list of the control plane: aliases and deployments."""

    def write(*names, **more):
        return http.put(remotes_path(deployments["logs-eu"]), json={"resources": [ref(deployments[name], "remote", **more) for name in names]})

    return write


@pytest.fixture
def host(emulator, deployments):
    """The host name of a deployment's endpoint."""
    return lambda name: emulator.world.clouds["hosted"].endpoint(deployments[name])


@pytest.fixture
def connected(http, remotes_path, deployments):
    """Whether the control plane shows the only entry as connected."""
    return lambda: http.get(remotes_path(deployments["logs-eu"])).json()["resources"][0]["info"]["connected"]


def test_entry_becomes_settings(eu, listed, settings, host):
    """The control plane writes four settings for an entry, and nulls them when the entry goes."""
    listed("logs-us", skip_unavailable=True)
    written, info = settings(eu), eu.get("/_remote/info").json()
    listed()

    assert written == {
        "cluster.remote.remote.mode": "proxy",
        "cluster.remote.remote.proxy_address": f"{host('logs-us')}:9400",
        "cluster.remote.remote.server_name": host("logs-us"),
        "cluster.remote.remote.skip_unavailable": "true",
    }
    assert (info["remote"]["connected"], info["remote"]["skip_unavailable"]) == (True, True)
    assert (settings(eu), eu.get("/_remote/info").json()) == ({}, {})


def test_other_aliases_stay(eu, listed, link, settings, host):
    """The list and settings written past it live side by side."""
    link(eu, "metrics-us", alias="own")
    listed("logs-us")
    listed()

    assert settings(eu)["cluster.remote.own.server_name"] == host("metrics-us")
    assert not [key for key in settings(eu) if key.startswith("cluster.remote.remote.")]


def test_written_past_the_list(eu, listed, put, settings, connected):
    """What Elasticsearch's own API writes counts, the list goes on to show the entry, and the next write of the list counts again."""
    listed("logs-us")
    put(eu, persistent={"cluster.remote.remote.server_name": "wrong.example"})
    wrong = connected()
    listed("logs-us")

    assert (wrong, connected()) == (False, True)
    assert settings(eu)["cluster.remote.remote.server_name"] != "wrong.example"


def test_removed_past_the_list(eu, listed, put, settings, connected):
    """Settings of the list that were nulled are gone, whatever the list says, until it is written again."""
    listed("logs-us")
    put(eu, persistent={"cluster.remote.remote.*": None})
    gone = (settings(eu), eu.get("/_remote/info").json(), connected())
    listed("logs-us")

    assert gone == ({}, {}, False)
    assert connected() is True


def test_same_values(eu, listed, link, settings):
    """Settings that say the same as the list are the list's: they go with the entry."""
    listed("logs-us")
    link(eu, "logs-us")
    listed()

    assert settings(eu) == {}


def test_settings_that_refuse(eu, listed, put, settings, error_of):
    """An alias that was given seeds cannot become a proxy's: the control plane passes Elasticsearch's refusal on, and nothing changes."""
    put(eu, persistent={"cluster.remote.remote.seeds": ["nowhere.example:9300"]})
    before = settings(eu)
    reply = listed("logs-us")

    assert error_of(reply) == (500, "deployments.cluster_request_failed")
    assert 'Setting "cluster.remote.remote.seeds" cannot be used with the configured' in reply.json()["errors"][0]["message"]
    assert settings(eu) == before


def test_drift(eu, listed):
    """Another target under the same alias is a connection built anew."""
    skips = []
    for name in ("logs-us", "metrics-us"):
        listed(name)
        skips.append(eu.get("/_remote/info").json()["remote"]["skip_unavailable"])

    assert skips == [False, True]


def test_target_gone(emulator, eu, listed, settings):
    """Without its target an entry has no endpoint, and so no settings."""
    listed("logs-us")
    del emulator.world.clouds["hosted"].deployments["logs-us"]

    assert settings(eu) == {}
