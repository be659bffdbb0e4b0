import pytest


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("ApiKey wrong", id="wrong"),
        pytest.param("ApiKey", id="empty"),
        pytest.param("Bearer emulated-hosted-key", id="scheme"),
        pytest.param("emulated-hosted-key", id="no scheme"),
        pytest.param("ApiKey emulated-partner-key", id="another cloud's"),
        pytest.param("ApiKey käse", id="not ascii"),
    ],
)
def test_no_key_no_answer(http, error_of, header):
    """A missing or wrong key is 401, for every operation and before anything else is looked at."""
    headers = {} if header is None else {"authorization": header.encode("latin-1")}
    del http.headers["authorization"]
    get = http.get("/deployments/nope", headers=headers)
    put = http.put("/deployments/nope/elasticsearch/_main/remote-clusters", headers=headers, content=b"{")

    assert error_of(get) == error_of(put) == (401, "root.unauthenticated")
    assert get.json()["errors"][0]["message"] == "The supplied authentication is invalid"


def test_reader_reads_and_does_not_write(emulator, client, deployments, remotes_path, error_of):
    """A read-only key may list, get and search; writing is 403."""
    emulator.world.clouds["hosted"].read_only_keys["reader"] = "emulated-reader-key"
    reader = client("hosted", "emulated-reader-key")
    path = remotes_path(deployments["logs-eu"])

    assert reader.get("/deployments").status_code == 200
    assert reader.post("/deployments/_search", json={}).status_code == 200
    assert reader.get(path).status_code == 200
    assert error_of(reader.put(path, json={"resources": []})) == (403, "root.unauthorized")


def test_unknown_cloud(emulator, http, error_of):
    """A cloud that the estate does not have is 404, and the message names those it has."""
    reply = http.get(f"{emulator.url}/clouds/nowhere/api/v1/deployments")

    assert error_of(reply) == (404, "root.resource_not_found")
    assert "hosted, partner, enterprise, laboratory" in reply.json()["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/", "/deployments/", "/accounts", "/regions/ece-region/deployments"])
def test_undocumented_path(http, error_of, path):
    """What the specification does not have is 404; a trailing slash is another path."""
    assert error_of(http.get(path)) == (404, "root.resource_not_found")


@pytest.mark.parametrize(("method", "path"), [("PATCH", "/deployments"), ("POST", "/deployments/x/elasticsearch/y/remote-clusters"), ("HEAD", "/deployments")])
def test_wrong_method(http, method, path):
    """A known path with another method is 405."""
    http.event_hooks = {}

    assert http.request(method, path).status_code == 405


def test_request_ids_are_counted(http):
    """The same request of every run has the same id."""
    ids = [http.get("/deployments").headers["x-request-id"] for _ in range(2)]

    assert ids == ["emulated-00000001", "emulated-00000002"]
