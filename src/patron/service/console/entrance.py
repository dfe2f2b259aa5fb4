"""Who may see a page of the console: a session in a cookie, and forms of our own pages only."""

import asyncio
import logging
import time
from collections.abc import Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from patron.errors import PatronError
from patron.service.access import NO_KEYS, SIGNED_IN, Access, Refusal
from patron.service.console.render import HEADERS, failure_page
from patron.service.local import is_loopback
from patron.service.problems import Send

log = logging.getLogger(__name__)

COOKIE = "patron_session"
# A working day; who comes back tomorrow signs in again.
SECONDS = 12 * 3_600
SIGN_IN = "/console/sign-in"
FOREIGN = "This form was not sent from a page of this console, so nothing was done."

Scope = MutableMapping[str, Any]


async def enter(scope: Scope, access: Callable[[], Access]) -> Refusal | None:
    """Return why a request is not answered, None if it may be; the scope then says whose it is.

    Parameters
    ----------
    scope
        Of a request to the console.
    access
        Returns who may do what.
    """
    if scope["method"] not in ("GET", "HEAD") and not is_own(scope):
        return Refusal(403, FOREIGN)
    token = session_of(scope)
    if token is None or scope["path"].startswith("/console/static"):
        return None
    try:
        # Whoever has signed out is out at once, in all workers: so the store is asked each time.
        found = access().console.session
        scope[SIGNED_IN] = await asyncio.to_thread(found, token, time.time_ns() // 1_000)
    except PatronError as error:
        log.warning("service: sessions cannot be read: %s", error)
        return Refusal(503, NO_KEYS)
    return None


def is_own(scope: Scope) -> bool:
    """Return whether a form comes from a page of ours.

    Browsers say where a form comes from, and no page can make them lie. SameSite keeps the cookie
    from other sites' forms already; this also holds without a cookie, as with --insecure-local.
    """
    site = _header(scope, b"sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin, host = _header(scope, b"origin"), _header(scope, b"host")
    return origin is not None and host is not None and urlsplit(origin).netloc == host


def session_of(scope: Scope) -> str | None:
    """Return the token of the session that a browser sent, None if it sent none."""
    try:
        found = SimpleCookie(_header(scope, b"cookie") or "").get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and found.value else None


def cookie(scope: Scope, token: str, seconds: int) -> str:
    """Return the header that gives a browser its session, or takes it away with 0 seconds.

    Beyond this machine the browser sends it back over TLS only.
    """
    host = _header(scope, b"host") or ""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    secure = "" if is_loopback(name) else "; Secure"
    return f"{COOKIE}={token}; Path=/console; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"


async def refuse_page(scope: Scope, send: Send, refusal: Refusal) -> None:
    """Send why somebody is not let in, as a page; who is not signed in is led to where they can."""
    headers = [*HEADERS, *refusal.headers]
    status, body = refusal.status, b""
    if status == 401:
        status = 303
        headers = [*HEADERS, (b"location", _sign_in(scope).encode())]
    else:
        body = failure_page(status, refusal.detail).encode()
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    only_head = scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if only_head else body})


def _sign_in(scope: Scope) -> str:
    """Return the address where one signs in, and comes back from to where one wanted to go."""
    query = scope.get("query_string", b"").decode("latin-1")
    then = scope["path"] + (f"?{query}" if query else "")
    told = {"then": then} if scope["method"] == "GET" else {}
    # Whoever sent a form must know that nothing came of it.
    if session_of(scope) is not None or scope["method"] != "GET":
        told["ended"] = "1"
    return f"{SIGN_IN}?{urlencode(told, safe='/')}" if told else SIGN_IN


def _header(scope: Scope, name: bytes) -> str | None:
    """Return a header that was sent once, None if it was not or more often."""
    sent = [value for key, value in scope["headers"] if key == name]
    return sent[0].decode("latin-1") if len(sent) == 1 else None
