"""Find the account that somebody asks about, however they call it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from patron.config import did_you_mean
from patron.errors import IdentityError
from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.verdicts import Account
from patron.schema import TEXT

ACCOUNT = "SELECT source, account FROM accounts WHERE source = $source AND account = $account"
OWN_ID = """
SELECT source, account FROM accounts
WHERE 'c' || substr(sha256(source || chr(31) || account), 1, 16) = $id
"""
SOURCES = "SELECT DISTINCT source FROM accounts ORDER BY source"
NEAREST = """
SELECT account FROM accounts WHERE source = $source
ORDER BY jaro_winkler_similarity(account, $account) DESC, account LIMIT 3
"""
HELD = """
SELECT source, account, id_type, id_value FROM identifiers
WHERE (source, account) IN (SELECT (source, account) FROM asked)
"""
CUSTOMER_OF = """
SELECT customer_id FROM customers
WHERE source = $source AND account = $account AND known_until IS NULL
"""


class Asked(NamedTuple):
    """An account that was asked about, and the customer that it belongs to."""

    account: Account
    customer_id: str


def find_account(connection: Any, who: str) -> Asked:
    """Return the account that is meant, and whose it is now.

    Parameters
    ----------
    connection
        Connection to the lake.
    who
        ``source:account``, or a customer id, of now or of the past: it stands for the account
        that it is made from.

    Raises
    ------
    IdentityError
        If there is none; the nearest names are said.
    """
    source, colon, account = who.partition(":")
    if colon:
        rows = _rows(connection, ACCOUNT, source=source, account=account)
    else:
        rows = _rows(connection, OWN_ID, id=who)
    if not rows:
        raise IdentityError(_unknown(connection, who))
    found = Account(*rows[0])
    [(customer_id,)] = _rows(connection, CUSTOMER_OF, **found._asdict())
    return Asked(found, customer_id)


def ends_of(row: Mapping[str, Any]) -> tuple[Account, Account]:
    """Return the two accounts that a row of LINKS or VERDICTS is about."""
    one = Account(row["source"], row["account"])
    return one, Account(row["other_source"], row["other_account"])


def with_values(connection: Any, links: pa.Table, rules: IdentityRules) -> pa.Table:
    """Return a few links with the `value` that both accounts have; null if not by an identifier.

    Parameters
    ----------
    connection
        Connection to the lake.
    links
        Rows of LINKS.
    rules
        In which country phone numbers are.
    """
    rows = links.to_pylist()
    ends = [ends_of(row) for row in rows]
    names = pa.schema([("source", TEXT), ("account", TEXT)])
    asked = [one._asdict() for one in {account for pair in ends for account in pair}]
    connection.register("asked", pa.Table.from_pylist(asked, names))
    held = connection.sql(HELD).to_arrow_table()
    connection.unregister("asked")
    spelt = clean(held["id_type"], held["id_value"], rules.country).to_pylist()
    values: dict[tuple[Account, str], set[str]] = {}
    for row, value in zip(held.to_pylist(), spelt, strict=True):
        key = Account(row["source"], row["account"]), row["id_type"]
        values.setdefault(key, set()).add(value)
    shared = []
    for row, pair in zip(rows, ends, strict=True):
        one, other = (values.get((end, row["by"]), set()) for end in pair)
        shared.append(", ".join(sorted(one & other)) or None)
    return links.append_column("value", pa.array(shared, TEXT))


def _unknown(connection: Any, who: str) -> str:
    """Say that there is no such account, and what was probably meant."""
    source, colon, account = who.partition(":")
    sources = [name for (name,) in _rows(connection, SOURCES)]
    if not colon:
        return (
            f"There is no customer {who!r}. Give a customer id, or an account as source:account; "
            f"the sources are: {', '.join(sources)}."
        )
    if source not in sources:
        return (
            f"There is no source {source!r}{did_you_mean(source, sources)}; "
            f"the sources are: {', '.join(sources)}."
        )
    names = _rows(connection, NEAREST, source=source, account=account)
    near = ", ".join(f"{source}:{name}" for (name,) in names)
    return f"The source {source!r} has no account {account!r}; the nearest are: {near}."


def _rows(connection: Any, query: str, **params: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = connection.execute(query, params).fetchall()
    return rows
