"""Find the customers that a question names, in one view of the live store."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pyarrow as pa

from patron.errors import UnknownCustomer
from patron.identity.clean import clean
from patron.live import NOTHING, OLD_ID, Event, LiveCustomer, LiveStore, Published, Supposed
from patron.live.decisions import Decision
from patron.live.desk import Desk
from patron.live.snapshot import Snapshot
from patron.live.stitch import Node, Person
from patron.service.caller import current_caller
from patron.service.problems import NotFit, NotReady

# Unknown customers that a message names.
MOST_NAMED = 10
NOT_THERE = "is no interaction of this customer; their touchpoints say which there are"


@dataclass(frozen=True)
class Found:
    """Whom a question is about, and what is stored of them.

    Parameters
    ----------
    published
        What was published last.
    as_of
        Moment that is answered for, in microseconds since 1970.
    order
        customer_id of each name asked for, in the order asked.
    customers
        Each customer once.
    answers
        Stored answers of each customer, as JSON by name; empty unless wanted, and without those
        of whom a decision holds.
    people
        Who each customer is by now.
    cards
        What cards tell beside, by customer_id and name of table; empty unless wanted.
    received
        Events of each customer with when they were received; empty unless cards are wanted.
    held
        Decisions that hold by customer_id; None unless wanted.
    """

    published: Published
    as_of: int
    order: Sequence[str]
    customers: Sequence[LiveCustomer]
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Sequence[Person] = ()
    cards: Mapping[str, Mapping[str, list[dict[str, Any]]]] = field(default_factory=dict)
    received: Mapping[str, Sequence[tuple[int, Event]]] = field(default_factory=dict)
    held: Mapping[str, Decision] | None = None


@dataclass(frozen=True)
class Wanted:
    """What is wanted of customers beside their rows.

    Parameters
    ----------
    answers
        Whether their stored answers are.
    cards
        Whether what cards tell beside is.
    supposed
        What each customer is answered about as if it had happened, or had not.
    held
        Returns the decisions that hold; None where they are not wanted.
    """

    answers: bool = False
    cards: bool = False
    supposed: Supposed = NOTHING
    held: Callable[[Desk], Mapping[str, Decision]] | None = None


def find(
    store: LiveStore, asked: Sequence[str], with_answers: bool, with_cards: bool = False
) -> Found:
    """Return the customers asked for, all at once; see `find_in_blocks`."""
    wanted = Wanted(with_answers, with_cards)
    [found] = find_in_blocks(store, asked, wanted, len(asked))
    return found


def answered(store: LiveStore, found: Found, names: Sequence[str]) -> Found:
    """Return the same with the stored answers of some; a decision that held may end meanwhile."""
    wanted = set(names) - set(found.answers)
    if not wanted:
        return found
    with store.snapshot() as snapshot:
        more = snapshot.answers([one for one in found.people if one.customer_id in wanted])
    return replace(found, answers={**found.answers, **more})


def find_in_blocks(
    store: LiveStore, asked: Sequence[str], wanted: Wanted, most: int
) -> Iterator[Found]:
    """Yield the customers asked for, some at a time, all as they were at one moment.

    Parameters
    ----------
    store
        Where they are.
    asked
        customer_ids, those of former customers too, or identifiers as ``type:value``.
    wanted
        What is wanted of them.
    most
        How many to hold at a time.

    Raises
    ------
    UnknownCustomer
        If there is nobody of a name; nothing is yielded then.
    NotFit
        If something that they did not do is to be taken away.
    NotReady
        If the store is empty.
    """
    with store.snapshot(prepared=wanted.held is not None) as snapshot:
        published = snapshot.published
        if published is None:
            raise NotReady("The live store is empty; run `patron score`.")
        people = _people(snapshot, asked, published.rules.get("country"))
        order = [people[name] for name in asked]
        *others, last = [order[start : start + most] for start in range(0, len(order), most)]
        for block in others:
            yield _found(snapshot, published, block, wanted)
        found = _found(snapshot, published, last, wanted)
    # Whoever decides about the last, or the only, ones reads nothing at the same time.
    yield found


def _found(
    snapshot: Snapshot, published: Published, order: Sequence[Person], wanted: Wanted
) -> Found:
    supposed = wanted.supposed
    as_of = max([snapshot.as_of, *(event.row["occurred_at"] for event in supposed.events)])
    customers = snapshot.customers(order)
    if supposed:
        _check_there(customers, supposed)
        customers = [snapshot.supposing(one, supposed, as_of) for one in customers]
    once = list({one.customer_id: one for one in order}.values())
    held = None if wanted.held is None else wanted.held(Desk(lambda: snapshot, once))
    open_still = [one for one in once if held is None or one.customer_id not in held]
    return Found(
        published,
        as_of,
        [one.customer_id for one in order],
        customers,
        snapshot.answers(open_still) if wanted.answers else {},
        once,
        snapshot.cards(once) if wanted.cards else {},
        snapshot.received(once) if wanted.cards else {},
        held,
    )


def _check_there(customers: Sequence[LiveCustomer], supposed: Supposed) -> None:
    missing = [place for one in customers for place in supposed.missing(one.history)]
    if missing:
        raise NotFit([(f"without.{place}", NOT_THERE) for place in missing[:MOST_NAMED]])


def _people(snapshot: Snapshot, asked: Sequence[str], country: str | None) -> dict[str, Person]:
    """Return whom each name asked for names."""
    caller = current_caller()
    if caller is not None:
        caller.asked += len(asked)
    sound = [name for name in asked if _is_text(name)]
    nodes = _named(snapshot, sound, country)
    rest = [name for name in sound if name not in nodes]
    nodes |= _of_ids(snapshot, rest)
    found = snapshot.people(node for some in nodes.values() for node in some)
    people: dict[str, Person] = {}
    for name, some in nodes.items():
        # What several people have names none of them.
        persons = {found[node].customer_id: found[node] for node in some}
        if len(persons) == 1:
            [people[name]] = persons.values()
    if caller is not None:
        # Whom a key may not see is not there.
        people = caller.visible(people, snapshot)
    _check([name for name in asked if name not in people])
    if caller is not None:
        caller.seen += [people[name].customer_id for name in asked]
    return people


def _is_text(name: str) -> bool:
    """Return whether a database can hold the name; who asks of another asks of nobody."""
    return "\0" not in name and not any("\ud800" <= letter <= "\udfff" for letter in name)


def _of_ids(snapshot: Snapshot, names: Sequence[str]) -> dict[str, set[Node]]:
    """Return the node of each customer_id, those of former and of received ones too."""
    found: dict[str, set[Node]] = {name: {name} for name in snapshot.known(names)}
    rest = [name for name in names if name not in found]
    if rest:
        own = snapshot.accounts_of_own_id(rest)
        now = snapshot.find(OLD_ID, rest)
        found |= {name: {account} for name, account in own.items()}
        found |= {name: {one} for name, one in now.items() if one is not None}
    return found


def _named(snapshot: Snapshot, asked: Sequence[str], country: str | None) -> dict[str, set[Node]]:
    """Return the nodes that have each identifier asked for; those that somebody has."""
    by_type: dict[str, dict[str, str]] = defaultdict(dict)
    for name, value in _spelt([name for name in asked if ":" in name], country).items():
        by_type[name.partition(":")[0]][name] = value
    named: dict[str, set[Node]] = {}
    for id_type, values in by_type.items():
        published = snapshot.find(id_type, list(values.values()))
        received = snapshot.accounts_with(id_type, list(values.values()))
        for name, value in values.items():
            some: set[Node] = set(received.get(value, ()))
            one = published.get(value)
            if value in published and one is None:
                continue
            if one is not None:
                some.add(one)
            if some:
                named[name] = some
    return named


def _spelt(names: Sequence[str], country: str | None) -> dict[str, str]:
    """Return the one spelling of the value of each ``type:value``."""
    parts = [name.partition(":") for name in names]
    if len(parts) < 2:
        return {"".join(part): cleaned(part[0], part[2], country) for part in parts}
    types, values = (pa.chunked_array([[part[at] for part in parts]]) for at in (0, 2))
    return dict(zip(names, clean(types, values, country).to_pylist(), strict=True))


@lru_cache(maxsize=10_000)
def cleaned(id_type: str, value: str, country: str | None) -> str:
    """Return the one spelling of an identifier's value."""
    kind, text = (pa.chunked_array([[part]], pa.string()) for part in (id_type, value))
    return str(clean(kind, text, country)[0].as_py())


def _check(unknown: Sequence[str]) -> None:
    if unknown:
        listed = ", ".join(repr(name) for name in unknown[:MOST_NAMED])
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        raise UnknownCustomer(
            f"There is no customer {listed}{more}. A customer is named by customer_id "
            "(c and 16 hexadecimal digits) or by an identifier that is theirs alone, "
            "as type:value, such as household:7."
        )
