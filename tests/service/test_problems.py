import json
import logging

import pytest
from pydantic import ValidationError
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.testclient import TestClient

from patron.service.problems import MEDIA_TYPE, Expected, Problems, problem
from patron.service.questions import Question


@pytest.fixture
def answer_to():
    """Return a function that gets what the middleware makes of an app's response."""
    return lambda response: TestClient(Problems(response)).get("/")


def test_a_problem_has_the_four_members_and_its_errors():
    errors = [{"field": "customer", "message": "must be a text"}]
    assert json.loads(problem(404, "Nobody.", errors)) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Nobody.",
        "errors": errors,
    }
    assert "errors" not in json.loads(problem(404, "Nobody."))


@pytest.mark.parametrize(
    "response",
    [
        PlainTextResponse("Traceback: /secret/path", 500),
        JSONResponse({"error": "Traceback: /secret/path"}, 500),
        JSONResponse([{"error": "Traceback: /secret/path"}], 500),
        JSONResponse({"detail": "Traceback: /secret/path"}, 500),
    ],
)
def test_whatever_is_said_inside_stays_inside(answer_to, response):
    answer = answer_to(response)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here; the service's log says what.",
    }


@pytest.mark.parametrize("status", [429, 503, 504, 418])
def test_every_status_keeps_its_number(answer_to, status):
    answer = answer_to(JSONResponse({"error": "x"}, status, {"retry-after": "3", "x-inner": "1"}))
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["retry-after"] == "3"
    assert "x-inner" not in answer.headers


def test_a_body_that_does_not_match_is_said_in_plain_words(answer_to):
    with pytest.raises(ValidationError) as raised:
        Question.model_validate_json('{"customers": [1], "more": 2}')
    detail = raised.value.errors(include_context=False, include_input=False)
    answer = answer_to(JSONResponse({"error": "2 errors", "detail": detail}, 400))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "customers.0", "message": "must be a text"},
        {"field": "more", "message": "there is no such field; leave it out"},
    ]


def test_a_problem_of_ours_passes_as_it_is(answer_to):
    ours = problem(404, "There is no customer 'x'.")
    answer = answer_to(Response(ours, 404, media_type=MEDIA_TYPE))
    assert answer.content == ours
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_good_answer_passes_with_headers_that_keep_it_safe(answer_to):
    answer = answer_to(PlainTextResponse("fine", headers={"cache-control": "max-age=60"}))
    assert (answer.status_code, answer.text) == (200, "fine")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "max-age=60"


def test_what_clients_get_wrong_is_not_logged_but_all_else_is():
    def record(error):
        info = (type(error), error, None)
        return logging.LogRecord("x", logging.ERROR, "x", 1, "Exception on %s", ("/",), info)

    with pytest.raises(ValidationError) as raised:
        Question()
    assert not Expected().filter(record(raised.value))
    assert Expected().filter(record(ValueError("ours")))
