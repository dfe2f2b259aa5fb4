"""Find the customers that a question names, in one view of the live store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from patron.errors import UnknownCustomer
from patron.identity.clean import clean
from patron.live import OLD_ID, LiveCustomer, LiveStore, Published
from patron.live.snapshot import Snapshot
from patron.service.problems import NotReady

# Unknown customers that a message names.
MOST_NAMED = 10


@dataclass(frozen=True)
class Found:
    """Whom a question is about, and what is stored of them.

    Parameters
    ----------
    published
        What the store holds.
    order
        customer_id of each name asked for, in the order asked.
    customers
        Each customer once.
    answers
        Stored answers of each customer, as JSON by name; empty unless wanted.
    """

    published: Published
    order: Sequence[str]
    customers: Sequence[LiveCustomer]
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def find(store: LiveStore, asked: Sequence[str], with_answers: bool) -> Found:
    """Return the customers asked for.

    Parameters
    ----------
    store
        Where they are.
    asked
        customer_ids, those of former customers too, or identifiers as ``type:value``.
    with_answers
        Whether their stored answers are wanted.

    Raises
    ------
    UnknownCustomer
        If there is nobody of a name.
    NotReady
        If the store is empty.
    """
    with store.snapshot() as snapshot:
        published = snapshot.meta()
        if published is None:
            raise NotReady("The live store is empty; run `patron score`.")
        named = _named(snapshot, asked)
        ids = [named.get(name, name) for name in asked]
        customers = snapshot.customers(ids)
        known = {customer.customer_id for customer in customers}
        if not known.issuperset(ids):
            now = snapshot.find(OLD_ID, [one for one in ids if one not in known])
            ids = [now.get(one, one) for one in ids]
            customers = snapshot.customers(ids)
            known = {customer.customer_id for customer in customers}
        _check(asked, ids, known)
        answers = snapshot.answers(ids) if with_answers else {}
    return Found(published, ids, customers, answers)


def _named(snapshot: Snapshot, asked: Sequence[str]) -> dict[str, str]:
    """Return the customer_id of each identifier asked for that names somebody."""
    by_type: dict[str, dict[str, str]] = defaultdict(dict)
    for name in asked:
        id_type, colon, value = name.partition(":")
        if colon:
            by_type[id_type][name] = _cleaned(id_type, value)
    named: dict[str, str] = {}
    for id_type, values in by_type.items():
        found = snapshot.find(id_type, list(values.values()))
        named |= {name: found[value] for name, value in values.items() if value in found}
    return named


def _cleaned(id_type: str, value: str) -> str:
    columns = (pa.chunked_array([[text]], pa.string()) for text in (id_type, value))
    return str(clean(*columns)[0].as_py())


def _check(asked: Sequence[str], ids: Sequence[str], known: set[str]) -> None:
    unknown = [
        name for name, customer_id in zip(asked, ids, strict=True) if customer_id not in known
    ]
    if unknown:
        listed = ", ".join(repr(name) for name in unknown[:MOST_NAMED])
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        raise UnknownCustomer(
            f"There is no customer {listed}{more}. A customer is named by customer_id "
            "(c and 16 hexadecimal digits) or by an identifier that is theirs alone, "
            "as type:value, such as household:7."
        )
