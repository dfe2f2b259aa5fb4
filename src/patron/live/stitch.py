"""Who is who by what was received since the last publication, with the publication's rules.

Only what is certain stitches, and only as far as a build would do it on the same rows: a value
of a trusted type that stands for somebody and is not shared by too many accounts. Customers of
whom somebody said that they are different people stay apart. The rest waits for the next build.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from patron.live.statement import Statement

Account = tuple[str, str]
# A published customer_id, or an account that an event named.
Node = str | Account


@dataclass(frozen=True)
class Limits:
    """How many accounts may share a value: in all, and by type in one source."""

    largest: int = 20
    people: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> "Limits":
        """Return the limits of rules as they are published."""
        return cls(rules.get("largest", 20), rules.get("people", {}))


@dataclass(frozen=True)
class Person:
    """A customer as they are by now.

    Parameters
    ----------
    customers
        Published customers who are this person, the one with the oldest account first.
    accounts
        Accounts of theirs that events named, in the order in which these came.
    customer_id
        Who; that of the oldest account.
    """

    customer_id: str
    customers: tuple[str, ...]
    accounts: tuple[Account, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Customers and accounts."""
        return (*self.customers, *self.accounts)


# What everybody has must not be read once for each of them.
FEW = """(
    SELECT count(*) FROM holdings AS x
    WHERE x.id_type = h.id_type AND x.id_value = h.id_value AND x.proves) <= :largest"""


# What hangs on published customers: accounts that are theirs, and accounts with a value of theirs.
OF_CUSTOMERS = Statement(
    f"""
    SELECT a.customer_id, s.source, s.account, NULL AS id_type, NULL AS id_value, NULL AS holders
    FROM accounts AS a JOIN seen AS s ON s.source = a.source AND s.account = a.account
    WHERE a.generation = :generation AND a.customer_id IN :values
    UNION ALL
    SELECT i.customer_id, h.source, h.account, i.id_type, i.id_value, i.holders
    FROM identifiers AS i JOIN holdings AS h
      ON h.id_type = i.id_type AND h.id_value = i.id_value
    WHERE i.generation = :generation AND i.customer_id IN :values AND h.proves AND {FEW}
    """
)
# What accounts hang on: the customer whose they are, and the values they have; of each value the
# published customer, or that it is nobody's alone, and the other accounts.
OF_ACCOUNTS = Statement(
    f"""
    SELECT h.source, h.account, h.id_type, h.id_value,
           i.customer_id, i.holders, o.source, o.account
    FROM holdings AS h
    JOIN holdings AS o ON o.id_type = h.id_type AND o.id_value = h.id_value AND o.proves
    LEFT JOIN identifiers AS i ON i.generation = :generation
      AND i.id_type = h.id_type AND i.id_value = h.id_value
    WHERE (h.source, h.account) IN :values AND h.proves AND {FEW}
    """
)
OWNERS = Statement(
    """
    SELECT source, account, customer_id FROM accounts
    WHERE generation = :generation AND (source, account) IN :values
    """
)
NUMBERS = Statement(
    "SELECT customer_id, number FROM customers "
    "WHERE generation = :generation AND customer_id IN :values"
)
SEEN = Statement(
    "SELECT source, account, own_id, known_at FROM seen WHERE (source, account) IN :values"
)
APART = Statement(
    "SELECT customer_id, other FROM apart "
    "WHERE generation = :generation AND customer_id IN :values AND other IN :values"
)


def stitch(
    connection: Connection, generation: int, limits: Limits, nodes: Iterable[Node]
) -> dict[Node, Person]:
    """Return the person of each node, and of each that hangs together with one of them."""
    found = _Neighbourhood(connection, generation, limits)
    found.walk(set(nodes))
    owned = [*found.owned.items()]
    joined = _components(found.nodes, owned + found.proven())
    for group in _groups(joined):
        customers = [node for node in group if isinstance(node, str)]
        if len(customers) > 1 and found.is_apart(customers):
            joined |= _components(group, [edge for edge in owned if edge[0] in group])
    people: dict[Node, Person] = {}
    for group in _groups(joined):
        person = found.person(group)
        people |= dict.fromkeys(group, person)
    return people


