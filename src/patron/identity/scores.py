"""Compare pairs of accounts with Splink; no other module knows it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from patron.errors import ConfigError
from patron.identity.compared import comparison, prepare, write
from patron.identity.frequencies import count_words, put_words
from patron.identity.pairs import propose
from patron.identity.probable_rules import WORDY, ProbableRules
from patron.schema import TEXT

Model = dict[str, Any]


@contextmanager
def database(
    records: pa.Table,
    rules: ProbableRules,
    known: pa.Table | None = None,
    model: Model | None = None,
) -> Iterator[Any]:
    """Yield a connection with the tables `prepared`, `met` and `pairs`.

    Parameters
    ----------
    model
        Knows how common words are; without it they are counted.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.register("records", records)
        nobody = pa.table({"source": pa.array([], TEXT), "account": pa.array([], TEXT)})
        connection.register("known", nobody if known is None else known)
        write(connection, rules)
        if model is None:
            for one in rules.compare:
                if one.kind in WORDY:
                    count_words(connection, one.field)
        else:
            put_words(connection, rules, model)
        count = {"accounts": max(records.num_rows, 1), "least": 1}
        prepare(connection, rules, model["frequencies"] if model else count)
        connection.sql(
            "CREATE TABLE met AS SELECT id FROM prepared SEMI JOIN known USING (source, account)"
        )
        propose(connection, rules)
        yield connection


def blank_settings(rules: ProbableRules) -> Model:
    """Return Splink's settings, without what the comparisons prove."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "sql_dialect": "duckdb",
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [comparison(one) for one in rules.compare],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
    }


def score(connection: Any, settings: Model, accounts: str, pairs: str, **options: Any) -> Any:
    """Return what Splink says of the pairs in one table of accounts in another, as a relation."""
    try:
        from splink import DuckDBAPI, Linker
    except ImportError as error:
        raise ConfigError(
            "identity.yaml says probable, which needs Splink: pip install 'patron[identity]'."
        ) from error
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register(connection.table(accounts)), settings)
    # A linker begins by making Splink tell everything it does.
    logging.getLogger("splink").setLevel(logging.WARNING)
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(connection.table(pairs))
    )
    answer = linker.inference.predict(warning_mode="never", **options)
    return answer.as_duckdbpyrelation()


def counts(connection: Any) -> tuple[int, int]:
    """Return how many accounts there are, and how many pairs are proposed."""
    query = "SELECT (SELECT count(*) FROM prepared), (SELECT count(*) FROM pairs)"
    ((accounts, proposed),) = connection.sql(query).fetchall()
    return int(accounts), int(proposed)
