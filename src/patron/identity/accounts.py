"""Which accounts there are, in the order in which they were met, and the id each has of its own.

A number once given never changes, so the oldest account of a customer, whose own id is the
customer's, is never another because of what comes later.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.lake import Lake
from patron.lake.database import database
from patron.schema import ACCOUNTS

# Whatever names an account makes it known, an attribute as much as a purchase.
NAMING = ("identifiers", "attributes", "interactions", "consents", "relations")

MET = """
WITH named AS ({named}), met AS (
    SELECT source, account, min(known_at) AS known_at FROM named GROUP BY source, account
)
SELECT source, account, coalesce(met.known_at, a.known_at) AS known_at,
    coalesce(number, (SELECT coalesce(max(number) + 1, 0) FROM accounts) - 1 + row_number() OVER (
        PARTITION BY number IS NULL ORDER BY met.known_at, source, account)) AS number
FROM met FULL JOIN accounts AS a USING (source, account) ORDER BY number
"""
# 64 bits of SHA-256: of a hundred million accounts, two have the same in one lake of 3,700.
OWN_ID = """
SELECT 'c' || left(sha256(source || chr(31) || account), 16) AS own_id FROM accounts ORDER BY number
"""


def read_accounts(lake: Lake) -> pa.Table:
    """Return ACCOUNTS as they are with all that the lake has now, in order of their number.

    Those that are stored keep their number. New ones get the next, in the order in which they
    became known, then by source and name. Nothing is written.
    """
    named = " UNION ALL ".join(f"SELECT source, account, known_at FROM {name}" for name in NAMING)
    with lake.connection() as connection:
        return ACCOUNTS.check(connection.sql(MET.format(named=named)).to_arrow_table())


def own_ids(accounts: pa.Table) -> pa.ChunkedArray:
    """Return the id that each account has of its own, for ACCOUNTS in order of their number.

    It is made from source and name alone. A customer has that of its oldest account.
    """
    with database() as connection:
        connection.register("accounts", accounts.select(["source", "account", "number"]))
        return connection.sql(OWN_ID).to_arrow_table()["own_id"]


def places(accounts: pa.Table, source: pa.ChunkedArray, account: pa.ChunkedArray) -> np.ndarray:
    """Return the row of `accounts` that each source and account names, -1 where there is none."""
    if not len(source):
        return np.zeros(0, np.int64)
    known = _names(accounts["source"], accounts["account"])
    found = pc.index_in(_names(source, account), value_set=known.combine_chunks())
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)


def _names(source: pa.ChunkedArray, account: pa.ChunkedArray) -> pa.ChunkedArray:
    # 64-bit offsets: the names of many million accounts are longer than 2 GB.
    wide = (pc.cast(column, pa.large_string()) for column in (source, account))
    return pc.binary_join_element_wise(*wide, pa.scalar("\x1f", pa.large_string()))
