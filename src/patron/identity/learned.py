"""Learn from the records themselves what agreement in each field proves."""

import json
from typing import Any

import numpy as np
import pyarrow as pa

from patron.identity.fellegi_sunter import Patterns, learn, shares
from patron.identity.frequencies import counted
from patron.identity.probable_rules import Part, ProbableRules
from patron.identity.scores import Model, blank_settings, counts, database, score
from patron.schema import TEXT

# So many pairs tell what strangers have in common, and so many what one person has.
RANDOM_PAIRS = 200_000
TRAINING_PAIRS = 150_000


def train(records: pa.Table, rules: ProbableRules, seed: int = 0) -> Model:
    """Return what agreement in each field proves, learned from the records without labels.

    Parameters
    ----------
    records
        See `make_records`.
    rules
        What is compared, and which pairs.
    seed
        Of the random pairs.

    Returns
    -------
    Model
        Plain values, to be kept as JSON: `settings` of Splink, `repeats` (how many further
        accounts a person has in the mean), `frequencies` (see `counted`) and `rules` that it was
        learned for.

    Raises
    ------
    ConfigError
        If the extra `identity` is not installed.
    """
    with database(records, rules) as connection:
        return _train(connection, rules, seed)


def fits(model: Model, rules: ProbableRules) -> bool:
    """Return whether the model was learned for these fields and blocking rules."""
    return bool(model.get("rules") == _what_matters(rules))


def _what_matters(rules: ProbableRules) -> Model:
    """Return the part of the rules that a model is learned for."""
    kept = rules.model_dump(mode="json", include={"compare", "blocking", "one_each"})
    return dict(kept)


def _train(connection: Any, rules: ProbableRules, seed: int) -> Model:
    settings = blank_settings(rules)
    accounts, proposed = counts(connection)
    strangers = _draw(connection, rules, accounts, seed)
    share = min(1.0, TRAINING_PAIRS / max(proposed, 1))
    connection.sql(
        "CREATE TABLE sample AS SELECT * FROM pairs "
        f"WHERE hash(join_key_l, join_key_r) % 1000000 < {share * 1_000_000}"
    )
    sizes = [len(_levels(one)) for one in settings["comparisons"]]
    drawn = _patterns(connection, settings, "strangers", 0)
    learned = learn(
        _patterns(connection, settings, "sample", len(rules.blocking)),
        shares(drawn.levels, drawn.pairs[:, -1], sizes),
        _fixed(rules),
        1 / (share * max(strangers, 1)),
    )
    for one, m, u in zip(settings["comparisons"], learned.m, learned.u, strict=True):
        for level, own, other in zip(_levels(one), m, u, strict=True):
            # Rounded, so that the order in which a machine adds up leaves no trace.
            level |= {"m_probability": float(f"{own:.6g}"), "u_probability": float(f"{other:.6g}")}
    settings["probability_two_random_records_match"] = float(f"{learned.prior:.6g}")
    repeats = 2 * learned.prior * strangers / max(accounts, 1)
    return {
        "rules": _what_matters(rules),
        "repeats": round(repeats, 4),
        "settings": settings,
        "frequencies": counted(connection, rules),
    }


def _levels(one: Model) -> list[Model]:
    """Return the levels of one of Splink's comparisons in the order of their numbers, from 0."""
    return [level for level in one["comparison_levels"] if not level.get("is_null_level")][::-1]


def _fixed(rules: ProbableRules) -> list[set[int]]:
    """Return the fields, by number, that each blocking rule fixes."""
    fields = [one.field for one in rules.compare]
    return [{fields.index(Part.of(text).field) for text in rule} for rule in rules.blocking]


def _draw(connection: Any, rules: ProbableRules, accounts: int, seed: int) -> int:
    """Make the table `strangers` of random pairs; return how many pairs there could be."""
    among = accounts * (accounts - 1) // 2
    if among <= RANDOM_PAIRS:
        low, high = np.triu_indices(accounts, 1)
    else:
        random = np.random.default_rng(seed)
        low, high = np.sort(random.integers(accounts, size=(2, RANDOM_PAIRS)), axis=0)
    connection.register("drawn", pa.table({"l": low, "r": high}))
    connection.register("one_each", pa.table({"source": pa.array(rules.one_each, TEXT)}))
    connection.sql(
        """
        CREATE TABLE strangers AS
        SELECT DISTINCT l AS join_key_l, r AS join_key_r, '0' AS match_key, 0::BIGINT AS rules
        FROM drawn JOIN prepared AS a ON a.id = l JOIN prepared AS b ON b.id = r
        WHERE l < r AND NOT (a.source = b.source AND a.source IN (FROM one_each))
        """
    )
    ((inside,),) = connection.sql(
        "SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) AS n FROM prepared "
        "SEMI JOIN one_each USING (source) GROUP BY source)"
    ).fetchall()
    return among - int(inside)


def _patterns(connection: Any, settings: Model, pairs: str, rules: int) -> Patterns:
    """Return how many pairs of a table stand at each combination of levels."""
    names = [f"gamma_{one['output_column_name']}" for one in settings["comparisons"]]
    ((there,),) = connection.sql(f"SELECT count(*) FROM {pairs}").fetchall()
    if not there:
        return Patterns(np.zeros((0, len(names)), np.int64), np.zeros((0, rules + 1)))
    # How rare a value is plays no part in training.
    plain = _without_rarity(settings) | {"retain_matching_columns": True}
    connection.register("scored", score(connection, plain, "prepared", pairs))
    columns = "".join(f"sum((rules >> {place}) & 1) AS rule{place}, " for place in range(rules))
    table = connection.sql(
        f"SELECT {', '.join(names)}, {columns} count(*) AS pairs "
        f"FROM scored JOIN {pairs} ON id_l = join_key_l AND id_r = join_key_r "
        f"GROUP BY {', '.join(names)} ORDER BY {', '.join(names)}"
    ).to_arrow_table()
    numbers = np.stack([table[name].to_numpy() for name in table.column_names], axis=1)
    return Patterns(
        numbers[:, : len(names)].astype(np.int64), numbers[:, len(names) :].astype(np.float64)
    )


def _without_rarity(settings: Model) -> Model:
    copied: Model = json.loads(json.dumps(settings))
    for one in copied["comparisons"]:
        for level in one["comparison_levels"]:
            level.pop("tf_adjustment_column", None)
            level.pop("tf_adjustment_weight", None)
    return copied
