"""Ask the scoring service from Python: typed answers over HTTP, nothing of the rest of patron."""

from patron.client.client import Client
from patron.client.failures import (
    Forbidden,
    NoAnswer,
    NotAuthorised,
    NotFit,
    NotFound,
    ServiceError,
    TooManyRequests,
    Unavailable,
)
from patron.client.retries import Retries
from patron.client.sent import Event, Outcome

__all__ = [
    "Client",
    "Event",
    "Forbidden",
    "NoAnswer",
    "NotAuthorised",
    "NotFit",
    "NotFound",
    "Outcome",
    "Retries",
    "ServiceError",
    "TooManyRequests",
    "Unavailable",
]
