"""Send requests of one key to one service, and again where that does no harm."""

import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from patron.client.failures import NoAnswer, ServiceError, failure_of
from patron.client.retries import PASSING, Retries, retry_after_of
from patron.client.sent import encode
from patron.errors import ConfigError

KEY = re.compile(r"[!-~]+")
# The service answers so many requests of a key at once, and refuses others.
MOST_AT_ONCE = 48


class Connection:
    """A pool of connections, which any number of threads may use at once.

    Parameters
    ----------
    url
        Where the service is.
    key
        The key; None for a service without keys.
    timeout
        Of each step of a request.
    retries
        How often to ask again.
    transport
        What sends; the network if it is None.
    sleep
        Waits for so many seconds.

    Raises
    ------
    ConfigError
        If the address or the key cannot be meant.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        timeout: httpx.Timeout,
        retries: Retries,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = _checked_url(url)
        if key is not None and not KEY.fullmatch(key):
            raise ConfigError("The key must be one word, as `patron key add` prints it.")
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._retries = retries
        self._sleep = sleep
        # A redirect is not followed: the key is for this service alone.
        self._client = httpx.Client(
            base_url=self.url,
            headers={"Accept": "application/json", "User-Agent": "patron-client", **headers},
            timeout=timeout,
            limits=httpx.Limits(max_connections=MOST_AT_ONCE),
            transport=transport,
        )

    def __repr__(self) -> str:
        """Return where it leads; the key is nobody's business."""
        return f"Connection({self.url!r})"

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, path: str, **params: Any) -> httpx.Response:
        """Return the answer to a question that changes nothing; see `send`."""
        told = {name: value for name, value in params.items() if value is not None}
        return self.send("GET", path, True, params=told)

    def post(
        self, path: str, body: Mapping[str, Any], is_repeatable: bool = True
    ) -> httpx.Response:
        """Return the answer to a body; see `send`."""
        headers = {"Content-Type": "application/json"}
        return self.send("POST", path, is_repeatable, content=encode(body), headers=headers)

    def send(self, method: str, path: str, is_repeatable: bool, **parts: Any) -> httpx.Response:
        """Return the answer to a request, asked again if that does no harm and may help.

        Parameters
        ----------
        method, path
            What is asked for.
        is_repeatable
            Whether asking twice is as good as asking once.
        parts
            What else goes with it, as httpx takes it.

        Raises
        ------
        ServiceError
            If the answer is another than 200.
        NoAnswer
            If there is none.
        """
        request_id = uuid.uuid4().hex
        headers = {**parts.pop("headers", {}), "X-Request-ID": request_id}
        asked = 0
        while True:
            asked += 1
            said = self._once(method, path, request_id, headers=headers, **parts)
            if isinstance(said, httpx.Response):
                return said
            passes = isinstance(said, NoAnswer) or said.status in PASSING
            after = said.retry_after if isinstance(said, ServiceError) else None
            wait = self._retries.wait(asked, after) if is_repeatable and passes else None
            if wait is None:
                raise said
            self._sleep(wait)

    def _once(
        self, method: str, path: str, request_id: str, **parts: Any
    ) -> httpx.Response | ServiceError | NoAnswer:
        try:
            response = self._client.request(method, path, **parts)
        except httpx.TimeoutException as error:
            what = "connection" if isinstance(error, httpx.ConnectTimeout) else "answer"
            return NoAnswer(f"{self.url} gave no {what} in time.", request_id)
        except httpx.TransportError as error:
            return NoAnswer(f"{self.url} gave no answer: {type(error).__name__}.", request_id)
        if response.status_code == 200:
            return response
        # The service says which id it went by; a proxy may not.
        known = response.headers.get("x-request-id", request_id)
        return failure_of(response, known, retry_after_of(response))


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        # It is not repeated: it may hold a password.
        raise ConfigError("The service's address must be as http://127.0.0.1:3000, with a scheme.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigError("The service's address must be without user, password, query, fragment.")
    return url.rstrip("/")
