"""What the client promises of every address that the service describes."""

import inspect
import re
from typing import get_type_hints

import httpx
import pytest

from patron.client import Client, Event, Outcome, Retries, cards, records
from patron.client.decode import Record
from patron.service.openapi import describe_api

API = describe_api()
SCHEMAS = API["components"]["schemas"]
# For people and probes: a page, and another name of /livez.
NOT_ASKED = {("GET", "/"), ("GET", "/healthz")}
EVENT = {
    "source": "web",
    "interaction_id": "e-1",
    "account": "visitor-7",
    "occurred_at": "2024-12-31T10:00:00Z",
    "kind": "visit",
}
DECISION = "d3f0c1a2b4958677a8b9cadb0"
# How each method is called.
CALLS = {
    "churn": ["household:1"],
    "lifetime_value": [["household:1", "household:2"]],
    "score": ["household:1"],
    "next_best_offer": ["household:1"],
    "explain": ["household:1"],
    "events": [[EVENT]],
    "outcomes": [[{"decision_id": DECISION, "kind": "sent"}]],
    "decision": [DECISION],
    "customer": ["household:1"],
    "timeline": ["household:1"],
    "readyz": [],
    "livez": [],
    "metrics": [],
    "openapi": [],
}
# Further ways to ask at an address that another method asks at.
BESIDE = {"churn_of", "lifetime_value_of", "why_not", "touchpoints", "close"}
OPERATIONS = {
    (method.upper(), path): described
    for path, methods in API["paths"].items()
    for method, described in methods.items()
}
# Each class of answers, and the schema of what it is made from.
ANSWERS = {
    name: cls
    for name, cls in {**vars(cards), **vars(records)}.items()
    if inspect.isclass(cls) and issubclass(cls, Record) and name in SCHEMAS
}


def address_of(request):
    """Return method and described path of a request."""
    for method, path in OPERATIONS:
        if method == request.method and re.fullmatch(
            re.sub(r"\{\w+\}", "[^/]+", path), request.url.path
        ):
            return method, path
    raise AssertionError(request.url)


@pytest.fixture
def asked():
    """Return the requests of every method, each answered by the described example."""
    requests = []

    def answer(request):
        requests.append(request)
        [(kind, content)] = OPERATIONS[address_of(request)]["responses"]["200"]["content"].items()
        if kind == "application/json":
            return httpx.Response(200, json=content["example"])
        return httpx.Response(200, text=content["example"])

    client = Client(retries=Retries(most=0), transport=httpx.MockTransport(answer))
    said = {name: getattr(client, name)(*given) for name, given in CALLS.items()}
    return requests, said


def test_every_public_method_is_called_here():
    public = {name for name in vars(Client) if not name.startswith("_")}
    assert public == set(CALLS) | BESIDE


def test_every_address_has_a_method(asked):
    requests, _ = asked
    assert {address_of(request) for request in requests} == set(OPERATIONS) - NOT_ASKED


def test_every_example_is_told_whole(asked):
    _, said = asked
    for one in said.values():
        for answer in one if isinstance(one, list) else [one]:
            if isinstance(answer, Record) and type(answer) is not records.Ready:
                assert set(vars(answer)) == set(get_type_hints(type(answer))), answer


def test_every_answer_described_has_a_class():
    described = {
        name
        for name, schema in SCHEMAS.items()
        if schema.get("type") == "object" and "properties" in schema
    }
    told = {"Ask", "Event", "Events", "Interaction", "Outcome", "Outcomes"}
    sent = told | {"Given", "WhatIf", "Why"}
    assert described - sent - {"Problem"} <= set(ANSWERS)


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"Receipt"}))
def test_every_field_described_is_typed(name):
    assert set(get_type_hints(ANSWERS[name])) == set(SCHEMAS[name]["properties"])


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"Receipt"}))
def test_a_field_may_be_none_where_it_may_be_null(name):
    hints = get_type_hints(ANSWERS[name])
    required = SCHEMAS[name].get("required", ())
    for field, schema in SCHEMAS[name]["properties"].items():
        may_be_null = {"type": "null"} in schema.get("anyOf", ()) or field not in required
        assert (type(None) in getattr(hints[field], "__args__", ())) == may_be_null, field


def test_a_receipt_has_what_every_receipt_says():
    assert set(get_type_hints(records.Receipt)) == {*SCHEMAS["Receipt"]["required"], "text"}


@pytest.mark.parametrize(("cls", "name"), [(Event, "Event"), (Outcome, "Outcome")])
def test_what_is_sent_has_the_fields_described(cls, name):
    assert set(cls.__annotations__) == set(SCHEMAS[name]["properties"])
    assert cls.__required_keys__ == set(SCHEMAS[name]["required"])
