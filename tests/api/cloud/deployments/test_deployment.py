import json

import pytest

from crosslink_core.api.cloud.deployments.deployment import PAGE
from crosslink_core.api.error import NotFoundError, UnexpectedReplyError

ID = "d" * 32


def http(body):
    content = json.dumps(body).encode()
    return b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: " + str(len(content)).encode() + b"\r\n\r\n" + content


def sent(server):
    return [json.loads(body) for _, _, body in server.requests]


def page(first, count, cursor=None):
    return http({"return_count": count, "deployments": [{"id": f"{n:032x}"} for n in range(first, first + count)]} | ({"cursor": cursor} if cursor else {}))


def test_get(server, cloud):
    """One deployment is one GET, and its document comes back whole: also what the specification does not know."""
    server.answers_with(200, {"id": ID, "undocumented": [1]})

    assert cloud.deployments.get(ID) == {"id": ID, "undocumented": [1]}
    assert [line for line, _, _ in server.requests] == [f"GET /api/v1/deployments/{ID} HTTP/1.1"]


def test_get_what_is_gone(server, cloud):
    """404 with the documented code is "not found"."""
    server.answers_with(404, {"errors": [{"code": "deployments.deployment_not_found", "message": "none"}]})

    with pytest.raises(NotFoundError):
        cloud.deployments.get(ID)


@pytest.mark.parametrize("body", [[1], "text", 7, b""], ids=["list of numbers", "text", "number", "nothing"])
def test_get_something_else(server, cloud, body):
    """A document that is no object is an unexpected reply."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.deployments.get(ID)


def test_one_page(server, cloud):
    """Many ids are one POST, each id once, with a page that is stated."""
    server.answers[:] = [page(1, 2)]

    found = list(cloud.deployments.all(["b" * 32, "a" * 32, "b" * 32]))

    assert [item["id"] for item in found] == [f"{1:032x}", f"{2:032x}"]
    assert [line for line, _, _ in server.requests] == ["POST /api/v1/deployments/_search HTTP/1.1"]
    should = [{"term": {"id": {"value": each * 32}}} for each in "ab"]
    assert sent(server) == [{"size": PAGE, "sort": ["id"], "query": {"bool": {"minimum_should_match": 1, "should": should}}}]


def test_all_of_them(server, cloud):
    """Without ids everything is asked for; a full page is followed by its cursor until one is not full."""
    server.answers[:] = [page(0, PAGE, "next-1"), page(PAGE, PAGE, "next-2"), page(2 * PAGE, 1, "next-3")]

    assert len(list(cloud.deployments.all())) == 2 * PAGE + 1
    assert sent(server) == [{"size": PAGE, "sort": ["id"], "query": {"match_all": {}}}, {"cursor": "next-1"}, {"cursor": "next-2"}]


def test_a_full_page_without_a_cursor(server, cloud):
    """Where there is no cursor there is no next page."""
    server.answers[:] = [page(0, PAGE)]

    assert len(list(cloud.deployments.all())) == PAGE


def test_a_cursor_that_leads_nowhere(server, cloud):
    """A page that brings nothing new is the last one, whatever cursor it has: nobody is kept for ever, nothing comes twice."""
    server.answers[:] = [page(0, PAGE, "same")]

    assert len(list(cloud.deployments.all())) == PAGE
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "body",
    [b"", [], {}, {"deployments": None}, {"deployments": 7}, {"deployments": ["a"]}, {"deployments": [None]}],
    ids=["nothing", "list", "empty object", "null", "number", "texts", "nulls"],
)
def test_a_search_that_answers_something_else(server, cloud, body):
    """A page of another shape is an unexpected reply, never an empty page."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        list(cloud.deployments.all())


@pytest.mark.parametrize("document", [{}, {"id": None}, {"id": 7}, {"id": ["a"]}], ids=str)
def test_documents_without_an_id(server, cloud, document):
    """A deployment without an id that can be one is an unexpected reply too."""
    server.answers_with(200, {"deployments": [document]})

    with pytest.raises(UnexpectedReplyError):
        list(cloud.deployments.all())
