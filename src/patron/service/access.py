"""Say who is asking, and whether they may."""

import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from patron.live.audit import AuditLog
from patron.live.console import ConsoleStore
from patron.live.keyring import Keyring
from patron.live.keys import Key
from patron.service.addresses import SCOPE_OF
from patron.service.caller import ANYTHING, Caller
from patron.service.keywatch import KeyWatch
from patron.service.local import is_asked_locally
from patron.service.problems import AGAIN
from patron.service.trail import Trail

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
REALM = (b"www-authenticate", b'Bearer realm="patron"')
NO_KEY = "Send a key that holds, as Authorization: Bearer patron_…; `patron key add` makes one."
NO_KEYS = "Nobody can be let in now: the keys cannot be read. /readyz may say why."
NO_TRAIL = "Nobody is answered now: the audit log cannot be written."
SOON = ((b"retry-after", str(AGAIN).encode()),)
NOT_LOCAL = "Without keys, only this machine is answered, at 127.0.0.1 or localhost."
# Requests of one key that may be answered at the same time, so that others have room.
MOST_AT_ONCE = 48
# Who asks where there are no keys.
INSECURE = "insecure-local"
# Where a request says whose session it is of.
SIGNED_IN = "patron.signed_in"


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not let in.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What was found and what is right.
    headers
        Of the answer.
    key_id
        Who it is, if that is known.
    """

    status: int
    detail: str
    headers: Sequence[tuple[bytes, bytes]] = ()
    key_id: str = "-"


class Access:
    """Who may do what.

    Parameters
    ----------
    keys
        The keys; None to let everybody on this machine do everything.
    trail
        Where it is written down.
    console
        Where the sessions of the console are.
    """

    def __init__(self, keys: KeyWatch | None, trail: Trail, console: ConsoleStore) -> None:
        self.keys = keys
        self.trail = trail
        self.console = console
        self._at_once: Counter[str] = Counter()

    def start(self) -> None:
        """Begin to read keys and to write the audit log."""
        self.trail.start()
        if self.keys is not None:
            self.keys.start()

    def stop(self) -> None:
        """Write what is not written yet, and let go of the store."""
        if self.keys is not None:
            self.keys.stop()
        self.trail.stop()
        self.console.close()

    def admit(self, scope: Mapping[str, Any], name: str, request_id: str) -> Caller | Refusal:
        """Return who asks at an address that needs a key, or why they are not let in."""
        if self.trail.is_full:
            return Refusal(503, NO_TRAIL, SOON)
        if self.keys is None:
            if not is_asked_locally(scope):
                return Refusal(403, NOT_LOCAL)
            return Caller(INSECURE, ANYTHING, request_id)
        if not self.keys.is_fresh:
            return Refusal(503, NO_KEYS, SOON)
        if name.startswith("console/"):
            # Whoever is signed in was looked up before, because that takes a look at the store.
            key = self.keys.named(scope.get(SIGNED_IN), time.time_ns() // 1_000)
            return self._let_in(key, name, request_id)
        # Of two keys it would not be clear which one speaks.
        sent = [value for key, value in scope["headers"] if key == b"authorization"]
        scheme, _, token = (sent[0] if len(sent) == 1 else b"").decode("latin-1").partition(" ")
        key = self.keys.find(token.strip(), time.time_ns() // 1_000)
        return self._let_in(key if scheme.lower() == "bearer" else None, name, request_id)

    def _let_in(self, key: Key | None, name: str, request_id: str) -> Caller | Refusal:
        if key is None or self.keys is None:
            return Refusal(401, NO_KEY, (REALM,))
        wait = self.keys.wait_of(key, time.monotonic())
        if wait:
            detail = f"This key may send {key.granted.rate:g} requests a second; wait {wait} s."
            return Refusal(429, detail, ((b"retry-after", str(wait).encode()),), key.key_id)
        needed = SCOPE_OF[name]
        if needed not in key.granted.scopes:
            detail = f"This key lacks the scope {needed}."
            lacking = (REALM[0], REALM[1] + b', error="insufficient_scope"')
            return Refusal(403, detail, (lacking,), key.key_id)
        if self._at_once[key.key_id] >= MOST_AT_ONCE:
            detail = f"{MOST_AT_ONCE} requests of this key are being answered; wait for one."
            return Refusal(429, detail, ((b"retry-after", b"1"),), key.key_id)
        return Caller(key.key_id, key.granted, request_id)

    @contextmanager
    def answering(self, caller: Caller) -> Iterator[None]:
        """Count a request as being answered for the ``with`` block."""
        self._at_once[caller.key_id] += 1
        try:
            yield
        finally:
            self._at_once[caller.key_id] -= 1


def make_access(url: str, is_insecure: bool, patience: float | None = None) -> Access:
    """Return who may do what by a live store.

    Parameters
    ----------
    url
        Address of the live store.
    is_insecure
        Whether everybody on this machine may do everything, without keys.
    patience
        See `LiveStore`.
    """
    keys = None if is_insecure else KeyWatch(Keyring(url, patience))
    return Access(keys, Trail(AuditLog(url, patience)), ConsoleStore(url, patience))


def request_id_of(scope: Mapping[str, Any]) -> str:
    """Return the id that the caller gave the request, or a new one if it gave none that is fit."""
    given = [value for key, value in scope["headers"] if key == b"x-request-id"]
    if len(given) == 1 and REQUEST_ID.fullmatch(given[0]):
        return str(given[0].decode())
    return uuid.uuid4().hex
