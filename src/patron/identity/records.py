"""IDENTIFIERS, ATTRIBUTES -> one row per account, one column per field that is compared."""

import pyarrow as pa

from patron.identity.rules import IdentityRules
from patron.schema import TEXT, TIME


def make_records(identifiers: pa.Table, attributes: pa.Table, rules: IdentityRules) -> pa.Table:
    """Return what is known of each account, in the fields that ``probable`` compares.

    Parameters
    ----------
    identifiers, attributes
        IDENTIFIERS and ATTRIBUTES of all sources.
    rules
        Their `probable` names the fields; their `worthless` values are left out.

    Returns
    -------
    pa.Table
        Columns source, account, known_at (of the latest of the values) and for each field a list
        of its values, latest first; null where there is none. In order of source and account.
    """
    import duckdb

    compared = rules.probable.compare if rules.probable else ()
    wanted = sorted({name for one in compared for name in one.sources})
    if not wanted:
        return empty_records(rules)
    values = ", ".join(
        f"any_value(told) FILTER (name = {_quoted(name)}) AS v{place}"
        for place, name in enumerate(wanted)
    )
    fields = ", ".join(
        f'{_joined([f"v{wanted.index(name)}" for name in one.sources])} AS "{one.field}"'
        for one in compared
    )
    with duckdb.connect() as connection:
        connection.register("identifiers", identifiers)
        connection.register("attributes", attributes)
        connection.register("wanted", pa.table({"name": pa.array(wanted, TEXT)}))
        connection.register("worthless", pa.table({"value": pa.array(rules.worthless, TEXT)}))
        made = connection.sql(
            f"""
            WITH said AS (
                SELECT source, account, name, trim(value) AS value, known_at FROM attributes
                UNION ALL
                SELECT source, account, id_type, trim(id_value), known_at FROM identifiers
            ),
            held AS (
                SELECT source, account, name, value, max(known_at) AS known_at FROM said
                SEMI JOIN wanted USING (name)
                WHERE value <> '' AND lower(value) NOT IN (SELECT value FROM worthless)
                GROUP BY source, account, name, value
            ),
            -- Most tell one value of each, which needs no order.
            listed AS (
                SELECT source, account, name, max(known_at) AS known_at,
                    list({{before: -epoch_us(known_at), value: value}}) AS rows,
                    CASE WHEN len(rows) = 1 THEN [rows[1].value]
                    ELSE list_transform(list_sort(rows), lambda x: x.value) END AS told
                FROM held GROUP BY source, account, name
            ),
            pivoted AS (
                SELECT source, account, max(known_at) AS known_at, {values}
                FROM listed GROUP BY source, account
            )
            SELECT source, account, known_at, {fields} FROM pivoted ORDER BY source, account
            """
        ).to_arrow_table()
    return made.cast(empty_records(rules).schema)


def empty_records(rules: IdentityRules) -> pa.Table:
    """Return the records of no accounts."""
    compared = rules.probable.compare if rules.probable else ()
    columns = {"source": TEXT, "account": TEXT, "known_at": TIME}
    columns |= {one.field: pa.list_(TEXT) for one in compared}
    return pa.schema(list(columns.items())).empty_table()


def _joined(lists: list[str]) -> str:
    """Return SQL for the values of a field: the latest of its sources in one, then older ones."""
    if len(lists) == 1:
        return lists[0]
    latest = f"nullif(concat_ws(' ', {', '.join(f'{one}[1]' for one in lists)}), '')"
    older = " || ".join(f"coalesce({one}[2:], [])" for one in lists)
    return f"CASE WHEN {latest} IS NOT NULL THEN [{latest}] || {older} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
