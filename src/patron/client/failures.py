"""What the service refuses, or does not say.

* PatronError
  - ServiceError       the service answered, and not with what was asked for
    + NotAuthorised    401: no key, or none that holds
    + Forbidden        403: the key lacks the scope
    + NotFound         404: no such customer or decision, as far as this key sees
    + NotFit           400, 413, 415, 422: the body does not match; `errors` says where
    + TooManyRequests  429: `retry_after` says when to come back
    + Unavailable      502, 503, 504: it cannot answer now
  - NoAnswer           there was none: no connection, or not in time
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from patron.errors import PatronError


@dataclass(frozen=True)
class FieldError:
    """A part of the body that does not match, and what is right."""

    field: str
    message: str


class ServiceError(PatronError):
    """The service answered, and not with what was asked for.

    Parameters
    ----------
    status
        HTTP status.
    reason
        What was found and what is right, in the service's words.
    request_id
        Of the request, by which it is found in the service's log.
    errors
        The parts of the body that do not match.
    retry_after
        Seconds after which to come back; None where the service does not say.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        request_id: str,
        errors: Sequence[FieldError] = (),
        retry_after: float | None = None,
    ) -> None:
        told = "".join(f" {one.field}: {one.message}." for one in errors)
        super().__init__(f"{status}: {reason}{told} (request {request_id})")
        self.status = status
        self.reason = reason
        self.request_id = request_id
        self.errors = tuple(errors)
        self.retry_after = retry_after


class NotAuthorised(ServiceError):
    """There is no key, or none that holds."""


class Forbidden(ServiceError):
    """The key lacks the scope that the address needs."""


class NotFound(ServiceError):
    """There is no such customer or decision, as far as this key sees."""


class NotFit(ServiceError):
    """The body does not match; `errors` says where."""


class TooManyRequests(ServiceError):
    """The key asks more often than it may, or the service is busy."""


class Unavailable(ServiceError):
    """The service cannot answer now."""


class NoAnswer(PatronError):
    """There was no answer: no connection, or none in time.

    Parameters
    ----------
    reason
        What happened.
    request_id
        Of the request, by which it is found in the service's log if it got there.
    """

    def __init__(self, reason: str, request_id: str) -> None:
        super().__init__(f"{reason} (request {request_id})")
        self.reason = reason
        self.request_id = request_id


BY_STATUS: Mapping[int, type[ServiceError]] = {
    401: NotAuthorised,
    403: Forbidden,
    404: NotFound,
    **dict.fromkeys((400, 413, 415, 422), NotFit),
    429: TooManyRequests,
    **dict.fromkeys((502, 503, 504), Unavailable),
}


def failure_of(
    response: httpx.Response, request_id: str, retry_after: float | None
) -> ServiceError:
    """Return what an answer of another status than 200 says.

    Parameters
    ----------
    response
        The answer; problem details of RFC 9457 if it is the service's own.
    request_id
        Of the request.
    retry_after
        Seconds after which to come back.
    """
    kind = BY_STATUS.get(response.status_code, ServiceError)
    reason, errors = f"{response.reason_phrase or 'No reason given'}.", []
    try:
        said = json.loads(response.content)
        reason = str(said["detail"])
        errors = [FieldError(one["field"], one["message"]) for one in said.get("errors", ())]
    except (ValueError, TypeError, KeyError):
        # A proxy's own words are not told: they may be a page.
        pass
    return kind(response.status_code, reason, request_id, errors, retry_after)
