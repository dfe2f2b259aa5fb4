"""Read every number of the report again before it is written: features, scores, reasons, sums.

A sentence is a template and numbers. The customers that the report names, and some of the others,
are computed anew from the history, by the host that serves single customers, and said anew by the
models of the bundle; what comes out must be what SCORES and REASONS hold. Sums are added up by the
database, beside the report's own.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import ReportError
from patron.explain import Phrasing, make_reasons, tell
from patron.explain.changes import PARTS
from patron.explain.words import ENGLISH, Words, words_of
from patron.features.online import OnlineFeatures
from patron.history import History, micros, show_current
from patron.history.chosen import read_chosen
from patron.lake import Lake
from patron.models import Bundle, Model
from patron.pipeline.score import ASKED_AS, NOW
from patron.report.totals import Totals
from patron.schema import CHANGES, REASONS, SCORES, TABLES
from patron.training.declared import features_of

log = logging.getLogger(__name__)

# The unit of money and the language of reasons.
SaidIn = tuple[str, Words]
# Of the customers that the report does not name, so many are read again too.
SAMPLE = 100
# Sums over the same numbers in another order differ by rounding.
CLOSE = 1e-9
NUMBERS = ("score", "low", "high", "percentile")
LAST = """
item IS NULL AND task = '{task}' AND cutoff = (
    SELECT max(cutoff) FROM scores WHERE item IS NULL AND task = '{task}')
"""
SUMS = f"""
SELECT count(churn) AS asked_risk, coalesce(sum(churn), 0) AS leaving,
       count(value) AS asked_value, coalesce(sum(value), 0) AS value,
       coalesce(sum(churn * greatest(value, 0)), 0) AS stake
FROM (SELECT customer_id, score AS churn FROM scores WHERE {LAST.format(task="churn")})
FULL JOIN (SELECT customer_id, score AS value FROM scores
           WHERE {LAST.format(task="lifetime_value")}) USING (customer_id)
"""
OFFERS = """
SELECT count(*) FILTER (NOT is_nothing) AS offers, count(*) FILTER (is_nothing) AS nothing,
       coalesce(sum(value) FILTER (NOT is_nothing), 0) AS offered
FROM (SELECT *, 'nothing' IN (offer, coalesce(type, 'other')) AS is_nothing FROM decisions)
WHERE chosen AND cutoff = (SELECT max(cutoff) FROM decisions WHERE chosen)
"""


def check_told(lake: Lake, bundle: Bundle, currency: str, named: Sequence[str]) -> int:
    """Return how many sentences were read again and found to hold.

    Parameters
    ----------
    bundle
        The models that scored.
    named
        Customers whose every score and reason is read again; of the others a sample.

    Raises
    ------
    ReportError
        If a score or a reason is not what history and models say: which, found and expected.
    """
    scores, made_from = lake.read(SCORES, where="item IS NULL"), lake.made_from(SCORES)
    if not scores.num_rows:
        return 0
    customers = sorted({*named, *_some_of(pc.unique(scores["customer_id"]).sort().to_pylist())})
    moment = micros(pc.max(scores["cutoff"]).as_py())
    with lake.connection(_versions(made_from)) as connection:
        show_current(connection, moment, made_from.get(ASKED_AS, NOW) == NOW)
        history = read_chosen(connection, customers)
    listed = ", ".join(f"'{one}'" for one in customers)
    reasons = lake.read(REASONS, where=f"item IS NULL AND customer_id IN ({listed})")
    _check_changes(lake.read(CHANGES, where=f"customer_id IN ({listed})"), scores)
    told, said_in = 0, (currency, words_of(language_of(bundle)))
    for task, model in bundle.models.items():
        rows = scores.filter((pc.field("task") == task) & pc.field("customer_id").isin(customers))
        if rows.num_rows and model.level is None:
            _check_models(task, rows, bundle.names[task])
            of_task = reasons.filter(pc.field("task") == task)
            told += _check_task(model, bundle.names[task], history, rows, of_task, said_in)
    log.info("report: %s reasons of %s customers read again", f"{told:,}", f"{len(customers):,}")
    return told


def check_totals(connection: Any, found: Totals) -> None:
    """Raise ReportError unless the report's sums are those that the database makes.

    Parameters
    ----------
    connection
        Connection to the lake.
    found
        The report's.
    """
    expected: dict[str, float] = {}
    for query in (SUMS, OFFERS):
        expected |= connection.sql(query).to_arrow_table().to_pylist()[0]
    for name, value in found._asdict().items():
        if not _is_close(value, expected[name]):
            raise ReportError(
                f"The report was not written: its sum {name!r} is {value:,.4f}, but the tables "
                f"add up to {expected[name]:,.4f}."
            )


def check_effects(effects: pa.Table) -> None:
    """Raise ReportError unless each average effect is the difference of its two means.

    Parameters
    ----------
    effects
        AVERAGE_EFFECTS.
    """
    for row in effects.to_pylist():
        right = row["with_offer"] - row["without"]
        within = all(row[end] is None for end in ("low", "high")) or (
            row["low"] <= row["effect"] <= row["high"]
        )
        if not (_is_close(row["effect"], right) and within):
            raise ReportError(
                f"The report was not written: the effect of the offer {row['offer']!r} is "
                f"{row['effect']:g} ({row['low']} to {row['high']}), but {row['with_offer']:g} "
                f"with it less {row['without']:g} without is {right:g}. Run `patron uplift` again."
            )


def language_of(bundle: Bundle) -> str:
    """Return in which language the reasons of a bundle's scores were said."""
    about: dict[str, str] = json.loads(bundle.texts.get("workspace.json", "{}"))
    return about.get("language", ENGLISH)


