"""Turn answers, and the lack of them, into HTTP."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from starlette.responses import Response

from patron.errors import PatronError, StoreError, StoreUnavailable, UnknownCustomer
from patron.service.problems import (
    AGAIN,
    BY_STATUS,
    MEDIA_TYPE,
    NO_STORE,
    NOT_NOW,
    NotFit,
    NotReady,
    problem,
)
from patron.service.questions import Question
from patron.service.records import Fields, Record
from patron.service.written import written

log = logging.getLogger(__name__)

Q = TypeVar("Q", bound=Question)


def reply(question: Q, answer: Callable[[Q], Iterable[Record | Fields]]) -> Any:
    """Return the answers to a question as a response, or the problem that there is.

    One customer asked about gives one object; several give ``{"results": […]}`` in their order.
    BentoML sends a response as it is.

    Parameters
    ----------
    question
        Of whom.
    answer
        Returns records, or the fields of a `Score` each.
    """

    def text() -> bytes:
        pieces: list[bytes] = []
        for record in answer(question):
            pieces += (b"," if pieces else b'{"results":['), *written(record)
        return b"".join(pieces[1:] if question.is_about_one else [*pieces, b"]}"])

    return _guarded(text)


def reply_once(answer: Callable[[], Record]) -> Response:
    """Return an answer as a response, or the problem that there is."""
    return _guarded(lambda: answer().model_dump_json())


async def reply_soon(answer: Awaitable[Record]) -> Response:
    """Return the same of an answer that is waited for."""
    try:
        said = await answer
    except PatronError as error:
        return problem_of(error)
    return Response(said.model_dump_json(), media_type="application/json")


def _guarded(text: Callable[[], str | bytes]) -> Response:
    try:
        # Ready bytes: BentoML would look up the schema of every response again.
        return Response(text(), media_type="application/json")
    except PatronError as error:
        return problem_of(error)


def problem_of(error: PatronError) -> Response:
    """Return what is said outside of something that went wrong; the log has the rest.

    What is wrong with store or models may name files and addresses: that is for the log only.
    """
    if isinstance(error, UnknownCustomer):
        return _problem(404, str(error))
    if isinstance(error, NotFit):
        return _problem(422, str(error), error.errors)
    if isinstance(error, NotReady):
        return _problem(503, str(error))
    log.error("service: %s", error)
    if isinstance(error, StoreUnavailable):
        return _problem(503, NOT_NOW, headers={"retry-after": str(AGAIN)})
    return _problem(503, NO_STORE if isinstance(error, StoreError) else BY_STATUS[503])


def _problem(
    status: int,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(problem(status, detail, errors), status, headers, media_type=MEDIA_TYPE)
