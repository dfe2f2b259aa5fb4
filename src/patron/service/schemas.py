"""Parts of the service's description that no record says."""

from typing import Any

from patron.live.event import LONGEST
from patron.live.outcomes import KINDS
from patron.service.timeline import MOST, USUAL

KEY: dict[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of `patron key add`. A key that is limited to some customers is told of "
    "others as of nobody, and one that is limited to some fields misses the others in answers.",
}
REQUEST_ID: dict[str, Any] = {
    "X-Request-ID": {
        "description": "Of this request in the logs; that of the request if it was fit",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    }
}
# Headers that come with a failure.
HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    403: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"schema": {"type": "string"}}},
    429: {
        "Retry-After": {
            "description": "Seconds until this key may ask again; missing if the service is busy",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
    503: {
        "Retry-After": {
            "description": "Seconds after which it may work; missing if somebody must do something",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
}
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
INTERACTION: dict[str, Any] = {
    "type": "object",
    "description": "A touchpoint of a customer, named by its key",
    "required": ["source", "interaction_id"],
    "properties": {"source": {"type": "string"}, "interaction_id": {"type": "string"}},
    "additionalProperties": False,
    "example": {"source": "till", "interaction_id": "812"},
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
WHOSE = {
    "name": "customer",
    "in": "path",
    "required": True,
    "description": "A customer_id, or an identifier such as household:7, without a slash",
    "schema": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
}
PAGE = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {
        "name": "before",
        "in": "query",
        "description": "What next said in the answer before",
        "schema": {"type": "string", "pattern": r"^-?\d{1,17}\.\d{1,9}$"},
    },
]
# What may go wrong where something is looked up by its id.
FOUND = (401, 403, 404, 429, 500, 503, 504)
