"""Sign in with a key, and out again."""

import time
from collections.abc import Collection

from starlette.requests import Request
from starlette.responses import Response

from patron.live.audit import Look
from patron.service.addresses import SCOPE_OF
from patron.service.bucket import Bucket
from patron.service.console.entrance import SECONDS, cookie, session_of
from patron.service.console.page import Form, one, service
from patron.service.console.render import go, show

FIRST = "/console/overview"
# In the order in which they are offered.
PAGES = ("overview", "list", "customers")
# Attempts a second of one address; twice as many at once.
RATE = 2.5
MOST_ADDRESSES = 10_000
WRONG = "This key does not hold. Check that it was copied whole; `patron key list` says which hold."
LIMITED = (
    "This key sees some customers only, or parts of answers. The console shows all customers, so "
    "it needs a key without such limits."
)
ENDED = "Your session has ended. Sign in again; a form that you sent just now was not kept."
TOO_MANY = "Too many attempts; wait a moment and try again."

_buckets: dict[str, Bucket] = {}


def sign_in(request: Request, form: Form) -> Response:
    """Return the page that asks for a key, or what a key that was given leads to."""
    then = _inside(request.query_params.get("then", ""))
    access = service().access
    if access.keys is None:
        return go(then)
    if request.method != "POST":
        return _form(then, ENDED if "ended" in request.query_params else "")
    if _wait(request):
        return _form(then, TOO_MANY, 429)
    now = time.time_ns() // 1_000
    key = access.keys.find(one(form, "key"), now)
    if key is None:
        return _form(then, WRONG, 401)
    if key.granted.is_limited or key.granted.fields is not None:
        return _form(then, LIMITED, 403)
    access.trail.add([Look(now, key.key_id, "console/sign-in", None, "-")])
    token = access.console.open_session(key.key_id, now, now + SECONDS * 1_000_000)
    response = go(_first(key.granted.scopes) if then == FIRST else then)
    response.headers["set-cookie"] = cookie(request.scope, token, SECONDS)
    return response


def sign_out(request: Request, _: Form) -> Response:
    """Return to where one signs in; the session is ended."""
    token = session_of(request.scope)
    if token is not None:
        service().access.console.close_session(token)
    response = go("/console/sign-in")
    response.headers["set-cookie"] = cookie(request.scope, "", 0)
    return response


def _form(then: str, trouble: str, status: int = 200) -> Response:
    return show("sign_in.html.j2", status, then=then, trouble=trouble, here="")


def _first(scopes: Collection[str]) -> str:
    """Return the first page that a key may open; the overview says what a key lacks for it."""
    may = (f"/console/{page}" for page in PAGES if SCOPE_OF[f"console/{page}"] in scopes)
    return next(may, FIRST)


def _inside(address: str) -> str:
    """Return an address of the console, whatever was asked for."""
    is_ours = address.startswith("/console/") and "\\" not in address and address.isprintable()
    return address if is_ours and "//" not in address else FIRST


def _wait(request: Request) -> int:
    address, now = request.client.host if request.client else "", time.monotonic()
    if len(_buckets) > MOST_ADDRESSES:
        _buckets.clear()
    return _buckets.setdefault(address, Bucket(RATE, now)).take(now)