class _Neighbourhood:
    """All that could hang together with some nodes."""

    def __init__(self, connection: Connection, generation: int, limits: Limits) -> None:
        self._connection = connection
        self._given = {"generation": generation, "largest": limits.largest}
        self._limits = limits
        self.nodes: set[Node] = set()
        # Whose each account is by the publication.
        self.owned: dict[Node, Node] = {}
        # By value: who has it, and how many published accounts of each source; None is nobody's.
        self._having: dict[tuple[str, str], set[Node]] = defaultdict(set)
        self._holders: dict[tuple[str, str], Mapping[str, int]] = {}
        self._shared: set[tuple[str, str]] = set()

    def walk(self, frontier: set[Node]) -> None:
        """Go from node to node until nothing new is found."""
        while frontier:
            self.nodes |= frontier
            found: set[Node] = set()
            customers = sorted(node for node in frontier if isinstance(node, str))
            accounts = sorted(node for node in frontier if not isinstance(node, str))
            for row in self._rows(OF_CUSTOMERS, customers):
                found |= self._of_customer(*row)
            for source, account, customer_id in self._rows(OWNERS, accounts):
                self.owned[source, account] = customer_id
                found.add(customer_id)
            for row in self._rows(OF_ACCOUNTS, accounts):
                found |= self._of_account(*row)
            frontier = found - self.nodes

    def proven(self) -> list[tuple[Node, Node]]:
        """Return pairs of nodes that a shared value joins."""
        return [
            edge
            for value, having in self._having.items()
            if value not in self._shared and self._is_within(value, having)
            for edge in _star(having)
        ]

    def is_apart(self, customers: Sequence[str]) -> bool:
        """Return whether somebody said that two of the customers are different people."""
        return any(True for _ in self._rows(APART, sorted(customers)))

    def person(self, group: Sequence[Node]) -> Person:
        """Return whom some nodes are together."""
        customers = [node for node in group if isinstance(node, str)]
        if len(customers) > 1:
            number = dict(self._rows(NUMBERS, sorted(customers)))
            customers.sort(key=lambda name: (number.get(name, 0), name))
        accounts = [node for node in group if not isinstance(node, str)]
        own: dict[Account, str] = {}
        if len(accounts) > 1 or not customers:
            rows = self._rows(SEEN, sorted(accounts))
            met = {(one, two): (at, one, two, own_id) for one, two, own_id, at in rows}
            accounts = sorted(met, key=met.__getitem__)
            own = {account: met[account][3] for account in accounts}
        customer_id = customers[0] if customers else own[accounts[0]]
        return Person(customer_id, tuple(customers), tuple(accounts))

    def _of_customer(
        self, customer_id: str, source: str, account: str, *value: str | None
    ) -> set[Node]:
        id_type, id_value, holders = value
        if id_type is None or id_value is None:
            self.owned[source, account] = customer_id
        else:
            self._having[id_type, id_value] |= {customer_id, (source, account)}
            self._holders[id_type, id_value] = json.loads(holders or "{}")
        return {(source, account)}

    def _of_account(self, *row: str | None) -> set[Node]:
        source, account, id_type, id_value, customer_id, holders, *other = map(str, row)
        value, found = (id_type, id_value), {(source, account), (other[0], other[1])}
        nodes: set[Node] = {*found}
        if row[4] is not None:
            nodes.add(customer_id)
        elif row[5] is not None:
            self._shared.add(value)
            return set()
        self._having[value] |= nodes
        self._holders[value] = json.loads(holders) if row[5] is not None else {}
        return nodes

    def _is_within(self, value: tuple[str, str], having: set[Node]) -> bool:
        """Return whether no more accounts have the value than one person may have."""
        published = {node for node in having if isinstance(node, str)}
        sources = Counter(self._holders[value])
        for node in having:
            # An account of the published customer may be one of those counted already.
            if not isinstance(node, str) and self.owned.get(node) not in published:
                sources[node[0]] += 1
        largest = self._limits.largest
        most = self._limits.people.get(value[0], largest)
        return sources.total() <= largest and max(sources.values(), default=0) <= most

    def _rows(self, statement: Statement, values: Sequence[Any]) -> Iterator[Any]:
        return statement.rows(self._connection, values, **self._given)


def _star(nodes: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
    first, *others = nodes
    return ((first, other) for other in others)


def _components(nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> dict[Node, Node]:
    """Return one node for each node, the same where they hang together."""
    parent = {node: node for node in nodes}

    def root(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        if one in parent and other in parent:
            parent[root(one)] = root(other)
    return {node: root(node) for node in parent}


def _groups(joined: Mapping[Node, Node]) -> list[list[Node]]:
    groups: dict[Node, list[Node]] = defaultdict(list)
    for node, root in joined.items():
        groups[root].append(node)
    return list(groups.values())
