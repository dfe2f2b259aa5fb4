"""Score pairs as Splink would, without it: what few new accounts take is not its start alone.

Same conditions, same formula: log2 of the prior odds, plus for each field the bits of the likest
level that holds, plus, where the level is "the same" and a value's rarity counts, what this value
proves more or less than a usual one. Kept equal to Splink by a test.
"""

from typing import Any

import numpy as np

from patron.identity.frequencies import Model


def score_directly(
    connection: Any, settings: Model, accounts: str, pairs: str, least: float
) -> Any:
    """Return the pairs from a probability on, as a relation.

    Parameters
    ----------
    connection
        Of DuckDB.
    settings
        Splink's settings with m and u probabilities.
    accounts, pairs
        Tables, the first with a column ``tf_<field>`` where rarity counts.
    least
        Probability from which pairs are returned.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns id_l, id_r, match_probability, and ``mw_<field>`` and ``mw_tf_adj_<field>`` in bits.
    """
    prior = settings["probability_two_random_records_match"]
    comparisons = settings["comparisons"]
    fields = [one["output_column_name"] for one in comparisons]
    levels = ", ".join(map(_level, comparisons))
    bits = ", ".join(map(_bits, comparisons))
    weight = " + ".join(
        [repr(float(np.log2(prior / (1 - prior))))]
        + [f"mw_{field} + mw_tf_adj_{field}" for field in fields]
    )
    often = "".join(f", greatest(tf_{one}_l, tf_{one}_r) AS tf_{one}" for one in fields)
    return connection.sql(
        f"""
        WITH l AS (SELECT COLUMNS('(.*)') AS '\\1_l' FROM {accounts}),
        r AS (SELECT COLUMNS('(.*)') AS '\\1_r' FROM {accounts}),
        compared AS (
            SELECT id_l, id_r, {levels}{often} FROM {pairs}
            JOIN l ON id_l = join_key_l JOIN r ON id_r = join_key_r
        ),
        told AS (SELECT id_l, id_r, {bits} FROM compared)
        SELECT *, 1 / (1 + pow(2.0, -({weight}))) AS match_probability
        FROM told WHERE match_probability >= {least}
        """
    )


def _levels(one: Model) -> list[Model]:
    return list(one["comparison_levels"])


def _level(one: Model) -> str:
    """Return SQL for the place of the first level whose condition holds."""
    cases = " ".join(
        f"WHEN {level['sql_condition']} THEN {place}"
        for place, level in enumerate(_levels(one))
        if level["sql_condition"] != "ELSE"
    )
    return f"CASE {cases} ELSE {len(_levels(one)) - 1} END AS level_{one['output_column_name']}"


def _bits(one: Model) -> str:
    """Return SQL for the bits of a field's level, and for those that rarity adds."""
    field = one["output_column_name"]
    cases, rare = [], "0.0"
    for place, level in enumerate(_levels(one)):
        if not level.get("is_null_level"):
            bits = np.log2(level["m_probability"] / level["u_probability"])
            cases.append(f"WHEN {place} THEN {float(bits)!r}::DOUBLE")
        if level.get("tf_adjustment_column"):
            usual = float(level["u_probability"])
            rare = f"CASE WHEN level_{field} = {place} THEN log2({usual!r} / tf_{field}) END"
    mw = f"CASE level_{field} {' '.join(cases)} ELSE 0.0 END"
    return f"{mw} AS mw_{field}, coalesce({rare}, 0.0)::DOUBLE AS mw_tf_adj_{field}"
