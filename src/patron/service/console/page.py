"""A page of the console: its form read, its work done in a thread, its failures told as a page."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import bentoml
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from patron.errors import PatronError, StoreError, UnknownCustomer
from patron.service.caller import Caller, current_caller
from patron.service.console.render import failure
from patron.service.problems import BY_STATUS, NO_STORE, NotReady

log = logging.getLogger(__name__)

Form = Mapping[str, list[str]]
Page = Callable[[Request, Form], Response]


class WrongForm(PatronError):
    """A form holds what cannot be meant; the message is for the one who sent it."""


def page(shown: Page) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers an address of the console."""

    async def answer(request: Request) -> Response:
        body = await request.body() if request.method == "POST" else b""
        # Reading the store must not hold up other answers.
        return await run_in_threadpool(_answered, shown, request, read_form(body))

    return answer


def read_form(body: bytes) -> Form:
    """Return the values of a form's fields by name, as a browser sends them."""
    found: dict[str, list[str]] = {}
    text = body.decode("utf-8", errors="replace")
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=1_000):
        found.setdefault(name, []).append(value)
    return found


def one(form: Form, name: str, most: int = 200) -> str:
    """Return a field of a form without blanks around it, empty if it was left out.

    Raises
    ------
    WrongForm
        If it is longer than `most` letters or holds what no text has.
    """
    text = (form.get(name) or [""])[0].strip()
    if len(text) > most or not text.isprintable():
        raise WrongForm(f"{name} must be at most {most} letters on one line.")
    return text


def service() -> Any:
    """Return the running service."""
    return bentoml.get_current_service()


def whoever() -> Caller:
    """Return who is signed in."""
    caller = current_caller()
    assert caller is not None, "the guard lets nobody in without saying who it is"
    return caller


def _answered(shown: Page, request: Request, form: Form) -> Response:
    try:
        return shown(request, form)
    except UnknownCustomer as error:
        return failure(404, str(error))
    except WrongForm as error:
        return failure(422, str(error))
    except NotReady as error:
        return failure(503, str(error))
    # What is wrong with the store may name files and addresses: that is for the log only.
    except StoreError as error:
        log.error("service: %s", error)
        return failure(503, NO_STORE)
    except PatronError as error:
        log.error("service: %s", error)
        return failure(503, BY_STATUS[503])
