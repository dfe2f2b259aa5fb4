"""Turn answers, and the lack of them, into HTTP."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from starlette.responses import Response

from patron.errors import PatronError, StoreError, UnknownCustomer
from patron.service.problems import BY_STATUS, MEDIA_TYPE, NO_STORE, NotFit, NotReady, problem
from patron.service.questions import Question
from patron.service.records import Record

log = logging.getLogger(__name__)

Q = TypeVar("Q", bound=Question)
R = TypeVar("R", bound=Record)


def reply(question: Q, answer: Callable[[Q], Iterable[R]]) -> R:
    """Return the answers to a question as a response, or the problem that there is.

    One customer asked about gives one object; several give ``{"results": […]}`` in their order.
    BentoML sends a response as it is; the type says what is in it.
    """
    response: R = _response(question, answer)
    return response


def reply_once(answer: Callable[[], Record]) -> Response:
    """Return an answer as a response, or the problem that there is."""
    return _guarded(lambda: answer().model_dump_json())


def _response(question: Q, answer: Callable[[Q], Iterable[R]]) -> Response:
    def text() -> str:
        records = [record.model_dump_json() for record in answer(question)]
        return records[0] if question.is_about_one else f'{{"results":[{",".join(records)}]}}'

    return _guarded(text)


def _guarded(text: Callable[[], str]) -> Response:
    try:
        # Ready bytes: BentoML would look up the schema of every response again.
        return Response(text(), media_type="application/json")
    except UnknownCustomer as error:
        return _problem(404, str(error))
    except NotFit as error:
        return _problem(422, str(error), error.errors)
    except NotReady as error:
        return _problem(503, str(error))
    # What is wrong with store or models may name files and addresses: that is for the log only.
    except StoreError as error:
        log.error("service: %s", error)
        return _problem(503, NO_STORE)
    except PatronError as error:
        log.error("service: %s", error)
        return _problem(503, BY_STATUS[503])


def _problem(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> Response:
    return Response(problem(status, detail, errors), status, media_type=MEDIA_TYPE)
