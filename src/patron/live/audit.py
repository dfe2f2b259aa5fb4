"""Who looked at whom: rows that are added and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from patron.live.opened import OpenStore

MOST = 1_000


@dataclass(frozen=True)
class Look:
    """Somebody did something, perhaps with a customer.

    Parameters
    ----------
    at
        When, in microseconds since 1970.
    key_id
        Who.
    action
        What, such as ``churn``, or ``churn refused`` where the key may not see the customer.
    customer_id
        With whom; None with nobody in particular.
    request_id
        In which request; the logs have it too.
    """

    at: int
    key_id: str
    action: str
    customer_id: str | None
    request_id: str


class AuditLog(OpenStore):
    """The audit log of a live store; it has connections of its own.

    Parameters
    ----------
    url
        See `LiveStore`.
    """

    def write(self, looks: Sequence[Look]) -> None:
        """Add rows, all of them or none.

        Raises
        ------
        StoreError
            If they cannot be written.
        """
        from patron.live.statement import Statement

        if looks:
            names = Look.__dataclass_fields__
            values = ", ".join(f":{name}" for name in names)
            add = Statement(f"INSERT INTO audit ({', '.join(names)}) VALUES ({values})")
            # Events wait for their turn at the disk meanwhile. The next that comes takes these
            # rows along, and so does `patron.live.checkpoint`.
            with self._writing() as connection:
                add.run_all(connection, [vars(look) for look in looks])

    def of_customer(self, customer_id: str, most: int = MOST) -> list[Look]:
        """Return what was done with a customer, the newest first.

        Parameters
        ----------
        customer_id
            Who; what was done under ids by which they were known before is there as well.
        most
            How many rows at most.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        from sqlalchemy import or_, select

        from patron.live.customer import OLD_ID
        from patron.live.tables import AUDIT, IDENTIFIERS

        former = select(IDENTIFIERS.c.id_value).where(
            IDENTIFIERS.c.id_type == OLD_ID, IDENTIFIERS.c.customer_id == customer_id
        )
        asked = AUDIT.c.customer_id
        found = (
            select(*(column for column in AUDIT.columns if column.name != "number"))
            .where(or_(asked == customer_id, asked.in_(former)))
            .order_by(AUDIT.c.at.desc(), AUDIT.c.number.desc())
            .limit(most)
        )
        self.prepare()
        with self._explained(), self._engine.connect() as connection:
            return [Look(**row) for row in connection.execute(found).mappings()]
