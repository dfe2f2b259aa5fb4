"""The service's addresses as methods, with typed answers."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, Self, TypeVar, overload
from urllib.parse import quote

import httpx

from patron.client.cards import CustomerCard, Timeline, Touchpoint
from patron.client.connection import Connection
from patron.client.decode import Record, decode
from patron.client.failures import ServiceError
from patron.client.records import (
    Churn,
    Explained,
    GivenChurn,
    GivenLifetimeValue,
    Intake,
    LifetimeValue,
    NextBestOffer,
    Noted,
    Ready,
    Receipt,
    Score,
    WhyNot,
)
from patron.client.retries import Retries
from patron.client.sent import Event, Outcome
from patron.errors import ConfigError

R = TypeVar("R", bound=Record)
Many = list[str] | tuple[str, ...]
Task = Literal["churn", "lifetime_value", "next_offer"]
Events = Sequence[Event]
# Touchpoints, each by its source and interaction_id.
Keys = Sequence[Mapping[str, str]]
# Of the model's columns by name.
Row = Mapping[str, float | None]


class Client:
    """Asks one service; any number of threads may share it.

    Customers are named by customer_id or as ``type:value``; a list of names gives a list of
    answers in its order. What may be asked twice is asked again where the service is away, busy
    or silent; a contact is asked for once only.

    Parameters
    ----------
    url
        Where the service is, such as ``http://127.0.0.1:3000``.
    key
        As ``patron key add`` printed it; None for a service without keys.
    connect_timeout, read_timeout
        Seconds to wait for a connection, and for the answer; the service itself takes 30 at most.
    retries
        How often and when to ask again.
    transport
        What sends, as httpx has it; the network if it is None.
    sleep
        Waits for so many seconds.

    Raises
    ------
    ConfigError
        If the address or the key cannot be meant.

    Notes
    -----
    Every method raises `ServiceError` where the service refuses, and `NoAnswer` where it is silent.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:3000",
        key: str | None = None,
        *,
        connect_timeout: float = 3.0,
        read_timeout: float = 35.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        timeout = httpx.Timeout(read_timeout, connect=connect_timeout)
        self._to = Connection(url, key, timeout, retries or Retries(), transport, sleep)

    def __enter__(self) -> Self:
        """Return the client, which is closed at the end of the ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self.close()

    def __repr__(self) -> str:
        """Return where it asks; the key is nobody's business."""
        return f"Client({self._to.url!r})"

    def close(self) -> None:
        """Close all connections."""
        self._to.close()

    @overload
    def churn(
        self, who: str, *, events: Events | None = None, without: Keys | None = None
    ) -> Churn: ...
    @overload
    def churn(self, who: Many) -> list[Churn]: ...
    def churn(
        self, who: str | Many, *, events: Events | None = None, without: Keys | None = None
    ) -> Churn | list[Churn]:
        """Return how likely customers are to stay away.

        Parameters
        ----------
        who
            One name, or a list of names.
        events, without
            Of one: answer as if these had happened as well, and as if touchpoints, named by source
            and interaction_id, had not.
        """
        return self._ask(Churn, "/churn", who, events=events, without=without)

    @overload
    def lifetime_value(
        self, who: str, *, events: Events | None = None, without: Keys | None = None
    ) -> LifetimeValue: ...
    @overload
    def lifetime_value(self, who: Many) -> list[LifetimeValue]: ...
    def lifetime_value(
        self, who: str | Many, *, events: Events | None = None, without: Keys | None = None
    ) -> LifetimeValue | list[LifetimeValue]:
        """Return what customers are expected to bring; see `churn`."""
        return self._ask(LifetimeValue, "/lifetime_value", who, events=events, without=without)

    def churn_of(self, features: Sequence[Row]) -> list[GivenChurn]:
        """Return the same of rows of the model's features, of nobody in particular."""
        response = self._to.post("/churn", {"features": list(features)})
        return _results(GivenChurn, response)

    def lifetime_value_of(self, features: Sequence[Row]) -> list[GivenLifetimeValue]:
        """Return the same of rows of the model's features, of nobody in particular."""
        response = self._to.post("/lifetime_value", {"features": list(features)})
        return _results(GivenLifetimeValue, response)

    @overload
    def score(
        self, who: str, *, events: Events | None = None, without: Keys | None = None
    ) -> Score: ...
    @overload
    def score(self, who: Many) -> list[Score]: ...
    def score(
        self, who: str | Many, *, events: Events | None = None, without: Keys | None = None
    ) -> Score | list[Score]:
        """Return churn, lifetime value and next best offer at once; see `churn`."""
        return self._ask(Score, "/score", who, events=events, without=without)

    @overload
    def next_best_offer(self, who: str, *, contact: bool = False) -> NextBestOffer: ...
    @overload
    def next_best_offer(self, who: Many, *, contact: bool = False) -> list[NextBestOffer]: ...
    def next_best_offer(
        self, who: str | Many, *, contact: bool = False
    ) -> NextBestOffer | list[NextBestOffer]:
        """Return what to offer customers.

        Parameters
        ----------
        who
            One name, or a list of names.
        contact
            Whether you contact them by it now, if ``contact.reserved`` says so. It is asked for
            once only: if the answer gets lost, the contact is used up.
        """
        return self._ask(NextBestOffer, "/next_best_offer", who, contact=contact or None)

    @overload
    def explain(
        self,
        who: str,
        *,
        task: Task | None = None,
        events: Events | None = None,
        without: Keys | None = None,
    ) -> Explained: ...
    @overload
    def explain(self, who: Many, *, task: Task | None = None) -> list[Explained]: ...
    def explain(
        self,
        who: str | Many,
        *,
        task: Task | None = None,
        events: Events | None = None,
        without: Keys | None = None,
    ) -> Explained | list[Explained]:
        """Return why answers are what they are, of all tasks if none is named; see `churn`."""
        return self._ask(Explained, "/explain", who, task=task, events=events, without=without)

    def events(self, events: Events) -> Intake:
        """Return what became of 1 to 1,000 events, by their places.

        Each counts once by its source and interaction_id, however often it is sent.
        """
        return _read(Intake, self._to.post("/events", {"events": list(events)}))

    def outcomes(self, outcomes: Sequence[Outcome]) -> Noted:
        """Return what became of 1 to 1,000 outcomes of decisions, by their places."""
        return _read(Noted, self._to.post("/outcomes", {"outcomes": list(outcomes)}))

    def decision(self, decision_id: str) -> Receipt:
        """Return all that a decision was made from; ``text`` is the same whenever it is asked."""
        response = self._to.get(f"/decisions/{_part(decision_id)}")
        return _read(Receipt, response, text=response.text)

    def why_not(self, decision_id: str, offer: str) -> WhyNot:
        """Return why a decision chose an offer or did not, in a sentence."""
        return _read(WhyNot, self._to.get(f"/decisions/{_part(decision_id)}", offer=offer))

    def customer(self, who: str) -> CustomerCard:
        """Return everything known about a customer now, in seven parts."""
        return _read(CustomerCard, self._to.get(f"/customers/{_part(who)}"))

    def timeline(
        self, who: str, *, limit: int | None = None, before: str | None = None
    ) -> Timeline:
        """Return a page of a customer's touchpoints, newest first.

        Parameters
        ----------
        who
            The customer.
        limit
            How many at most, 1 to 1,000; 100 if it is left out.
        before
            What `next` said on the page before.
        """
        path = f"/customers/{_part(who)}/timeline"
        return _read(Timeline, self._to.get(path, limit=limit, before=before))

    def touchpoints(self, who: str) -> Iterator[Touchpoint]:
        """Return all touchpoints of a customer, newest first, fetched a thousand at a time."""
        page = self.timeline(who, limit=1_000)
        yield from page.touchpoints
        while page.next is not None:
            page = self.timeline(who, limit=1_000, before=page.next)
            yield from page.touchpoints

    def readyz(self) -> Ready:
        """Return what answers come from; `Unavailable` says what is missing."""
        return _read(Ready, self._to.get("/readyz"))

    def livez(self) -> None:
        """Return nothing if the service is alive."""
        self._to.get("/livez")

    def metrics(self) -> str:
        """Return counts and times as Prometheus reads them."""
        return self._to.get("/metrics").text

    def openapi(self) -> Mapping[str, Any]:
        """Return the service's description of itself."""
        return _object(self._to.get("/openapi.json"))

    def _ask(self, kind: type[R], path: str, who: str | Many, **beside: Any) -> R | list[R]:
        """Return one record, or a list of them for a list of names."""
        whom = {"customer": who} if isinstance(who, str) else {"customers": list(who)}
        response = self._to.post(path, whom | beside, is_repeatable=not beside.get("contact"))
        return _read(kind, response) if isinstance(who, str) else _results(kind, response)


def _results(kind: type[R], response: httpx.Response) -> list[R]:
    try:
        return [decode(kind, one) for one in _object(response)["results"]]
    except (ValueError, TypeError, KeyError) as error:
        raise _strange(response) from error


def _read(kind: type[R], response: httpx.Response, **beside: Any) -> R:
    try:
        return decode(kind, {**_object(response), **beside})
    except (ValueError, TypeError) as error:
        raise _strange(response) from error


def _object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        said = response.json()
    except ValueError as error:
        raise _strange(response) from error
    if not isinstance(said, dict):
        raise _strange(response)
    return said


def _strange(response: httpx.Response) -> ServiceError:
    request_id = response.request.headers["x-request-id"]
    return ServiceError(200, "The answer is not one of patron; is this its address?", request_id)


def _part(name: str) -> str:
    """Return a name as part of an address."""
    if not name or "/" in name:
        raise ConfigError(
            f"{name!r} cannot stand in an address; ask for the customer_id of a name with a slash."
        )
    return quote(name, safe=":")
