"""Describe the service as it really answers."""

from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from patron.live.event import ACTORS, COLUMNS, LONGEST, LONGEST_TEXT, MOST_BESIDE, REQUIRED
from patron.live.outcomes import KINDS
from patron.schema import REAL
from patron.service.problems import MEDIA_TYPE
from patron.service.questions import Ask, Events, Outcomes, Question, Why
from patron.service.records import (
    Churn,
    Explained,
    Intake,
    LifetimeValue,
    NextBestOffer,
    Noted,
    Score,
    WhyNot,
)

# Of this interface; it changes when an answer loses or changes a field.
VERSION = "1"
ANSWERS: dict[str, tuple[type[Question], type[BaseModel], str]] = {
    "/churn": (Question, Churn, "How likely they are to stay away"),
    "/lifetime_value": (Question, LifetimeValue, "What they are expected to bring"),
    "/next_best_offer": (Ask, NextBestOffer, "What to offer them"),
    "/score": (Question, Score, "All three at once"),
    "/explain": (Why, Explained, "Answers taken apart, in words"),
}
FAILURES = (404, 405, 413, 415, 422, 429, 500, 503, 504)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
OUTCOME: dict[str, Any] = {
    "type": "object",
    "description": "Something that became of a decision",
    "required": ["decision_id", "kind"],
    "properties": {
        "outcome_id": {
            "type": ["string", "null"],
            "minLength": 1,
            "maxLength": LONGEST,
            "description": "A name of its own; the same content is the same outcome without it",
        },
        "decision_id": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "kind": {"enum": list(KINDS)},
        "occurred_at": {"type": ["string", "null"], "format": "date-time"},
        "amount": {"type": ["number", "null"]},
    },
    "additionalProperties": False,
}
RECEIPT: dict[str, Any] = {
    "type": "object",
    "description": "All that a decision was made from; the same bytes whenever it is asked for",
    "required": ["decision_id", "customer_id", "candidates", "chosen", "propensity", "versions"],
}
READY: dict[str, Any] = {
    "type": "object",
    "required": ["status", "bundle", "as_of", "data_version", "workspace"],
    "properties": {
        "status": {"const": "ready"},
        "bundle": {"type": "string"},
        "as_of": {"type": "string", "format": "date-time"},
        "data_version": {"type": "integer"},
        "workspace": {"type": "string"},
        "warning": {"type": "string"},
    },
}


@cache
def describe_api() -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the service."""
    models = {model for question, answer, _ in ANSWERS.values() for model in (question, answer)}
    models |= {Events, Intake, Outcomes, Noted, WhyNot}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, found = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    # Each event is checked alone, so its schema is not part of the body's.
    found["$defs"]["Events"]["properties"]["events"]["items"] = _ref("Event")
    found["$defs"]["Outcomes"]["properties"]["outcomes"]["items"] = _ref("Outcome")
    schemas = {**found["$defs"], "Problem": PROBLEM, "Ready": READY, "Event": _event()}
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
            **_reading(),
        },
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


SENT = {"events": (Events, Intake), "outcomes": (Outcomes, Noted)}
PARAMETERS = [
    {
        "name": "decision_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^d[0-9a-f]{24}$"},
    },
    {
        "name": "offer",
        "in": "query",
        "description": "An offer: why it was chosen or was not, in a sentence",
        "schema": {"type": "string"},
    },
]


def _receipt() -> dict[str, Any]:
    said = {"oneOf": [_ref("Receipt"), _ref("WhyNot")]}
    described = _get("decision", "What a decision was made from", _json(said), 404, 500, 503)
    return {**described["get"], "parameters": PARAMETERS}


def _sending(name: str, summary: str) -> dict[str, Any]:
    sent, said = (model.__name__ for model in SENT[name])
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": _json(_ref(sent))},
        "responses": {
            "200": {"description": "What became of each", "content": _json(_ref(said))},
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
    one = _ref(answer.__name__)
    many = {
        "type": "object",
        "required": ["results"],
        "properties": {"results": {"type": "array", "items": one}},
    }
    return {
        "operationId": path.strip("/"),
        "summary": summary,
        "requestBody": {"required": True, "content": _json(_ref(question.__name__))},
        "responses": {
            "200": {
                "description": "One object for one customer, results in order for several",
                "content": _json({"oneOf": [one, many]}),
            },
            **{str(status): _failure(status) for status in FAILURES},
        },
    }


def _reading() -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    html = {"text/html": {"schema": {"type": "string"}}}
    anything = _json({"type": "object"})
    return {
        "/": _get("index", "A page with an example", html),
        "/openapi.json": _get("description", "This description", anything),
        "/livez": _get("livez", "Whether the process is alive", text),
        "/healthz": _get("healthz", "The same as /livez", text),
        "/readyz": _get(
            "readyz", "Whether it can answer, and from what", _json(_ref("Ready")), 503
        ),
        "/metrics": _get("metrics", "Counts and times for Prometheus", text),
    }


def _get(name: str, summary: str, content: dict[str, Any], *failures: int) -> dict[str, Any]:
    responses = {"200": {"description": summary, "content": content}}
    responses |= {str(status): _failure(status) for status in (405, *failures)}
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _failure(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    return {"description": HTTPStatus(status).phrase, "content": content}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
