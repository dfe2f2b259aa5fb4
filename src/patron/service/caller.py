"""Who asks, in which request, and about whom they were told.

It is looked up where customers are found, in one place, so that an answer cannot forget it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import pyarrow as pa

from patron.live.keys import SCOPES, Granted
from patron.live.snapshot import Snapshot
from patron.live.stitch import Person


@dataclass
class Caller:
    """One request of one key.

    Parameters
    ----------
    key_id
        Whose it is.
    granted
        What the key is for.
    request_id
        Which request.
    seen
        customer_ids that were told about, in order.
    refused
        customer_ids that were asked for and are out of the key's sight.
    asked
        How many names were asked for.
    """

    key_id: str
    granted: Granted
    request_id: str = "-"
    seen: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    asked: int = 0

    def visible(self, people: Mapping[str, Person], snapshot: Snapshot) -> dict[str, Person]:
        """Return those of the people that the key may see, by the name asked for."""
        if not self.granted.is_limited:
            return dict(people)
        seen = {name: one for name, one in people.items() if self._is_listed(one)}
        if self.granted.segment is not None:
            # Their histories are not read: of somebody out of sight that would take long.
            facts = snapshot.facts(list(seen.values()))
            segment = self.granted.segment
            seen = {
                name: one
                for name, one in seen.items()
                if one.customer_id in facts and has(facts[one.customer_id], segment)
            }
        self.refused += [one.customer_id for name, one in people.items() if name not in seen]
        return seen

    def _is_listed(self, person: Person) -> bool:
        """Return whether everybody who turned out to be this person was granted."""
        listed = self.granted.customers
        return listed is None or {person.customer_id, *person.customers} <= listed


def has(facts: pa.Table, segment: Mapping[str, str]) -> bool:
    """Return whether the newest values of a customer's attributes are those of a segment."""
    facts = facts.sort_by("known_at")
    newest = dict(zip(facts["name"].to_pylist(), facts["value"].to_pylist(), strict=True))
    return all(newest.get(name) == value for name, value in segment.items())


# What the service does of its own accord has no caller and no limits.
_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)
ANYTHING = Granted(frozenset(SCOPES), rate=1e6)


def current_caller() -> Caller | None:
    """Return who asks, None where nobody does."""
    return _caller.get()


@contextmanager
def calling(caller: Caller) -> Iterator[None]:
    """Let a caller be the current one for the ``with`` block, in threads started from it too."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)
