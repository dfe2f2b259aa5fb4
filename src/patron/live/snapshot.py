"""The live store as it was at one moment."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from patron.live.customer import LiveCustomer, Published, from_bytes
from patron.live.tables import ANSWERS, CUSTOMERS, IDENTIFIERS, META

# Values in one IN list; databases bound their number.
AT_A_TIME = 500


class Snapshot:
    """Reads that see one publication, however long they take."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def meta(self) -> Published | None:
        """Return what the store holds, None if nothing was ever published."""
        texts = dict(self._connection.execute(select(META)).tuples().all())
        return Published.of_texts(texts) if texts else None

    def anyone(self) -> str | None:
        """Return the first customer_id there is, None if there is none."""
        first = select(CUSTOMERS.c.customer_id).order_by(CUSTOMERS.c.customer_id).limit(1)
        return self._connection.execute(first).scalar()

    def customers(self, customer_ids: Sequence[str]) -> list[LiveCustomer]:
        """Return those of the customers that there are, without their stored answers.

        In the order asked for, each once.
        """
        found = {}
        for part in _parts(customer_ids):
            rows = select(CUSTOMERS).where(CUSTOMERS.c.customer_id.in_(part))
            for customer_id, _, history, items, facts in self._connection.execute(rows):
                found[customer_id] = LiveCustomer(
                    customer_id, from_bytes(history), from_bytes(items), from_bytes(facts)
                )
        return [found[name] for name in dict.fromkeys(customer_ids) if name in found]

    def answers(self, customer_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """Return the stored answers of customers: by customer, the JSON by name."""
        found: dict[str, dict[str, str]] = {name: {} for name in customer_ids}
        for part in _parts(customer_ids):
            rows = select(ANSWERS).where(ANSWERS.c.customer_id.in_(part))
            for customer_id, name, text in self._connection.execute(rows):
                found[customer_id][name] = text
        return found

    def find(self, id_type: str, id_values: Sequence[str]) -> dict[str, str]:
        """Return the customer of each identifier that names one, by its value."""
        found: dict[str, str] = {}
        for part in _parts(id_values):
            rows = select(IDENTIFIERS.c.id_value, IDENTIFIERS.c.customer_id).where(
                IDENTIFIERS.c.id_type == id_type, IDENTIFIERS.c.id_value.in_(part)
            )
            found |= dict(self._connection.execute(rows).tuples().all())
        return found


def _parts(values: Sequence[str]) -> Iterator[list[str]]:
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), AT_A_TIME):
        yield distinct[start : start + AT_A_TIME]
