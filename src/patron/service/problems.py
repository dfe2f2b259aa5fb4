"""One form for everything that goes wrong: RFC 9457 problem details."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from patron.errors import PatronError
from patron.service.addresses import is_console
from patron.service.questions import MOST, MOST_EVENTS

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

MEDIA_TYPE = "application/problem+json"
# Headers of an answer that goes wrong which its reader needs.
KEPT = (b"allow", b"retry-after", b"www-authenticate", b"x-request-id")
# An answer is what it says it is, and nobody keeps it.
AS_SENT = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
SAFE = (
    *AS_SENT,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
BY_STATUS = {
    413: "The body is larger than the service takes.",
    422: "The body is not what this address takes.",
    429: "Too many requests are being answered; try again in a moment.",
    500: "Something went wrong here; the service's log says what.",
    503: "The service cannot answer now; /readyz says why.",
    504: "The answer took too long; ask for fewer customers at a time.",
}
NO_STORE = (
    "The live store cannot be read; the service's log says why. If there is none, "
    "run `patron score`."
)
NOT_NOW = (
    "The live store cannot be used now, and nothing of this request was kept; send it again (the "
    "service's log says what is wrong)."
)
# When to come back if it cannot, in seconds.
AGAIN = 2
# Lists of what is told.
LISTS = {"events": "events", "outcomes": "outcomes", "without": "interactions"}
# What is right, by pydantic's name of what is wrong.
RIGHT = {
    "json_invalid": 'the body must be JSON such as {"customer": "household:7"}',
    "model_type": 'the body must be an object such as {"customer": "household:7"}',
    "model_attributes_type": 'the body must be an object such as {"customer": "household:7"}',
    "value_error": "give either customer or customers",
    "extra_forbidden": "there is no such field; leave it out",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "literal_error": "must be churn, lifetime_value or next_offer",
    "bool_type": "must be true or false",
    "list_type": "must be a list of texts",
    "too_short": "must name at least one customer",
    "too_long": f"must name at most {MOST:,} customers; ask for the others in another request",
}


class NotReady(PatronError):
    """Something to answer from is missing; the message is for the one who asked."""


class NotFit(PatronError):
    """A body that does not match.

    Parameters
    ----------
    errors
        Field, and what is right, of each part that does not.
    """

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(BY_STATUS[422])
        self.errors = [{"field": field, "message": message} for field, message in errors]


class Expected(logging.Filter):
    """Leaves out of the log what only says that somebody sent a body that does not match."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is worth logging."""
        found = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return not isinstance(found, ValidationError)


def problem(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Return the body of a problem.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What was found and what is right.
    errors
        ``field`` and ``message`` of each part of the body that does not match.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    return json.dumps(body, ensure_ascii=False).encode()


async def send_problem(
    send: Send, status: int, body: bytes, headers: Headers = (), only_head: bool = False
) -> None:
    """Send the body of a problem."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", MEDIA_TYPE.encode()),
                (b"content-length", str(len(body)).encode()),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": b"" if only_head else body})


class Problems:
    """Middleware that gives every answer of status 400 and above the one form.

    What BentoML or Starlette say themselves is replaced, whatever its shape, and never
    repeated: it may hold what is nobody's business.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        content = b""

        async def hold(message: Message) -> None:
            nonlocal held, content
            if message["type"] == "http.response.start":
                if message["status"] >= 400 and not _is_own(message, scope["path"]):
                    held = message
                    return
                message = {**message, "headers": _with_safe(message.get("headers", ()))}
            elif held is not None:
                content += message.get("body", b"")
                if not message.get("more_body"):
                    await self._replace(held, content, scope, send)
                return
            await send(message)

        await self.app(scope, receive, hold)

    async def _replace(self, held: Message, content: bytes, scope: Scope, send: Send) -> None:
        status, errors = held["status"], _errors_in(content)
        status = 422 if status == 400 and errors else status
        detail = BY_STATUS.get(status, HTTPStatus(status).phrase + ".")
        kept = [(key, value) for key, value in held.get("headers", ()) if key.lower() in KEPT]
        body = problem(status, detail, errors)
        await send_problem(send, status, body, [*kept, *SAFE], scope["method"] == "HEAD")


def _is_own(message: Message, path: str) -> bool:
    """Return whether a failure has its form already: a problem, or a page for a person."""
    headers = {key.lower(): value for key, value in message.get("headers", ())}
    forms = (MEDIA_TYPE.encode(), *((b"text/html",) if is_console(path) else ()))
    return bool(headers.get(b"content-type", b"").startswith(forms))


def _with_safe(headers: Headers) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    there = {key.lower() for key, _ in given}
    return [*given, *((key, value) for key, value in SAFE if key not in there)]


def _errors_in(content: bytes) -> list[dict[str, str]]:
    """Return what BentoML found wrong with the body, in plain words."""
    try:
        found = json.loads(content)["detail"]
        return [_in_words(error) for error in found]
    except (ValueError, TypeError, KeyError):
        return []


def _in_words(error: Mapping[str, Any]) -> dict[str, str]:
    field = ".".join(str(part) for part in error["loc"]) or "body"
    right = f"must be a list of 1 to {MOST_EVENTS:,} {LISTS[field]}" if field in LISTS else None
    return {"field": field, "message": right or RIGHT.get(error["type"], error["msg"])}
