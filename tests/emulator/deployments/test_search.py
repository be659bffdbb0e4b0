import pytest

SEARCH = "/deployments/_search"
HOSTED = {"logs-eu", "logs-us", "metrics-us", "security-ap", "archive", "paused", "legacy"}
RESOURCE = "resources.elasticsearch"
INVALID = (400, "root.invalid_json_request")


def nested(query, path=RESOURCE):
    """A query within one element of a list."""
    return {"nested": {"path": path, "query": query}}


@pytest.fixture
def found(http):
    """The names that a query finds."""

    def names(query):
        answer = http.post(SEARCH, json={"query": query, "size": 100}).json()
        assert answer["match_count"] == answer["return_count"] == len(answer["deployments"])
        return {deployment["name"] for deployment in answer["deployments"]}

    return names


@pytest.mark.parametrize("body", [None, {}], ids=["no body", "empty body"])
def test_everything(http, body):
    """Without a query all deployments come, last modified first, and there is no match count."""
    answer = http.post(SEARCH, json=body) if body is not None else http.post(SEARCH)

    assert [hit["name"] for hit in answer.json()["deployments"]] == ["metrics-us", "security-ap", "paused", "logs-us", "logs-eu", "archive", "legacy"]
    assert answer.json()["return_count"] == 7
    assert "match_count" not in answer.json()


def test_a_write_comes_first(http, deployments, remotes_path):
    """The default order follows what happened last."""
    http.put(remotes_path(deployments["archive"]), json={"resources": []})

    assert http.post(SEARCH, json={"size": 1}).json()["deployments"][0]["name"] == "archive"


def test_hits_are_like_get_without_trust(http, deployments):
    """Resources, plans, settings and metadata in full; ``info.settings``, which holds trust, is not there."""
    hit = http.post(SEARCH, json={"query": {"term": {"id": {"value": deployments["logs-eu"].id}}}}).json()["deployments"][0]
    page = http.get(f"/deployments/{deployments['logs-eu'].id}").json()

    assert hit == {name: page[name] for name in ("id", "name", "healthy", "resources", "settings", "metadata")}
    assert "settings" not in hit["resources"]["elasticsearch"][0]["info"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param({"match_all": {}}, HOSTED, id="all"),
        pytest.param({"match_none": {}}, set(), id="none"),
        pytest.param({"term": {"id": {"value": "dddd0101" * 4}}}, {"logs-eu"}, id="term"),
        pytest.param({"term": {"healthy": {"value": "true"}}}, HOSTED, id="term on a boolean"),
        pytest.param({"term": {"name": {"value": "logs"}}}, {"logs-eu", "logs-us"}, id="term on text is a word"),
        pytest.param({"term": {"name": {"value": "logs-eu"}}}, set(), id="term on text is not the whole"),
        pytest.param({"term": {"name.keyword": {"value": "logs-eu"}}}, {"logs-eu"}, id="keyword is the whole"),
        pytest.param({"term": {"id.keyword": {"value": "dddd0101" * 4}}}, set(), id="only text has a keyword"),
        pytest.param({"term": {"no.such.field": {"value": "x"}}}, set(), id="unknown path"),
        pytest.param({"term": {"resources": {"value": "x"}}}, set(), id="object"),
        pytest.param({"match": {"name": {"query": "EU paused"}}}, {"logs-eu", "paused"}, id="match is any word"),
        pytest.param({"match": {"id": {"query": "dddd0102" * 4}}}, {"logs-us"}, id="match on an id"),
        pytest.param({"prefix": {"name.keyword": {"value": "logs-"}}}, {"logs-eu", "logs-us"}, id="prefix"),
        pytest.param({"exists": {"field": "metadata.organization_id"}}, HOSTED, id="exists"),
        pytest.param({"exists": {"field": "alias"}}, set(), id="exists not"),
        pytest.param(nested({"match": {f"{RESOURCE}.id": {"query": "eeee0103" * 4}}}), {"metrics-us"}, id="nested"),
        pytest.param({"match": {f"{RESOURCE}.id": {"query": "eeee0103" * 4}}}, set(), id="nested field from outside"),
        pytest.param(nested({"term": {"id": {"value": "dddd0101" * 4}}}), {"logs-eu"}, id="outer field from inside"),
        pytest.param(nested({"match_all": {}}, "resources.kibana"), set(), id="nested empty list"),
        pytest.param(nested({"term": {f"{RESOURCE}.info.status": {"value": "stopped"}}}), {"paused"}, id="status"),
        pytest.param(nested({"term": {f"{RESOURCE}.info.topology.instances.service_version": {"value": "9.0.8"}}}), {"metrics-us"}, id="through a list"),
    ],
)
def test_queries(found, query, names):
    """Each kind of query, as Elasticsearch reads it."""
    assert found(query) == names


LOGS, EU, US = ({"term": {"name": {"value": word}}} for word in ("logs", "eu", "us"))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, HOSTED),
        ({"must": [LOGS, EU]}, {"logs-eu"}),
        ({"filter": [LOGS], "must_not": [EU]}, {"logs-us"}),
        ({"should": [EU, US]}, {"logs-eu", "logs-us", "metrics-us"}),
        ({"should": [EU], "filter": [LOGS]}, {"logs-eu", "logs-us"}),
        ({"should": [EU], "filter": [LOGS], "minimum_should_match": 1}, {"logs-eu"}),
        ({"should": [LOGS, EU, US], "minimum_should_match": 2}, {"logs-eu", "logs-us"}),
    ],
)
def test_bool(found, query, names):
    """``should`` is a condition only on its own, or with a number."""
    assert found({"bool": query}) == names


