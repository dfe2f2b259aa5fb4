"""ATTRIBUTES and IDENTIFIERS of many accounts -> one value of each field for a customer.

The rules say who wins; each row says which source and account it is from, and by which rule.
"""

import logging
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.identity.field_rule import FieldRule
from patron.identity.rules import IdentityRules
from patron.identity.spelt import spell_identifiers
from patron.identity.worthless import ROLE
from patron.lake import Lake
from patron.schema import PROFILES, TEXT, WHOLE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

# What each rule compares; the largest wins.
MEASURES = {
    "newest": "epoch_us(last_told)",
    "oldest": "-epoch_us(known_at)",
    "most_common": "accounts",
    "longest": "length(value)",
}
DEFAULT = FieldRule()

# The address of a role proves nothing, but one can write to it; other worthless values are none.
# A later value of an attribute replaces an earlier one of the same account; of identifiers an
# account may have several. `known_at` is since when the account tells this very value.
TOLD = """
WITH last AS (
    SELECT source, account, name, max(known_at) AS last_told, arg_max_null(value, known_at) AS value
    FROM attributes GROUP BY ALL
), told AS (
    SELECT source, account, name, l.value, last_told, min(known_at) AS known_at
    FROM last AS l JOIN attributes AS a USING (source, account, name)
    WHERE a.value = l.value AND trim(l.value) <> ''
    GROUP BY ALL
    UNION ALL
    SELECT source, account, id_type, value, max(known_at), min(known_at)
    FROM spelt WHERE reason IS NULL OR reason = '{role}' GROUP BY ALL
)
"""
# Ties that the rules leave are decided by source, account and value, so that the order in which
# rows lie in the lake never matters.
QUERY = """
{told}, candidates AS (
    SELECT customer_id, name, value, source, account, min(told.known_at) AS known_at,
           max(last_told) AS last_told
    FROM told JOIN customers AS c USING (source, account)
    WHERE c.known_until IS NULL GROUP BY ALL
), counted AS (
    SELECT *, count(*) OVER (PARTITION BY customer_id, name, value) AS accounts,
           count(*) OVER (PARTITION BY customer_id, name) AS told_by
    FROM candidates
)
SELECT customer_id, name, value, c.source, account, known_at,
       CASE WHEN accounts = told_by THEN 'only value'
            WHEN t.place IS NOT NULL THEN 'source ' || c.source
            ELSE coalesce(w.said, $otherwise) END AS rule
FROM counted AS c LEFT JOIN wanted AS w USING (name)
LEFT JOIN trusted_sources AS t USING (name, source)
QUALIFY row_number() OVER (
    PARTITION BY customer_id, name ORDER BY t.place NULLS LAST, {order}, c.source, account, value
) = 1
ORDER BY customer_id, name
"""


def survive(lake: Lake, rules: IdentityRules) -> pa.Table:
    """Return PROFILES: the value of each field that holds for each customer of today.

    Parameters
    ----------
    lake
        ATTRIBUTES, IDENTIFIERS and CUSTOMERS; an attribute and an identifier of one name are
        one field.
    rules
        ``fields`` says by which rules a value survives; the newest where it is silent.

    Notes
    -----
    `known_at` is the time from which the winning account told this value. `rule` is
    ``only value`` where all accounts tell the same, ``source crm`` where the order of sources
    brought it to the front, else the kinds that were asked.
    """
    with lake.connection() as connection:
        spell_identifiers(connection, rules)
        _name_rules(connection, rules)
        query = QUERY.format(told=TOLD.format(role=ROLE), order=_order(rules))
        found = connection.sql(query, params={"otherwise": ", ".join(DEFAULT.then)})
        profiles = PROFILES.check(found.to_arrow_table())
    log.info("survive: %s values of profiles", f"{profiles.num_rows:,}")
    return profiles


def _name_rules(connection: "DuckDBPyConnection", rules: IdentityRules) -> None:
    """Make ``wanted``, the kinds asked for each field, and ``trusted_sources``, their order."""
    depth = range(_depth(rules))
    fields = rules.fields.items()
    wanted = {"name": [name for name, _ in fields], "said": [", ".join(r.then) for _, r in fields]}
    for place in depth:
        wanted[f"kind_{place}"] = [
            rule.then[place] if place < len(rule.then) else "" for _, rule in fields
        ]
    schema = pa.schema([(name, TEXT) for name in wanted])
    connection.register("wanted", pa.table(wanted, schema=schema))
    places = [
        (name, source, place) for name, rule in fields for place, source in enumerate(rule.sources)
    ]
    columns = list(zip(*places, strict=True)) or [(), (), ()]
    schema = pa.schema([("name", TEXT), ("source", TEXT), ("place", WHOLE)])
    connection.register("trusted_sources", pa.table(columns, schema=schema))


def _depth(rules: IdentityRules) -> int:
    return max(len(rule.then) for rule in (DEFAULT, *rules.fields.values()))


def _order(rules: IdentityRules) -> str:
    """Return what rows are ordered by: at each depth, the measure that the field's rule names."""
    orders = []
    for place in range(_depth(rules)):
        default = DEFAULT.then[place] if place < len(DEFAULT.then) else ""
        kind = f"CASE WHEN w.name IS NULL THEN '{default}' ELSE w.kind_{place} END"
        cases = " ".join(f"WHEN '{name}' THEN {sql}" for name, sql in MEASURES.items())
        orders.append(f"CASE {kind} {cases} END DESC NULLS LAST")
    return ", ".join(orders)
