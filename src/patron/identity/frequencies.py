"""How common words and values are: counted once, and kept with the model.

What a pair proves then depends on the pair and the model alone, not on who else is there: accounts
that are compared later get the same links as if all had been compared at once.
"""

from typing import Any

import pyarrow as pa

from patron.identity.probable_rules import WORDY, ProbableRules
from patron.schema import TEXT

Model = dict[str, Any]

# Of a hundred thousand accounts, what so few have is not told apart from what one has.
FINENESS = 100_000


def count_words(connection: Any, field: str) -> None:
    """Make the table ``common_words_<field>`` of words and how many accounts have each."""
    connection.sql(
        f"""
        CREATE OR REPLACE TABLE common_words_{field} AS
        SELECT word, count(*) AS accounts FROM (
            SELECT DISTINCT id, unnest(flatten(list_transform({field}_all,
                lambda x: string_split(x, ' ')))) AS word FROM written
        ) GROUP BY word
        """
    )


def counted(connection: Any, rules: ProbableRules) -> Model:
    """Return what is common among the accounts of ``prepared``, as plain values for the model.

    Returns
    -------
    Model
        `accounts`, and by field `values` and `words`: the number that have any (`of`), and how
        many accounts have each that more than `least` have.
    """
    ((accounts,),) = connection.sql("SELECT count(*) FROM prepared").fetchall()
    least = max(1, accounts // FINENESS)
    words, values = {}, {}
    for one in rules.compare:
        query = f"SELECT {one.field} AS x, count(*) AS n FROM prepared GROUP BY 1"
        of = f"SELECT count({one.field}) FROM prepared"
        values[one.field] = _kept(connection, query, of, least)
        if one.kind in WORDY:
            query = f"SELECT word AS x, accounts AS n FROM common_words_{one.field}"
            words[one.field] = _kept(connection, query, "SELECT count(*) FROM prepared", least)
    return {"accounts": int(accounts), "least": least, "values": values, "words": words}


def _kept(connection: Any, query: str, of: str, least: int) -> Model:
    ((total,),) = connection.sql(of).fetchall()
    rows = connection.sql(
        f"FROM ({query}) WHERE x IS NOT NULL AND n > {least} ORDER BY x"
    ).fetchall()
    return {"of": int(total), "common": {str(value): int(n) for value, n in rows}}


def put_words(connection: Any, rules: ProbableRules, model: Model) -> None:
    """Make the tables ``common_words_<field>`` of the words that the model knows as common."""
    for one in rules.compare:
        if one.kind in WORDY:
            common = model["frequencies"]["words"][one.field]["common"]
            connection.register(f"common_words_{one.field}", _table("word", common))


def put_values(connection: Any, rules: ProbableRules, model: Model) -> None:
    """Make the table ``counted``: accounts with a pair, and how often strangers have their values.

    An account's own repeats have its values too, and prove nothing of how common these are.
    """
    frequencies, repeats = model["frequencies"], model["repeats"]
    shares, joins = [], []
    for one in rules.compare:
        told = frequencies["values"][one.field]
        connection.register(f"common_{one.field}", _table(one.field, told["common"]))
        seen = f"coalesce(common_{one.field}.accounts, {frequencies['least']}) - {repeats}"
        share = f"greatest({seen}, 1) / {max(told['of'], 1)}"
        shares.append(f"CASE WHEN {one.field} IS NOT NULL THEN {share} END AS tf_{one.field}")
        joins.append(f"LEFT JOIN common_{one.field} USING ({one.field})")
    connection.sql(
        f"""
        CREATE TABLE counted AS
        WITH paired AS (SELECT join_key_l AS id FROM pairs UNION SELECT join_key_r FROM pairs)
        SELECT prepared.* EXCLUDE (source, account, known_at), {", ".join(shares)}
        FROM prepared SEMI JOIN paired USING (id) {" ".join(joins)}
        """
    )


def _table(name: str, common: dict[str, int]) -> pa.Table:
    return pa.table(
        {
            name: pa.array(list(common), TEXT),
            "accounts": pa.array(list(common.values()), pa.int64()),
        }
    )
