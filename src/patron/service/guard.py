"""Let in who may ask, and write down who asked, how it went and about whom.

It stands around everything else, so that nothing is answered that it has not seen.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable
from typing import Any

from patron.live.audit import Look
from patron.service.access import Access, Refusal, request_id_of
from patron.service.addresses import BY_ID, OF_NOBODY, OF_ROWS, OPEN, is_console, name_of
from patron.service.caller import Caller, calling
from patron.service.console.entrance import enter, refuse_page
from patron.service.fields import without_hidden
from patron.service.logs import EXTRA, REQUESTS
from patron.service.metrics import count_request
from patron.service.problems import App, Message, Receive, Scope, Send, problem, send_problem
from patron.service.trail import Trail

log = logging.getLogger(REQUESTS)

# To a limited key, "there is nobody" goes out at a multiple of this after the question, in
# seconds: how long it took to find out must not say whether there is somebody. To find somebody
# out of sight takes much less than a millisecond more than to find nobody, so the beat of many
# names is longer by as much.
BEAT = 0.1
NAMES_A_BEAT = 100
NOTHING = "There is nothing at this address; /openapi.json lists what there is."
NOBODY = "There is nothing of that id that this key could see."
# What the server says of itself.
TELLTALE = (b"server", b"x-bentoml-request-id", b"x-bentoml-trace-id")

# customer_id to whether the current caller may see it.
Sees = Callable[[str], bool]


class Guard:
    """Middleware around the whole service.

    Parameters
    ----------
    app
        The rest.
    access
        Returns who may do what, once the service runs.
    sees
        Returns whether the current caller may see the customer of an answer that was not looked
        up by customer.
    """

    def __init__(self, app: App, access: Callable[[], Access], sees: "Sees") -> None:
        self.app = app
        self._access = access
        self._sees = sees

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(scope, send)
        name = visit.name
        refused = await enter(scope, self._access) if is_console(scope["path"]) else None
        if name is None:
            await visit.refuse(Refusal(404, NOTHING))
        elif refused is not None:
            await visit.refuse(refused)
        elif name in OPEN:
            await self.app(scope, receive, visit.send)
        else:
            access = self._access()
            caller = access.admit(scope, name, visit.request_id)
            if isinstance(caller, Refusal):
                await visit.refuse(caller)
            else:
                await self._answer(visit, caller, access, receive)
        visit.tell()

    async def _answer(
        self, visit: "Visit", caller: Caller, access: Access, receive: Receive
    ) -> None:
        visit.caller, visit.key_id, visit.trail = caller, caller.key_id, access.trail
        granted = caller.granted
        is_told_all = not granted.is_limited and granted.fields is None
        with calling(caller), access.answering(caller):
            if is_told_all or visit.name in OF_NOBODY:
                await self.app(visit.scope, receive, visit.send)
                return
            held = Held()
            await self.app(visit.scope, receive, held.send)
            await self._show(visit, caller, held)

    async def _show(self, visit: "Visit", caller: Caller, held: "Held") -> None:
        """Send what a key that may not see everything may see of an answer."""
        name = visit.name or ""
        granted = caller.granted
        body = bytes(held.body)
        if held.status == 200 and name == "decisions" and granted.is_limited:
            whose = held.customer_id()
            if whose is None or not await asyncio.to_thread(self._sees, whose):
                held.status = 404
            else:
                caller.seen.append(whose)
        if held.status == 404 and granted.is_limited:
            await asyncio.sleep(visit.until_beat())
            if name in BY_ID:
                await visit.refuse(Refusal(404, NOBODY, key_id=caller.key_id))
                return
        if held.status == 200 and granted.fields is not None:
            body = without_hidden(body, name, granted.fields)
        await held.pass_on(body, visit.send)


class Held:
    """An answer that is looked at before it goes out."""

    def __init__(self) -> None:
        self.status = 500
        self.body = bytearray()
        self._start: Message = {"type": "http.response.start", "status": 500, "headers": []}

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._start, self.status = message, message["status"]
        else:
            self.body += message.get("body", b"")

    def customer_id(self) -> str | None:
        """Return whom the answer is about, None if it does not say."""
        try:
            said = json.loads(bytes(self.body))
            return str(said["customer_id"])
        except (ValueError, KeyError, TypeError):
            return None

    async def pass_on(self, body: bytes, send: Send) -> None:
        """Send the answer with this body."""
        headers = [
            (key, str(len(body)).encode() if key.lower() == b"content-length" else value)
            for key, value in self._start.get("headers", ())
        ]
        await send({**self._start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Visit:
    """One request from its beginning to what is written down of it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.name = name_of(scope["path"])
        self.request_id = request_id_of(scope)
        self.key_id = "-"
        self.caller: Caller | None = None
        self.status = 500
        self.trail: Trail | None = None
        self._send = send
        self._started = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with the id of the request at its head."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.trail is not None:
                self.trail.add(self.looks())
            headers = [
                (key, value)
                for key, value in message.get("headers", ())
                if key.lower() not in TELLTALE
            ]
            headers.append((b"x-request-id", self.request_id.encode()))
            message = {**message, "headers": headers}
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Send why somebody is not let in."""
        self.key_id = refusal.key_id
        if is_console(self.scope["path"]):
            await refuse_page(self.scope, self.send, refusal)
            return
        body = problem(refusal.status, refusal.detail)
        only_head = self.scope["method"] == "HEAD"
        await send_problem(self.send, refusal.status, body, refusal.headers, only_head)

    def until_beat(self) -> float:
        """Return the seconds until the next beat after the request came."""
        passed = time.perf_counter() - self._started
        names = 1 if self.caller is None else self.caller.asked
        beat = BEAT * max(1, math.ceil(names / NAMES_A_BEAT))
        return math.ceil(passed / beat) * beat - passed

    def looks(self) -> list[Look]:
        """Return what the audit log is to say of the request."""
        caller, name = self.caller, self.name
        if caller is None or name is None or name == "metrics":
            return []
        at = time.time_ns() // 1_000
        whom: dict[str, list[str | None]] = {f"{name} refused": list(dict.fromkeys(caller.refused))}
        if self.status < 400:
            told: list[str | None] = list(dict.fromkeys(caller.seen))
            is_of_nobody = name in OF_NOBODY or (name in OF_ROWS and not told)
            whom[name] = [None] if is_of_nobody else told
        return [
            Look(at, caller.key_id, action, customer, self.request_id)
            for action, customers in whom.items()
            for customer in customers
        ]

    def tell(self) -> None:
        """Count the request and log it, without its path, which may name a customer."""
        seconds = time.perf_counter() - self._started
        address = self.name or "other"
        customers = len(self.caller.seen) if self.caller and self.status < 400 else 0
        count_request(address, self.status, seconds, customers)
        if address in OPEN:
            return
        fields: dict[str, Any] = {
            "request_id": self.request_id,
            "key": self.key_id,
            "method": self.scope["method"] if len(self.scope["method"]) < 10 else "other",
            "address": address,
            "status": self.status,
            "ms": round(1_000 * seconds, 2),
            "customers": customers,
        }
        if log.isEnabledFor(logging.INFO):
            # Where it was logged is known, and takes longer to find out than all the rest.
            record = logging.LogRecord(REQUESTS, logging.INFO, __file__, 0, "request", (), None)
            setattr(record, EXTRA, fields)
            log.handle(record)
