"""Who belongs to whom although no source says so: people who share an address or a device.

Sharing such a value does not make two accounts one person; it makes two persons a household.
"""

import logging

import pyarrow as pa

from patron.identity.rules import IdentityRules
from patron.identity.spelt import spell_identifiers
from patron.lake import Lake
from patron.lake.database import literal
from patron.schema import CONNECTIONS, TEXT

log = logging.getLogger(__name__)

HOUSEHOLD = "household"
# A value that so many accounts have is not looked at: their pairs would be too many.
MOST_ACCOUNTS = 100

# One spelling of an address: small letters and digits of whatever script, no accents.
SPELT = r"trim(regexp_replace(lower(strip_accents(value)), '[^\pL\pN]+', ' ', 'g'))"
# Each part of the address as it stood at each time that any part was told, and until when the
# whole of it held. People who were at one address one after the other are no household.
ADDRESSES = """
WITH parts AS (
    SELECT source, account, name, known_at,
           CASE WHEN lower(trim(value)) NOT IN (SELECT word FROM nothing) THEN {spelt} ELSE '' END
           AS spelt
    FROM attributes WHERE name IN ({names})
), times AS (
    SELECT source, account, known_at, {standing} FROM parts
), whole AS (
    SELECT DISTINCT source, account, known_at, concat_ws(chr(31), {columns}) AS value,
           {complete} AS is_address
    FROM times
)
SELECT source, account, '{household}' AS relation, value, known_at,
       lead(known_at) OVER (PARTITION BY source, account ORDER BY known_at) AS known_until,
       is_address
FROM whole
"""
STANDING = """
last_value(CASE WHEN name = {name} THEN coalesce(spelt, '') END IGNORE NULLS) OVER (
    PARTITION BY source, account ORDER BY known_at RANGE UNBOUNDED PRECEDING) AS part_{place}
"""
SHARED = """
SELECT source, account, 'shares ' || replace(id_type, '_', ' ') AS relation, value, known_at,
       NULL::TIMESTAMPTZ AS known_until, true AS is_address
FROM spelt WHERE reason IS NULL
"""
# Two accounts are connected from when both have the value, if they were then, or came to be
# later, two persons; what joined them since does not undo that they were seen as two.
PAIRS = """
WITH held AS (
    SELECT source, account, relation, value, known_at,
           coalesce(known_until, 'infinity'::TIMESTAMPTZ) AS known_until
    FROM places WHERE is_address
), people AS (
    SELECT relation, value, count(DISTINCT row(source, account)) AS accounts,
           count(DISTINCT customer_id) AS customers
    FROM held JOIN customers AS c USING (source, account)
    WHERE c.known_until IS NULL GROUP BY ALL
    HAVING customers <= {largest} AND accounts BETWEEN 2 AND {most}
), few AS (
    SELECT DISTINCT h.* FROM held AS h JOIN people USING (relation, value)
), pairs AS (
    SELECT a.source, a.account, b.source AS other_source, b.account AS other_account, relation,
           greatest(a.known_at, b.known_at) AS known_at
    FROM few AS a JOIN few AS b USING (relation, value)
    WHERE row(a.source, a.account) < row(b.source, b.account)
    AND greatest(a.known_at, b.known_at) < least(a.known_until, b.known_until)
)
SELECT p.source, p.account, other_source, other_account, relation, min(p.known_at) AS known_at
FROM pairs AS p JOIN customers AS c USING (source, account)
JOIN customers AS o ON o.source = other_source AND o.account = other_account
WHERE c.customer_id <> o.customer_id
AND greatest(p.known_at, c.known_at, o.known_at)
    < least(coalesce(c.known_until, 'infinity'), coalesce(o.known_until, 'infinity'))
GROUP BY ALL ORDER BY ALL
"""


def find_households(lake: Lake, rules: IdentityRules) -> pa.Table:
    """Return CONNECTIONS: pairs of accounts whose people share an address or a device.

    A connection is known from the later of the two times at which the accounts were known to
    have the value. Two people are a ``household`` if their addresses were the same at the same
    time. What more than ``largest_household`` people of today share connects nobody.

    Parameters
    ----------
    lake
        ATTRIBUTES, IDENTIFIERS and CUSTOMERS.
    rules
        ``address`` and ``shared`` say what is looked at; a type that is trusted too is not.
    """
    with lake.connection() as connection:
        nothing = pa.table({"word": pa.array([*rules.worthless, ""], TEXT)})
        connection.register("nothing", nothing)
        spell_identifiers(connection, rules, set(rules.shared) - set(rules.trusted))
        places = " UNION ALL ".join(f"({query})" for query in (SHARED, *_addresses(rules)))
        connection.execute(f"CREATE TEMP TABLE places AS {places}")
        query = PAIRS.format(largest=rules.largest_household, most=MOST_ACCOUNTS)
        found = CONNECTIONS.check(connection.sql(query).to_arrow_table())
    log.info("households: %s pairs of accounts are connected", f"{found.num_rows:,}")
    return found


def _addresses(rules: IdentityRules) -> list[str]:
    if not rules.address:
        return []
    standing = [
        STANDING.format(name=literal(name), place=place) for place, name in enumerate(rules.address)
    ]
    columns = [f"part_{place}" for place in range(len(rules.address))]
    return [
        ADDRESSES.format(
            spelt=SPELT,
            names=", ".join(literal(name) for name in rules.address),
            standing=", ".join(standing),
            columns=", ".join(columns),
            complete=" AND ".join(f"coalesce({column}, '') <> ''" for column in columns),
            household=HOUSEHOLD,
        )
    ]
