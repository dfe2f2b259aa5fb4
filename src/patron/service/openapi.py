"""Describe the service as it really answers."""

from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from patron.live.event import ACTORS, COLUMNS, LONGEST, LONGEST_TEXT, MOST_BESIDE, REQUIRED
from patron.schema import REAL
from patron.service.examples import ANSWERED, ASKED, CARD, PROBLEMS, TEXTS, TIMELINE
from patron.service.examples import RECEIPT as RECEIPT_EXAMPLE
from patron.service.problems import MEDIA_TYPE
from patron.service.questions import Ask, Events, Given, Outcomes, Question, WhatIf, Why
from patron.service.records import (
    Churn,
    CustomerCard,
    Explained,
    GivenChurn,
    GivenLifetimeValue,
    Intake,
    LifetimeValue,
    NextBestOffer,
    Noted,
    Score,
    Timeline,
    WhyNot,
)
from patron.service.schemas import (
    FOUND,
    HEADERS,
    INTERACTION,
    KEY,
    OUTCOME,
    PAGE,
    PARAMETERS,
    PROBLEM,
    READY,
    RECEIPT,
    REQUEST_ID,
    WHOSE,
)

# Of this interface; it changes when an answer loses or changes a field.
VERSION = "1"
ANSWERS: dict[str, tuple[type[Question], type[BaseModel], str]] = {
    "/churn": (Given, Churn, "How likely they are to stay away"),
    "/lifetime_value": (Given, LifetimeValue, "What they are expected to bring"),
    "/next_best_offer": (Ask, NextBestOffer, "What to offer them"),
    "/score": (WhatIf, Score, "All three at once"),
    "/explain": (Why, Explained, "Answers taken apart, in words"),
}
# What is said of a row of features in the place of a customer.
OF_ROWS: dict[str, type[BaseModel]] = {
    "/churn": GivenChurn,
    "/lifetime_value": GivenLifetimeValue,
}
FAILURES = (400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 500, 503, 504)


