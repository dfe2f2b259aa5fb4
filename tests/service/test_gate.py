import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from patron.service.gate import ASKED, LARGEST, READ, Gate

JSON = {"content-type": "application/json"}


async def echo(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


@pytest.fixture
def client():
    return TestClient(Gate(echo))


@pytest.mark.parametrize("path", ASKED)
def test_questions_are_posted(client, path):
    assert client.post(path, content=b"{}", headers=JSON).text == "2 bytes"
    refused = client.get(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.json()["detail"] == "This address takes POST only."


@pytest.mark.parametrize("path", READ)
def test_all_else_is_read(client, path):
    assert client.get(path).status_code == 200
    refused = client.post(path, content=b"{}", headers=JSON)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/docs.json", "/static_content/x.js", "/churn/", "//churn"])
def test_there_is_nothing_anywhere_else(client, path):
    assert client.get(f"http://testserver{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/console", "GET and HEAD"),
        ("/console/list", "GET and HEAD"),
        ("/console/assign", "POST"),
        ("/console/sign-in", "GET and HEAD and POST"),
        ("/console/what-if/c1", "GET and HEAD and POST"),
    ],
)
def test_pages_are_read_and_forms_are_posted(client, path, allowed):
    answer = client.delete(path)
    assert answer.status_code == 405
    assert f"This address takes {allowed} only." in answer.text
    if "POST" in allowed:
        assert client.post(path, json={}).status_code == 415
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert client.post(path, content="a=1", headers=form).status_code == 200


def test_the_head_of_a_refusal_has_no_body(client):
    refused = client.head("/churn")
    assert (refused.status_code, refused.content) == (405, b"")


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/plain", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/vnd.bentoml+pickle", 415),
        (None, 415),
    ],
)
def test_only_json_is_taken(client, media_type, status):
    headers = {} if media_type is None else {"content-type": media_type}
    assert client.post("/churn", content=b"{}", headers=headers).status_code == status


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)])
def test_a_body_has_a_largest_size(client, size, status):
    assert client.post("/churn", content=b"x" * size, headers=JSON).status_code == status


@pytest.mark.parametrize(("parts", "status"), [(10, 200), (11, 413)])
def test_a_body_that_does_not_say_its_size_has_it_too(client, parts, status):
    chunks = (b"x" * (LARGEST // 10) for _ in range(parts))
    answer = client.post("/churn", content=chunks, headers=JSON)
    assert answer.status_code == status
    assert status != 200 or answer.text == f"{LARGEST} bytes"


def test_a_length_that_is_no_number_does_not_matter(client):
    headers = {**JSON, "content-length": "many"}
    assert client.post("/churn", content=b"{}", headers=headers).status_code == 200


def test_a_body_whose_end_is_said_in_two_ways_is_not_read(client):
    headers = {**JSON, "content-length": "2", "transfer-encoding": "chunked"}
    refused = client.post("/churn", content=b"{}", headers=headers)
    assert (refused.status_code, refused.headers["connection"]) == (400, "close")


def test_a_length_of_many_digits_is_too_large(client):
    headers = {**JSON, "content-length": "9" * 5_000}
    assert client.post("/churn", content=b"{}", headers=headers).status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for():
    sent = []

    async def never():
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/churn"}
    scope["headers"] = [(b"content-type", b"application/json")]
    asyncio.run(Gate(echo, patience=0.01)(scope, never, send))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