def _some_of(customers: Sequence[str]) -> Sequence[str]:
    return customers[:: max(1, len(customers) // SAMPLE)]


def _versions(made_from: Mapping[str, str]) -> dict[str, int]:
    """Return the versions of the tables that the scores were made from; the newest if unknown."""
    names = {table.name for table in TABLES} - {SCORES.name, REASONS.name}
    return {name: int(version) for name, version in made_from.items() if name in names}


def _check_models(task: str, rows: pa.Table, name: str) -> None:
    others = sorted(set(rows["model"].to_pylist()) - {name})
    if others:
        raise ReportError(
            f"The report was not written: {task} was scored by {others[0]}, but the bundle holds "
            f"{name}; run `patron score` again."
        )


def _check_task(
    model: Model, name: str, history: History, rows: pa.Table, reasons: pa.Table, said_in: SaidIn
) -> int:
    """Return how many reasons of a task hold; see `check_told`."""
    features = features_of(model)
    cutoff = micros(rows["cutoff"][0].as_py())
    number, X = OnlineFeatures(features).known(history, cutoff)
    asked = np.isin(history.customers[number], rows["customer_id"].to_numpy(zero_copy_only=False))
    customers, X = history.customers[number][asked], X[asked]
    at = np.full(len(customers), cutoff)
    _compare(rows, model.score(customers, None, at, X, name), ("customer_id",), _score_differs)
    phrasing = Phrasing(features, model, *said_in)
    told = tell(phrasing, X, model.estimator.attribute(X)[0])
    expected = make_reasons(phrasing, customers, None, at, told)
    _compare(reasons, expected, ("customer_id", "rank"), _reason_differs)
    return len(told.row)


def _check_changes(changes: pa.Table, scores: pa.Table) -> None:
    """Raise ReportError unless moves end at the scores of now and are the sums of their parts."""
    now = scores.select(["customer_id", "cutoff", "task", "score"])
    rows = changes.join(
        now, ["customer_id", "cutoff", "task"], join_type="inner", right_suffix="_now"
    )
    for row in rows.to_pylist():
        reached = row["before"] + sum(row[part] for part in PARTS)
        for what, found in (("the score reached", row["score"]), ("the parts' sum", reached)):
            if not _is_close(found, row["score_now"]):
                right = f"{row['score_now']:g}"
                raise ReportError(_message(row, f"{what} in the changes of", f"{found:g}", right))


def _compare(found: pa.Table, expected: pa.Table, key: tuple[str, ...], differs: Any) -> None:
    """Raise ReportError at the first row that differs, or that only one of the tables has."""
    by_key = {tuple(row[name] for name in key): row for row in expected.to_pylist()}
    for row in found.to_pylist():
        place = tuple(row[name] for name in key)
        if place not in by_key:
            raise ReportError(_message(row, "is told of", "nothing", "the history tells none"))
        for what, was, right in differs(row, by_key.pop(place)):
            raise ReportError(_message(row, f"{what} of", was, right))
    for row in by_key.values():
        raise ReportError(_message(row, "is missing of", "nothing", row.get("sentence") or "one"))


def _score_differs(found: dict[str, Any], expected: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in NUMBERS:
        if not _is_close(found[name], expected[name]):
            yield f"the {name}", repr(found[name]), repr(expected[name])


def _reason_differs(found: dict[str, Any], expected: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in ("idea", "feature", "sentence"):
        if found[name] != expected[name]:
            yield f"reason {found['rank']}, the {name}", repr(found[name]), repr(expected[name])
    for name in ("contribution", "value"):
        if not _is_close(found[name], expected[name]):
            yield f"reason {found['rank']}, the {name}", repr(found[name]), repr(expected[name])


def _message(row: Mapping[str, Any], what: str, found: str, expected: str) -> str:
    return (
        f"The report was not written: {row['task']}, {what} customer {row['customer_id']}: found "
        f"{found}, but history and model say {expected}. Run `patron score` again, and look at "
        "who wrote to the lake."
    )


def _is_close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.isclose(one, other, rtol=CLOSE, atol=CLOSE, equal_nan=True))
