"""Pages as HTML: templates, what may be loaded by them, and how failures look."""

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from patron.report.pages import pages_of
from patron.report.wording import count, counted, day, label, percent, round_money
from patron.service.caller import current_caller
from patron.service.console.static import address_of
from patron.service.problems import AS_SENT

# Nothing from elsewhere, nothing inline; forms go here only, and nobody may frame a page.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# With no-referrer a browser would not say where a form comes from.
HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    *AS_SENT,
)
TITLES = {
    403: "This is not allowed",
    404: "There is nobody and nothing here",
    422: "Something in the form is not right",
    429: "Too many requests",
    503: "The console cannot answer now",
}


def show(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page as a response."""
    return _with_headers(HTMLResponse(render(template, **values), status))


def render(template: str, **values: Any) -> str:
    """Return a page as text; the frame shows only what the key of the session may see."""
    caller = current_caller()
    scopes = caller.granted.scopes if caller is not None else frozenset()
    return environment().get_template(template).render(scopes=scopes, **values)


def go(address: str) -> Response:
    """Return a response that leads to another page, as after a form."""
    return _with_headers(RedirectResponse(address, 303))


def failure(status: int, detail: str) -> Response:
    """Return what goes wrong as a page."""
    return _with_headers(HTMLResponse(failure_page(status, detail), status))


def failure_page(status: int, detail: str) -> str:
    """Return what goes wrong as the text of a page."""
    title = TITLES.get(status, "This did not work")
    return render("failure.html.j2", title=title, detail=detail, here="", is_refused=status == 403)


@cache
def environment() -> Environment:
    """Return the templates, which escape whatever is put into them."""
    found = pages_of(
        "patron.service.console",
        first_up=first_up,
        count=count,
        counted=counted,
        date=lambda text: day(datetime.fromisoformat(text)),
        day=day,
        label=label,
        percent=percent,
        money=round_money,
    )
    found.globals.update(static=address_of)
    return found


def first_up(text: str) -> str:
    """Return a sentence with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def _with_headers(response: Response) -> Response:
    for key, value in HEADERS[1:]:
        response.headers[key.decode()] = value.decode()
    return response
