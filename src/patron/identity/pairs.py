"""Which accounts are worth comparing: those that agree in a blocking rule."""

import logging
from typing import Any

from patron.identity.probable_rules import Part, ProbableRules

log = logging.getLogger(__name__)


def propose(connection: Any, rules: ProbableRules) -> None:
    """Make the table ``pairs`` from ``prepared``: what one of the rules proposes to compare.

    Pairs of accounts that are both in the table ``met`` are left out, and so are those of one
    source in which nobody has two. Bit n of `rules` says that the n-th rule proposes the pair.
    """
    keys = " UNION ALL ".join(_keys(place, rule) for place, rule in enumerate(rules.blocking))
    connection.sql(
        f"""
        CREATE OR REPLACE TABLE keys AS
        SELECT rule, key, id, source, id IN (SELECT id FROM met) AS is_met
        FROM ({keys}) JOIN prepared USING (id)
        """
    )
    connection.sql(
        """
        CREATE OR REPLACE TABLE blocks AS
        SELECT rule, key, count(*) AS accounts FROM keys
        GROUP BY rule, key HAVING count(*) > 1 AND NOT bool_and(is_met)
        """
    )
    _tell_of_large_blocks(connection, rules)
    one_each = ", ".join("'" + source.replace("'", "''") + "'" for source in rules.one_each)
    apart = f"AND NOT (l.source = r.source AND l.source IN ({one_each}))" if one_each else ""
    connection.sql(
        f"""
        CREATE OR REPLACE TABLE pairs AS
        WITH kept AS (
            SELECT keys.* FROM keys JOIN blocks USING (rule, key)
            WHERE accounts <= {rules.largest_block}
        )
        SELECT l.id AS join_key_l, r.id AS join_key_r, '0' AS match_key,
            bit_or(1::BIGINT << l.rule) AS rules
        FROM kept AS l JOIN kept AS r ON l.rule = r.rule AND l.key = r.key AND l.id < r.id
        WHERE NOT (l.is_met AND r.is_met) {apart}
        GROUP BY l.id, r.id
        """
    )


def _keys(place: int, rule: tuple[str, ...]) -> str:
    """Return SQL for the keys of one rule: a number for each combination of its parts' values."""
    rows = "prepared"
    for number, text in enumerate(rule):
        # One after the other: side by side, the values of two parts would be paired off.
        rows = f"(SELECT *, unnest({_values(Part.of(text))}) AS part{number} FROM {rows})"
    parts = ", ".join(f"part{number}" for number in range(len(rule)))
    return f"SELECT DISTINCT {place} AS rule, id, hash({parts}) AS key FROM {rows}"


def _values(part: Part) -> str:
    """Return SQL for the list of the values of one part."""
    if part.words == "words":
        return f"{part.field}_words"
    if part.words == "pairs":
        words = f"{part.field}_words[:6]"
        two = f"lambda x: list_transform(list_filter({words}, lambda y: y > x), lambda y: [x, y])"
        return f"flatten(list_transform({words}, {two}))"
    if part.letters:
        return f"list_transform({part.field}_all, lambda x: x[:{part.letters}])"
    return f"{part.field}_all"


def _tell_of_large_blocks(connection: Any, rules: ProbableRules) -> None:
    large = connection.sql(
        f"SELECT rule, count(*), max(accounts) FROM blocks WHERE accounts > {rules.largest_block} "
        "GROUP BY rule ORDER BY rule"
    ).fetchall()
    for place, blocks, accounts in large:
        log.info(
            "probable: %s: %d value(s) shared by up to %d accounts propose nothing",
            list(rules.blocking[place]),
            blocks,
            accounts,
        )
