"""Let in only what the service has an answer for."""

import asyncio

from patron.service.addresses import is_console, name_of
from patron.service.problems import App, Message, Receive, Scope, Send, problem, send_problem

# Largest body, in bytes: ten thousand customers of 300 letters, or a thousand events with a text
# of some length each.
LARGEST = 5_000_000
# A body must be there after so many seconds; who sends it drop by drop holds up nobody.
PATIENCE = 10.0
ASKED = (
    "/churn",
    "/lifetime_value",
    "/next_best_offer",
    "/score",
    "/explain",
    "/events",
    "/outcomes",
)
# What follows is an id, and after it, where there is one, the name of a part.
BY_ID = {
    ("/decisions/", ""): "/decisions/{decision_id}",
    ("/customers/", ""): "/customers/{customer}",
    ("/customers/", "/timeline"): "/customers/{customer}/timeline",
}
# Forms of the console.
FORMS = ("sign-in", "sign-out", "views", "search", "what-if", "assign", "outcome")
FORM_TYPE = b"application/x-www-form-urlencoded"
LARGEST_FORM = 20_000
# Without a page of their own.
FORMS_ONLY = (
    "/console/sign-out",
    "console/views",
    "console/search",
    "console/assign",
    "console/outcome",
)
READ = ("/", "/openapi.json", "/livez", "/readyz", "/healthz", "/metrics", *BY_ID.values())
METHODS = {**dict.fromkeys(ASKED, ("POST",)), **dict.fromkeys(READ, ("GET", "HEAD"))}


class Gate:
    """Middleware that turns away unknown addresses, other methods, and bodies not fit to read."""

    def __init__(self, app: App, patience: float = PATIENCE) -> None:
        self.app = app
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on with its body read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused, largest = _refused(scope), largest_at(scope["path"])
        if refused is None and scope["method"] == "POST":
            try:
                async with asyncio.timeout(self.patience):
                    body = await _read(receive, largest)
            except TimeoutError:
                refused = (408, f"The body was not there after {self.patience:g} seconds.")
            else:
                if body is None:
                    refused = (413, f"The body may have at most {largest:,} bytes.")
                else:
                    receive = _replay(body, receive)
        if refused is None:
            await self.app(scope, receive, send)
            return
        status, detail = refused
        methods = (_methods(scope["path"]) or ()) if status == 405 else ()
        headers = [(b"allow", ", ".join(methods).encode())] if methods else []
        if status in (400, 408, 413):
            # What is still to come must not be taken for another request.
            headers.append((b"connection", b"close"))
        await send_problem(
            send, status, problem(status, detail), headers, scope["method"] == "HEAD"
        )


def _refused(scope: Scope) -> tuple[int, str] | None:
    """Return status and reason if the request need not be read, else None."""
    names = [name for name, _ in scope["headers"]]
    # Two ways to say where a body ends: a proxy may believe the other one.
    if b"transfer-encoding" in names and b"content-length" in names:
        return 400, "Send either Content-Length or Transfer-Encoding, not both."
    methods = _methods(scope["path"])
    if methods is None:
        return 404, "There is nothing at this address; /openapi.json lists what there is."
    if scope["method"] not in methods:
        return 405, f"This address takes {' and '.join(methods)} only."
    if scope["method"] != "POST":
        return None
    headers = dict(scope["headers"])
    media_type = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    right = FORM_TYPE if is_console(scope["path"]) else b"application/json"
    if media_type != right:
        return 415, f"Send the header Content-Type: {right.decode()}."
    length = headers.get(b"content-length", b"0")
    largest = largest_at(scope["path"])
    # More digits than a length has are not read: that alone would take long.
    if length.isdigit() and (len(length) > 15 or int(length) > largest):
        return 413, f"The body may have at most {largest:,} bytes, but has {length.decode()[:15]}."
    return None


def _methods(path: str) -> tuple[str, ...] | None:
    """Return the methods that an address takes, None where there is nothing."""
    if is_console(path):
        return _console_methods(path)
    for (start, part), address in BY_ID.items():
        if path.startswith(start) and path.endswith(part):
            name = path[len(start) : len(path) - len(part)]
            if name and "/" not in name:
                return METHODS[address]
    return METHODS.get(path)


def _console_methods(path: str) -> tuple[str, ...] | None:
    name = name_of(path)
    if name is None:
        return None
    takes = ("POST",) if name.rpartition("/")[2] in FORMS else ()
    return takes if name in FORMS_ONLY else ("GET", "HEAD", *takes)


def largest_at(path: str) -> int:
    """Return how many bytes a body may have at an address."""
    return LARGEST_FORM if is_console(path) else LARGEST


async def _read(receive: Receive, largest: int) -> bytes | None:
    """Return the whole body, None if it is too large; it need not say its length."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > largest:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
