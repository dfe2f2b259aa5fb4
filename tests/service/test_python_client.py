"""The Python client and the service, as one."""

import re
from pathlib import Path
from typing import get_type_hints

import httpx
import pytest

from patron.client import Client, Forbidden, NotAuthorised, NotFit, NotFound, Retries
from patron.client.decode import Record

ROOT = Path(__file__).parents[2]
NOBODY = "household:0815"


class Through(httpx.BaseTransport):
    """Sends to the service that runs in the tests."""

    def __init__(self, service):
        self.service = service

    def handle_request(self, request):
        headers = {"authorization": "", **request.headers}
        url = request.url.raw_path.decode()
        said = self.service.request(
            request.method, url, content=request.content, headers=headers, follow_redirects=False
        )
        return httpx.Response(said.status_code, headers=dict(said.headers), content=said.content)


@pytest.fixture
def asks(client, key):
    """Return a function that makes a client with a key of some scopes."""

    def make(*scopes, **granted):
        token = key(*scopes, **granted)["authorization"].removeprefix("Bearer ")
        return Client(key=token, retries=Retries(most=0), transport=Through(client))

    return make


def whole(answer):
    """Fail unless an answer and all in it have every field that is typed."""
    assert set(vars(answer)) == set(get_type_hints(type(answer))), answer
    for value in vars(answer).values():
        for one in value if isinstance(value, tuple) else [value]:
            if isinstance(one, Record):
                whole(one)


def test_every_answer_is_typed_whole(asks):
    ask = asks()
    whole(ask.score("household:1"))
    whole(ask.explain("household:1"))
    whole(ask.customer("household:1"))
    whole(ask.timeline("household:1", limit=3))
    for one in [*ask.churn(["household:3", "household:4"]), ask.lifetime_value("household:3")]:
        whole(one)
    rows = [{"purchases_28d": 1.0}, {"purchases_28d": None}]
    for one in [*ask.churn_of(rows), *ask.lifetime_value_of([{"spend_28d": 9.0}])]:
        whole(one)
    decided = ask.next_best_offer("household:2", contact=True)
    whole(decided)
    whole(ask.decision(decided.decision_id))
    whole(ask.why_not(decided.decision_id, "voucher"))
    assert ask.readyz().workspace == "shop"
    assert ask.openapi()["openapi"] == "3.1.0"
    assert "patron_requests_total" in ask.metrics()
    ask.livez()


def test_all_touchpoints_are_those_of_the_pages(asks):
    ask = asks("cards")
    all_at_once = list(ask.touchpoints("household:1"))
    page = ask.timeline("household:1", limit=2)
    rest = ask.timeline("household:1", limit=1_000, before=page.next)
    assert [*page.touchpoints, *rest.touchpoints] == all_at_once
    assert len(all_at_once) > 3


def test_refusals_are_told_by_their_class(asks):
    with pytest.raises(NotFound, match=NOBODY) as told:
        asks("score").churn(NOBODY)
    assert re.fullmatch("[0-9a-f]{32}", told.value.request_id)
    with pytest.raises(Forbidden, match="lacks the scope score"):
        asks("explain").churn("household:1")
    with pytest.raises(NotFit, match="customers: must name at least one") as told:
        asks("score").churn([])
    assert [one.field for one in told.value.errors] == ["customers"]


def test_without_a_key_nobody_is_answered(client):
    with pytest.raises(NotAuthorised):
        Client(transport=Through(client)).churn("household:1")


def test_a_hidden_field_is_told_as_hidden(asks):
    one = asks("score", fields=frozenset({"churn.band"})).churn("household:1")
    assert one.band in ("low", "medium", "high")
    with pytest.raises(AttributeError, match="may not see it"):
        _ = one.probability


def test_the_documents_example_does_what_it_says(client, key, monkeypatch, capsys):
    text = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```python client\n(.*?)^```", text, re.M | re.S)
    plain = httpx.Client
    monkeypatch.setenv("KEY", key()["authorization"].removeprefix("Bearer "))
    monkeypatch.setattr(
        httpx, "Client", lambda **given: plain(**{**given, "transport": Through(client)})
    )
    exec(compile(example, "docs/serving.md", "exec"), {})
    told = capsys.readouterr().out
    assert f"404 There is no customer '{NOBODY}'" in told
    assert told.count(" purchase ") > 3
