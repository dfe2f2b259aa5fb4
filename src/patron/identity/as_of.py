"""CUSTOMERS as they were thought to be at a moment."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import CutoffError


def customers_as_of(customers: pa.Table, moment: datetime) -> pa.Table:
    """Return the rows of CUSTOMERS that held at a moment: each account known by then once.

    Parameters
    ----------
    customers
        CUSTOMERS; a row holds in ``[known_at, known_until)``.
    moment
        A time with its time zone.

    Raises
    ------
    CutoffError
        If the time has no time zone.
    """
    if moment.tzinfo is None:
        raise CutoffError(f"The time {moment} has no time zone; write it with one, such as UTC.")
    at = pa.scalar(moment, customers.schema.field("known_at").type)
    ended = pc.fill_null(pc.less_equal(customers["known_until"], at), False)
    return customers.filter(pc.and_not(pc.less_equal(customers["known_at"], at), ended))
