"""Take in events: each checked alone, the sound ones kept before the answer goes out."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import SchemaError
from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.worthless import find_worthless
from patron.live import Event, LiveStore, Published, read_event
from patron.service.problems import NotReady
from patron.service.records import Intake, Refused

Written = tuple[str, str]


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
    published = store.meta()
    if published is None:
        raise NotReady("The live store is empty; run `patron score`.")
    events: dict[int, Event] = {}
    refused = []
    for index, one in enumerate(sent):
        try:
            events[index] = read_event(one, now)
        except SchemaError as error:
            refused.append(Refused(index=index, reason=str(error)))
    spelled = spell(_written(events.values()), published)
    said = store.receive(list(events.values()), now, spelled) if events else []
    became = dict(zip(events, said, strict=True))
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