@cache
def describe_api() -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the service."""
    models = {model for question, answer, _ in ANSWERS.values() for model in (question, answer)}
    models |= {*OF_ROWS.values(), Events, Intake, Outcomes, Noted, WhyNot, CustomerCard, Timeline}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, found = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    # Each event is checked alone, so its schema is not part of the body's.
    for model in (Events, WhatIf, Given, Why):
        found["$defs"][model.__name__]["properties"]["events"]["items"] = _ref("Event")
    for model in (WhatIf, Given, Why):
        found["$defs"][model.__name__]["properties"]["without"]["items"] = _ref("Interaction")
    found["$defs"]["Outcomes"]["properties"]["outcomes"]["items"] = _ref("Outcome")
    schemas = {**found["$defs"], "Problem": PROBLEM, "Ready": READY, "Event": _event()}
    schemas["Interaction"] = INTERACTION
    schemas |= {"Outcome": OUTCOME, "Receipt": RECEIPT}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "patron",
            "version": VERSION,
            "description": "Churn, lifetime value and next best offer of customers, with reasons.",
        },
        "paths": {
            **{path: {"post": _asking(path)} for path in ANSWERS},
            "/events": {"post": _sending("events", "What happened since")},
            "/outcomes": {"post": _sending("outcomes", "What became of decisions")},
            "/decisions/{decision_id}": {"get": _receipt()},
            "/customers/{customer}": {"get": _card()},
            "/customers/{customer}/timeline": {"get": _timeline()},
            **_reading(),
        },
        "security": [{"key": []}],
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"key": KEY},
        },
    }


SENT: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "events": (Events, Intake),
    "outcomes": (Outcomes, Noted),
}


def _receipt() -> dict[str, Any]:
    content = _json({"oneOf": [_ref("Receipt"), _ref("WhyNot")]}, RECEIPT_EXAMPLE)
    described = _get("decision", "What a decision was made from", content, *FOUND)
    return {**described["get"], "parameters": PARAMETERS}


def _card() -> dict[str, Any]:
    content = _json(_ref("CustomerCard"), CARD)
    described = _get("card", "Everything known about a customer, in seven parts", content, *FOUND)
    return {**described["get"], "parameters": [WHOSE]}


def _timeline() -> dict[str, Any]:
    content = _json(_ref("Timeline"), TIMELINE)
    described = _get(
        "timeline", "All touchpoints of a customer, newest first", content, 422, *FOUND
    )
    return {**described["get"], "parameters": [WHOSE, *PAGE]}


def _sending(name: str, summary: str) -> dict[str, Any]:
    sent, said = (model.__name__ for model in SENT[name])
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": _json(_ref(sent), ASKED[f"/{name}"])},
        "responses": {
            "200": _success("What became of each", _json(_ref(said), ANSWERED[f"/{name}"])),
            **{str(status): _failure(status) for status in FAILURES if status != 404},
        },
    }


def _event() -> dict[str, Any]:
    """Return the schema of an event, which the columns of INTERACTIONS are."""
    properties: dict[str, Any] = {name: _column(name, type_) for name, type_ in COLUMNS.items()}
    properties["actor"] = {"enum": list(ACTORS), "default": ACTORS[0]}
    texts = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    beside = {"identifiers": texts, "attributes": texts, "consents": {"type": "boolean"}}
    for name, values in beside.items():
        properties[name] = {
            "type": ["object", "null"],
            "maxProperties": MOST_BESIDE,
            "additionalProperties": values,
        }
    return {
        "type": "object",
        "description": "Something that an account did, or that was done to it",
        "required": list(REQUIRED),
        "properties": properties,
        "additionalProperties": False,
    }


def _column(name: str, type_: Any) -> dict[str, Any]:
    kind = ["string"] if name in REQUIRED else ["string", "null"]
    if name == "occurred_at":
        return {"type": "string", "format": "date-time"}
    if type_ == REAL:
        return {"type": ["number", "null"]}
    longest = LONGEST_TEXT if name == "text" else LONGEST
    return {"type": kind, "minLength": 1, "maxLength": longest}


def _asking(path: str) -> dict[str, Any]:
    question, answer, summary = ANSWERS[path]
    told = [model for model in (answer, OF_ROWS.get(path)) if model is not None]
    ones = [_ref(model.__name__) for model in told]
    many = [
        {
            "type": "object",
            "required": ["results"],
            "properties": {"results": {"type": "array", "items": one}},
        }
        for one in ones
    ]
    return {
        "operationId": path.strip("/"),
        "summary": summary,
        "requestBody": {
            "required": True,
            "content": _json(_ref(question.__name__), ASKED[path]),
        },
        "responses": {
            "200": _success(
                "One object for one customer, results in order for several",
                _json({"oneOf": [*ones, *many]}, ANSWERED[path]),
            ),
            **{str(status): _failure(status) for status in FAILURES},
        },
    }


def _reading() -> dict[str, Any]:
    described = _json({"type": "object"}, {"openapi": "3.1.0"})
    ready = _json(_ref("Ready"), ANSWERED["/readyz"])
    metrics = _get("metrics", "Counts and times for Prometheus", _text("plain", "/metrics"))
    for status in (401, 403, 429, 500, 503):
        metrics["get"]["responses"][str(status)] = _failure(status)
    return {
        "/": _open("index", "A page with an example", _text("html", "/")),
        "/openapi.json": _open("description", "This description", described),
        "/livez": _open("livez", "Whether the process is alive", _text("plain", "/livez")),
        "/healthz": _open("healthz", "The same as /livez", _text("plain", "/healthz")),
        "/readyz": _open("readyz", "Whether it can answer, and from what", ready, 503),
        "/metrics": metrics,
    }


def _open(name: str, summary: str, content: dict[str, Any], *failures: int) -> dict[str, Any]:
    """Return the description of an address that needs no key."""
    described = _get(name, summary, content, *failures)
    described["get"]["security"] = []
    return described


def _get(name: str, summary: str, content: dict[str, Any], *failures: int) -> dict[str, Any]:
    responses = {"200": _success(summary, content)}
    responses |= {str(status): _failure(status) for status in (405, *failures)}
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _success(description: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "headers": REQUEST_ID, "content": content}


def _failure(status: int) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": PROBLEMS[status],
    }
    return {
        "description": HTTPStatus(status).phrase,
        "headers": {**REQUEST_ID, **HEADERS.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": _ref("Problem"), "example": example}},
    }


def _json(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "example": example}}


def _text(kind: str, path: str) -> dict[str, Any]:
    return {f"text/{kind}": {"schema": {"type": "string"}, "example": TEXTS[path]}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
