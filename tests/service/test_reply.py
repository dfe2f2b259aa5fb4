import json

import pytest

from patron.errors import ModelError, StoreError, StoreUnavailable, UnknownCustomer
from patron.service.problems import NotReady
from patron.service.questions import Question
from patron.service.records import Reason
from patron.service.reply import reply

ONE, TWO = Question(customer="a"), Question(customers=["a", "b"])


def records(question):
    return [Reason(idea=name, contribution=1.5, sentence="é") for name in question.asked]


def test_one_customer_gives_one_object_and_several_give_results():
    a, b = ({"idea": name, "contribution": 1.5, "sentence": "é"} for name in "ab")
    assert json.loads(reply(ONE, records).body) == a
    assert json.loads(reply(TWO, records).body) == {"results": [a, b]}
    assert json.loads(reply(Question(customers=["a"]), records).body) == {"results": [a]}


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (UnknownCustomer("There is no customer 'a'."), 404, "There is no customer 'a'."),
        (NotReady("Run `patron train`."), 503, "Run `patron train`."),
        (
            StoreError("/secret/shop.db is damaged"),
            503,
            "The live store cannot be read;",
        ),
        (StoreUnavailable("/secret/shop.db is full"), 503, "The live store cannot be used now,"),
        (ModelError("/secret/model.json is damaged"), 503, "The service cannot answer now;"),
    ],
)
def test_what_is_missing_is_said_without_saying_where_it_lies(error, status, detail):
    def fail(question):
        raise error

    response = reply(ONE, fail)
    assert (response.status_code, response.media_type) == (status, "application/problem+json")
    assert json.loads(response.body)["detail"].startswith(detail)
    assert b"secret" not in response.body


def test_what_will_work_later_says_when():
    def fail(question):
        raise StoreUnavailable("The disk is full.")

    assert reply(ONE, fail).headers["retry-after"] == "2"


def test_mistakes_of_ours_are_not_taken_for_answers():
    def fail(question):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reply(ONE, fail)
