"""Take in events: each checked alone, the sound ones kept before the answer goes out."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import SchemaError, StoreUnavailable
from patron.history import micros
from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.worthless import find_worthless
from patron.live import Event, LiveStore, Published, read_event
from patron.live.group import Group
from patron.live.inbox import Sent
from patron.service.problems import NotReady
from patron.service.records import Intake, Refused

T = TypeVar("T")
Written = tuple[str, str]


@dataclass(frozen=True)
class Arrived:
    """Events of one request.

    Parameters
    ----------
    sent
        Events as the sender's JSON says them.
    now
        The moment of receipt.
    """

    sent: Sequence[Any]
    now: datetime


class Inlet:
    """Where requests with events come in; those that come at the same time are written in one go.

    Each waits for the disk before it is answered, but many can wait for the same turn of it.

    Parameters
    ----------
    store
        Returns where events go.
    """

    def __init__(self, store: Callable[[], LiveStore]) -> None:
        # Where the store is full or away it is so for all, and each alone would wait in vain.
        self._group: Group[Arrived, Intake] = Group(
            lambda some: take_in_all(store(), some), (StoreUnavailable, NotReady)
        )

    def soon(self, sent: Sequence[Any], now: datetime) -> "Future[Intake]":
        """Return what will hold the answer to a request; see `take_in`."""
        return self._group.soon(Arrived(sent, now))

    def close(self) -> None:
        """Write what has come, and take no more."""
        self._group.close()


def take_in(store: LiveStore, sent: Sequence[Any], now: datetime) -> Intake:
    """Return what became of each event, by its place in what was sent.

    Parameters
    ----------
    store
        Where they go; when this returns, they are there for good.
    sent
        Events as the sender's JSON says them.
    now
        The moment of receipt.

    Raises
    ------
    NotReady
        If the store was never published: it says what proves who is who.
    StoreError
        If the store cannot be written; nothing is kept then.
    """
    [intake] = take_in_all(store, [Arrived(sent, now)])
    return intake


def take_in_all(store: LiveStore, arrived: Sequence[Arrived]) -> list[Intake]:
    """Return the same of several requests, all of which are written at once or not at all."""
    published = store.meta()
    if published is None:
        raise NotReady("The live store is empty; run `patron score`.")
    checked = [read_each(one.sent, read_event, one.now) for one in arrived]
    everything = [event for events, _ in checked for event in events.values()]
    spelled = spell(_written(everything), published)
    sent = [
        Sent([*events.values()], micros(one.now), spelled)
        for one, (events, _) in zip(arrived, checked, strict=True)
    ]
    said = store.receive_all(sent) if everything else [[] for _ in sent]
    return [
        _told(dict(zip(events, became, strict=True)), refused)
        for (events, refused), became in zip(checked, said, strict=True)
    ]


def read_each(
    sent: Sequence[Any], read: Callable[[object, datetime], T], now: datetime
) -> tuple[dict[int, T], list[Refused]]:
    """Return what is sound of what was sent, by its place, and why the rest is refused.

    Parameters
    ----------
    sent
        As the sender's JSON says it.
    read
        Returns what one is, or raises SchemaError.
    now
        The moment of receipt.
    """
    sound: dict[int, T] = {}
    refused = []
    for index, one in enumerate(sent):
        try:
            sound[index] = read(one, now)
        except SchemaError as error:
            refused.append(Refused(index=index, reason=str(error)))
    return sound, refused


def _told(became: dict[int, str], refused: list[Refused]) -> Intake:
    return Intake(
        accepted=[index for index, what in became.items() if what == "accepted"],
        repeated=[index for index, what in became.items() if what == "repeated"],
        corrected=[index for index, what in became.items() if what == "corrected"],
        refused=refused,
    )


def spell(written: Sequence[Written], published: Published) -> dict[Written, tuple[str, bool]]:
    """Return the one spelling of identifiers, and whether each proves who somebody is.

    Parameters
    ----------
    written
        Id type and value, each once.
    published
        Says by which rules.
    """
    if not written:
        return {}
    rules = _rules(json.dumps(published.rules, sort_keys=True))
    kinds, values = (
        pa.chunked_array([list(part)], pa.string()) for part in zip(*written, strict=True)
    )
    cleaned = clean(kinds, values, rules.country)
    ones = pa.array([1] * len(written))
    rows = pa.array(range(len(written)))
    table = pa.table([kinds, cleaned, ones, rows], ["id_type", "id_value", "accounts", "row"])
    trusted = pc.is_in(kinds, pa.array(rules.trusted, pa.string())).to_pylist()
    worthless = set(find_worthless(table, rules)["row"].to_pylist())
    return {
        one: (value, is_trusted and place not in worthless)
        for place, (one, value, is_trusted) in enumerate(
            zip(written, cleaned.to_pylist(), trusted, strict=True)
        )
    }


def _written(events: Iterable[Event]) -> list[Written]:
    return sorted({one for event in events for one in event.identifiers.items()})


@lru_cache(maxsize=4)
def _rules(text: str) -> IdentityRules:
    return IdentityRules.model_validate_json(text)