def test_what_terraform_asks(found):
    """The real query of the ``ec_deployments`` data source."""
    version = nested({"term": {f"{RESOURCE}.info.plan_info.current.plan.elasticsearch.version": {"value": "8.19.4"}}})
    name = {"prefix": {"name.keyword": {"value": "logs"}}}

    assert found({"bool": {"filter": [{"bool": {"must": [name, {"term": {"healthy": {"value": "true"}}}, version]}}]}}) == {"logs-eu", "logs-us"}


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (["id"], "logs-eu"),
        ([{"id": {}}], "logs-eu"),
        ([{"id": {"order": "desc"}}], "legacy"),
        (["name.keyword"], "archive"),
        ([{"metadata.last_modified": {"order": "asc"}}], "legacy"),
    ],
)
def test_sort(http, sort, first):
    """By one of the known fields, either way."""
    assert http.post(SEARCH, json={"sort": sort}).json()["deployments"][0]["name"] == first


def test_pages(http):
    """A cursor goes on with the same query and order, whatever else is sent beside it."""
    body = {"size": 3, "sort": ["id"], "query": {"match_all": {}}}
    pages = [http.post(SEARCH, json=body).json()]
    while "cursor" in pages[-1]:
        pages.append(http.post(SEARCH, json={"cursor": pages[-1]["cursor"], "size": 1, "query": {"match_none": {}}}).json())

    assert [page["return_count"] for page in pages] == [3, 3, 1]
    assert {page["match_count"] for page in pages} == {7}
    assert [hit["id"][6:8] for page in pages for hit in page["deployments"]] == ["01", "02", "03", "04", "05", "06", "07"]


def test_a_full_last_page_has_a_cursor(http):
    """The page after it is empty, and ends it."""
    cursor = http.post(SEARCH, json={"size": 7}).json()["cursor"]
    last = http.post(SEARCH, json={"cursor": cursor}).json()

    assert (last["return_count"], "cursor" in last) == (0, False)


def test_default_size(emulator, http):
    """Ten, so that who does not page misses the rest."""
    hosted = emulator.world.clouds["hosted"]
    model = hosted.deployments["logs-eu"]
    for number in range(10):
        hosted.deployments[f"more-{number}"] = model.model_copy(update={"id": f"{number:032x}", "name": f"more-{number}"})

    assert http.post(SEARCH, json={}).json()["return_count"] == 10
    assert http.post(SEARCH, json={"from": 10}).json()["return_count"] == 7


def test_minimal_metadata(http):
    """The asked attributes only, in another list."""
    answer = http.post(f"{SEARCH}?minimal_metadata=id,name", json={"size": 1, "sort": ["id"]}).json()

    assert answer["deployments"] == []
    assert answer["minimal_metadata"] == [{"id": "dddd0101" * 4, "name": "logs-eu"}]


@pytest.mark.parametrize(
    "body",
    [
        {"qeury": {"match_all": {}}},
        {"query": {}},
        {"query": None, "size": 0},
        {"query": {"match_all": {}, "match_none": {}}},
        {"query": {"match_all": {"boost": 1}}},
        {"query": {"query_string": {"query": "logs"}}},
        {"query": {"range": {"id": {"gt": "0"}}}},
        {"query": {"term": {"id": "dddd"}}},
        {"query": {"term": {"healthy": {"value": True}}}},
        {"query": {"term": {"id": {"value": "a"}, "name": {"value": "b"}}}},
        {"query": {"term": {}}},
        {"query": {"match": {"name": {"query": "logs", "operator": "and"}}}},
        {"query": {"bool": {"must": {"match_all": {}}}}},
        {"query": {"bool": {"musst": []}}},
        {"query": {"nested": {"path": "resources", "query": {"match_all": {}}}}},
        {"size": 1001},
        {"size": "10"},
        {"from": -1},
        {"sort": ["name"]},
        {"sort": [{"id": {"order": "up"}}]},
        {"sort": [{}]},
        {"cursor": "nonsense"},
        {"cursor": "äöü"},
        {"cursor": "e30=", "unknown": 1},
    ],
    ids=str,
)
def test_refused(http, error_of, body):
    """Whatever is not emulated exactly is refused, never ignored."""
    assert error_of(http.post(SEARCH, json=body)) == INVALID


def test_refused_parameters(http, error_of):
    """Unknown parameters and attributes too."""
    assert error_of(http.post(f"{SEARCH}?minimal_metadata=password")) == error_of(http.post(f"{SEARCH}?size=1")) == INVALID


def test_deep_query(http, error_of):
    """A query without end is a bad request, not a crash."""
    query = {"match_all": {}}
    for _ in range(300):
        query = {"bool": {"must": [query]}}

    assert error_of(http.post(SEARCH, json={"query": query})) == INVALID


def test_one_cloud_only(client):
    """A search sees its own organization or environment."""
    names = {hit["name"] for hit in client("partner").post(SEARCH, json={}).json()["deployments"]}

    assert names == {"shop-eu", "shop-us"}
