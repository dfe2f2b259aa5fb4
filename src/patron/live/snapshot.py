"""The live store as it was at one moment: what was published, and what was received since."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from patron.live import queries
from patron.live.customer import Grant, LiveCustomer, Published, from_bytes
from patron.live.event import Event
from patron.live.kept import Kept
from patron.live.merge import merge
from patron.live.statement import Statement
from patron.live.stitch import Account, Limits, Node, Person, stitch
from patron.live.supposed import Supposed
from patron.schema import HISTORY, ITEMS


class Snapshot:
    """Reads that see one publication and what was received by now, however long they take.

    Parameters
    ----------
    connection
        In a transaction, which sees one moment.
    kept
        Customers that were read before.
    """

    def __init__(self, connection: Connection, kept: Kept | None = None) -> None:
        self.connection = connection
        self._kept = kept or Kept()

    @cached_property
    def published(self) -> Published | None:
        """What was published last, None if nothing ever was."""
        _, *row = self._newest
        return None if row[0] is None else _published(tuple(row))

    @property
    def last_event(self) -> int | None:
        """When the latest event happened, in microseconds since 1970; None without events."""
        last: int | None = self._newest[0]
        return last

    @property
    def as_of(self) -> int:
        """Moment that answers are given for: the end of all that the store has."""
        published = 0 if self.published is None else self.published.as_of
        return max(published, self.last_event or published)

    def anyone(self) -> str | None:
        """Return the first published customer_id, None if there is none."""
        [name] = queries.ANYONE.first(self.connection, **self._given()) or (None,)
        return name

    def known(self, customer_ids: Sequence[str]) -> set[str]:
        """Return which of the customer_ids are published."""
        kept = self._at_hand(customer_ids)
        rest = [name for name in customer_ids if name not in kept]
        return {*kept, *(name for (name,) in self._rows(queries.KNOWN, rest))}

    def find(self, id_type: str, id_values: Sequence[str]) -> dict[str, str | None]:
        """Return the published customer of each identifier by its value; None is nobody's alone."""
        return dict(self._rows(queries.IDENTIFIERS, id_values, id_type=id_type))

    def accounts_with(self, id_type: str, id_values: Sequence[str]) -> dict[str, set[Account]]:
        """Return the accounts of which events said that they have an identifier, by its value."""
        if self.last_event is None:
            return {}
        found: dict[str, set[Account]] = defaultdict(set)
        for value, source, account in self._rows(queries.HOLDINGS, id_values, id_type=id_type):
            found[value].add((source, account))
        return dict(found)

    def accounts_of_own_id(self, customer_ids: Sequence[str]) -> dict[str, Account]:
        """Return the account whose own id each customer_id is, of those that events named."""
        if self.last_event is None:
            return {}
        return {
            own: (source, account) for own, source, account in self._rows(queries.OWN, customer_ids)
        }

    def people(self, nodes: Iterable[Node]) -> dict[Node, Person]:
        """Return who each published customer and each account named by events is by now."""
        nodes = list(dict.fromkeys(nodes))
        published = self.published
        if self.last_event is None or published is None:
            return {n: Person(n, (n,), ()) for n in nodes if isinstance(n, str)}
        limits = Limits.of(published.rules)
        return stitch(self.connection, published.generation, limits, nodes)

    def customers(self, people: Sequence[Person | str]) -> list[LiveCustomer]:
        """Return what is known of people, each once, without their stored answers.

        Whoever is given as a customer_id is looked up first; who is not there is left out.
        """
        persons = {one.customer_id: one for one in self._persons(people)}
        blobs = self._blobs([name for one in persons.values() for name in one.customers])
        events = self._events([name for one in persons.values() for name in one.accounts])
        items = {event.row.get("item") for rows in events.values() for _, event in rows} - {None}
        catalogue = dict(self._rows(queries.CATALOGUE, sorted(items)))
        found = []
        for customer_id, one in persons.items():
            parts = [blobs[name] for name in one.customers if name in blobs]
            came = [event for name in one.accounts for event in events.get(name, ())]
            if parts or came:
                found.append(merge(customer_id, parts, came, catalogue, self.as_of))
        return found

    def facts(self, people: Sequence[Person]) -> dict[str, pa.Table]:
        """Return the attributes of people by customer_id, and read nothing else of them.

        What else was received of somebody is not looked at, however much it is.
        """
        rows = self._rows(queries.FACTS, _ids(people))
        stored = {
            name: LiveCustomer(name, HISTORY.empty(), ITEMS.empty(), from_bytes(facts))
            for name, facts in rows
        }
        events = self._events(_accounts(people), queries.TELLING)
        found = {}
        for one in people:
            parts = [stored[name] for name in one.customers if name in stored]
            came = [event for name in one.accounts for event in events.get(name, ())]
            if parts or one.accounts:
                found[one.customer_id] = merge(one.customer_id, parts, came, {}, self.as_of).facts
        return found

    def supposing(self, customer: LiveCustomer, supposed: Supposed, as_of: int) -> LiveCustomer:
        """Return a customer as if something had happened, or had not; nothing is kept.

        Parameters
        ----------
        customer
            As `customers` returned them.
        supposed
            Events of it are theirs, whatever accounts they name.
        as_of
            Moment that is answered for, in microseconds since 1970.
        """
        items = {event.row.get("item") for event in supposed.events} - {None}
        catalogue = dict(self._rows(queries.CATALOGUE, sorted(items)))
        came = [(as_of, event) for event in supposed.events]
        if supposed.without:
            rows = supposed.kept(customer.history)
            customer = LiveCustomer(customer.customer_id, rows, customer.items, customer.facts)
        return merge(customer.customer_id, [customer], came, catalogue, as_of)

    def answers(self, people: Sequence[Person | str]) -> dict[str, dict[str, str]]:
        """Return the stored answers of people: by customer_id, the JSON by name."""
        persons = self._persons(people)
        stored: dict[str, dict[str, str]] = defaultdict(dict)
        for customer_id, name, answer in self._rows(queries.ANSWERS, _ids(persons)):
            stored[customer_id][name] = answer
        found: dict[str, dict[str, str]] = {}
        for one in persons:
            first = (stored[name] for name in one.customers if name in stored)
            found[one.customer_id] = next(first, {})
        return found

    def cards(self, people: Sequence[Person]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Return what cards tell beside: by customer_id and name of table, the rows.

        Of published customers who are one person by now, the rows of all.
        """
        stored = {name: json.loads(told) for name, told in self._rows(queries.CARDS, _ids(people))}
        found: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for one in people:
            rows = found.setdefault(one.customer_id, defaultdict(list))
            for name in one.customers:
                for table, some in stored.get(name, {}).items():
                    rows[table] += some
        return found

    def received(self, people: Sequence[Person]) -> dict[str, list[tuple[int, Event]]]:
        """Return the events of people by customer_id, each with when it was received.

        Those that the publication has are not among them.
        """
        events = self._events(_accounts(people))
        return {
            one.customer_id: [row for name in one.accounts for row in events.get(name, ())]
            for one in people
        }

    def accounts(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Account]]:
        """Return the accounts of published customers, by customer_id."""
        kept = self._at_hand(customer_ids)
        found = {name: one.accounts for name, one in kept.items()}
        return found | self._accounts([name for name in customer_ids if name not in kept])

    def consents(self, people: Sequence[Person]) -> dict[str, dict[str, bool]]:
        """Return what people said of being contacted, by customer_id and channel.

        The latest holds; of two at one moment, and of two accounts, the one that says no.
        """
        names = _ids(people)
        kept = self._at_hand(names)
        said: dict[Node, list[Grant]] = defaultdict(list)
        for name, one in kept.items():
            said[name] += one.consents
        for name, grants in self._consents([name for name in names if name not in kept]).items():
            said[name] += grants
        for source, account, *grant in self._rows(queries.GRANTS, _accounts(people)):
            said[source, account].append(Grant(*grant))
        return {
            one.customer_id: _latest(grant for node in one.nodes for grant in said[node])
            for one in people
        }

    def receipts(self, decision_ids: Sequence[str]) -> dict[str, str]:
        """Return the receipts of decisions, by decision_id."""
        return self._kept.receipts.read(decision_ids, partial(self._rows, queries.RECEIPTS))

    def _persons(self, people: Sequence[Person | str]) -> list[Person]:
        persons = [one for one in people if isinstance(one, Person)]
        names = [one for one in people if isinstance(one, str)]
        if names:
            known = self.known(names)
            found = self.people([name for name in names if name in known])
            persons += [found[name] for name in dict.fromkeys(names) if name in found]
        return persons

    def _blobs(self, customer_ids: Sequence[str]) -> dict[str, LiveCustomer]:
        found = self._at_hand(customer_ids)
        missing = [name for name in customer_ids if name not in found]
        rows = list(self._rows(queries.CUSTOMERS, missing))
        accounts, consents = self._accounts(missing), self._consents(missing)
        for name, number, *blobs in rows:
            history, items, facts = map(from_bytes, blobs)
            found[name] = LiveCustomer(
                name,
                history,
                items,
                facts,
                number=number,
                accounts=accounts.get(name, ()),
                consents=consents.get(name, ()),
            )
            self._kept.put(self._given()["generation"], found[name])
        return found

    def _at_hand(self, customer_ids: Iterable[str]) -> dict[str, LiveCustomer]:
        """Return those of the published customers who are kept, with all that is published."""
        generation = self._given()["generation"]
        kept = ((name, self._kept.get(generation, name)) for name in customer_ids)
        return {name: one for name, one in kept if one is not None}

    def _accounts(self, customer_ids: Sequence[str]) -> dict[str, tuple[Account, ...]]:
        found: dict[str, tuple[Account, ...]] = {}
        for name, *account in self._rows(queries.ACCOUNTS, customer_ids):
            found[name] = (*found.get(name, ()), (account[0], account[1]))
        return found

    def _consents(self, customer_ids: Sequence[str]) -> dict[str, tuple[Grant, ...]]:
        found: dict[str, tuple[Grant, ...]] = {}
        for name, *grant in self._rows(queries.CONSENTS, customer_ids):
            found[name] = (*found.get(name, ()), Grant(*grant))
        return found

    @cached_property
    def _newest(self) -> Sequence[Any]:
        return queries.NEWEST.first(self.connection) or (None,) * (1 + len(queries.PUBLISHED))

    def _events(
        self, accounts: Sequence[Account], which: Statement = queries.EVENTS
    ) -> Mapping[Account, list[tuple[int, Event]]]:
        found: dict[Account, list[tuple[int, Event]]] = defaultdict(list)
        for source, account, known_at, record in self._rows(which, accounts):
            found[source, account].append((known_at, Event.of_record(record)))
        return found

    def _given(self) -> dict[str, Any]:
        return {"generation": 0 if self.published is None else self.published.generation}

    def _rows(self, statement: Statement, values: Sequence[Any], **given: Any) -> Iterator[Any]:
        return statement.rows(self.connection, values, **{**self._given(), **given})


# Every answer asks what is published, which seldom changes.
@lru_cache(maxsize=16)
def _published(row: tuple[Any, ...]) -> Published:
    return Published.of_row(dict(zip(queries.PUBLISHED, row, strict=True)))


def _ids(people: Iterable[Person]) -> list[str]:
    return [name for one in people for name in one.customers]


def _accounts(people: Iterable[Person]) -> list[Account]:
    return [name for one in people for name in one.accounts]


def _latest(grants: Iterable[Grant]) -> dict[str, bool]:
    ordered = sorted(grants, key=lambda grant: (grant.known_at, not grant.granted))
    return {grant.channel: bool(grant.granted) for grant in ordered}
