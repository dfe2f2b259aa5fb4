"""Who ends a contract: a telephone company's customers from five tables, beside CatBoost.

The tables are one picture of a quarter, without times, so there is nothing to cut into earlier and
later windows: no workspace can carry them honestly, and the estimator is asked directly, in five
folds. All that is settled is settled within the learning folds, a fifth of which is held out for
it. `status` is told after the quarter, as it names who left, why, and how satisfied they were, so
nothing of it but the label is used; neither is a score or a lifetime value that somebody else's
model made of it. Tenure and charges are those of the tables, as everywhere where these data are
used: they hold the quarter itself, which no company knows beforehand.

    python -m benchmarks.models.telco
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.models.page import publish
from patron.models import ModelSpec, metrics
from patron.tasks.churn import Churn
from patron.training import Frame
from patron.training.search import fit, search

SHARED = Path(os.environ.get("PATRON_SHARED_DATA", "../shared/data"))
TABLES = ("demographics", "location", "services")
# They name the row, are the same for everybody, or say again what other columns do.
LEFT_OUT = ("Customer ID", "Country", "State", "Quarter", "Lat Long")
# Too many to have a column each; where a place lies and how many live there are columns.
MANY = ("City", "Zip Code")
ORDERED = {"Contract": ("Month-to-Month", "One Year", "Two Year")}
FOLDS, SAMPLES = 5, 1_000
OURS, BEST = "patron", "CatBoost, tuned"
CATBOOST = {"thread_count": 1, "verbose": 0, "allow_writing_files": False, "random_seed": 0}

Array = np.ndarray[Any, Any]
# Learns from some rows and answers for others: rows to learn from, rows asked about.
Contender = Callable[[Array, Array], Array]


class Customers(NamedTuple):
    """All customers: `table` as it is, `X` as numbers by name, `left` the label, n rows each."""

    table: pa.Table
    X: dict[str, Array]
    left: Array


def read(folder: Path = SHARED) -> Customers:
    """Return the customers of the five tables, without what was told after they had left."""
    first, *others = (pq.read_table(folder / "telco_ibm" / f"{name}.parquet") for name in TABLES)
    people = pq.read_table(folder / "telco_ibm" / "population.parquet").drop(["ID"])
    for other in others:
        twice = [name for name in other.column_names if name in first.column_names]
        first = first.join(other.drop([n for n in twice if n != "Customer ID"]), "Customer ID")
    status = pq.read_table(folder / "telco_ibm" / "status.parquet")
    table = first.join(people, "Zip Code").join(
        status.select(["Customer ID", "Churn Value"]), "Customer ID"
    )
    table = table.sort_by("Customer ID").combine_chunks()
    left = table["Churn Value"].to_numpy().astype(float)
    table = table.drop([*LEFT_OUT, "Churn Value"])
    return Customers(table, as_numbers(table), left)


def as_numbers(table: pa.Table) -> dict[str, Array]:
    """Return the columns as the feature ``attribute`` does: numbers, ranks, or one for a value."""
    found: dict[str, Array] = {}
    for name in table.column_names:
        column = table[name]
        if name in MANY:
            continue
        if not pa.types.is_large_string(column.type):
            found[name] = np.asarray(column.to_numpy(), dtype=float)
            continue
        values = sorted(value for value in pc.unique(column).to_pylist() if value is not None)
        if values == ["No", "Yes"] or name in ORDERED:
            order = ORDERED.get(name, ("No", "Yes"))
            found[name] = np.array([order.index(v) for v in column.to_pylist()], dtype=float)
            continue
        for value in values:
            same = pc.fill_null(pc.equal(column, value), False)
            found[f"{name}: {value}"] = same.to_numpy().astype(float)
    return found


def split(rows: Array, share: float, seed: int) -> tuple[Array, Array]:
    """Return the rows in two parts drawn at random, the second with a share of them."""
    mixed = np.random.default_rng(seed).permutation(rows)
    many = round(len(rows) * share)
    return np.sort(mixed[many:]), np.sort(mixed[:many])


def folds(customers: Customers, seed: int = 0) -> list[tuple[Array, Array]]:
    """Return the rows to learn from and those to judge by, of each fold with its share of both."""
    place = np.empty(len(customers.left), dtype=int)
    random = np.random.default_rng(seed)
    for label in (0, 1):
        rows = np.flatnonzero(customers.left == label)
        place[random.permutation(rows)] = np.arange(len(rows)) % FOLDS
    return [(np.flatnonzero(place != n), np.flatnonzero(place == n)) for n in range(FOLDS)]


def contenders(customers: Customers, trials: int) -> dict[str, Contender]:
    """Return who is compared, by name; two of them search so many trials."""
    return {
        OURS: _patron(customers, trials),
        "patron, without a search": _patron(customers, 0),
        BEST: _catboost_tuned(customers, trials),
        "CatBoost, as it comes": _catboost(customers),
        "LightGBM, as it comes": _lightgbm(customers),
        "logistic regression": _logistic(customers),
    }


def _patron(customers: Customers, trials: int) -> Contender:
    """Return our estimator, searched, fitted, calibrated and refitted as `patron train` does."""
    from datetime import timedelta

    task = Churn(name="churn", kind="start", ends_with="cancellation", horizon=timedelta(91))
    spec = ModelSpec(
        task="churn",
        estimator="boosted_classifier",
        params={"trees": 1_000, "leaves": 8, "learning_rate": 0.03, "threads": 1},
    )
    columns = list(customers.X)

    def answer(learn: Array, asked: Array) -> Array:
        first, later = (_frame(customers, rows) for rows in split(learn, 0.2, seed=0))
        params, _ = search(spec, task, columns, first, later, trials, seed=0)
        estimator = fit(spec.make_estimator(**params), task, columns, first, later)
        estimator.calibrate(later.matrix(columns), later.label)
        every = _frame(customers, learn)
        estimator.refit(every.matrix(columns), every.label, later.matrix(columns))
        return estimator.answer(_frame(customers, asked).matrix(columns))

    return answer


def _frame(customers: Customers, rows: Array) -> Frame:
    columns = {name: values[rows] for name, values in customers.X.items()}
    nobody = np.zeros(0, np.int64)
    none, at = np.full(len(rows), -1), np.zeros(len(rows), np.int64)
    return Frame(rows, none, at, columns, customers.left[rows], (nobody, nobody))


def _catboost(customers: Customers) -> Contender:
    from catboost import CatBoostClassifier

    X = np.column_stack(list(customers.X.values()))

    def answer(learn: Array, asked: Array) -> Array:
        model = CatBoostClassifier(**CATBOOST).fit(X[learn], customers.left[learn])
        return np.asarray(model.predict_proba(X[asked])[:, 1])

    return answer


def _catboost_tuned(customers: Customers, trials: int) -> Contender:
    """Return CatBoost after as many trials as ours, with the columns that ours has."""
    import optuna
    from catboost import CatBoostClassifier, Pool

    X = np.column_stack(list(customers.X.values()))
    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def pool(rows: Array) -> Any:
        return Pool(X[rows], customers.left[rows])

    def answer(learn: Array, asked: Array) -> Array:
        first, later = (pool(rows) for rows in split(learn, 0.2, seed=0))

        def loss(trial: optuna.Trial) -> float:
            params = {
                "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.2, log=True),
                "depth": trial.suggest_int("depth", 3, 8),
                "l2_leaf_reg": trial.suggest_float("l2_leaf_reg", 1, 30, log=True),
                "random_strength": trial.suggest_float("random_strength", 0.1, 10, log=True),
                "rsm": trial.suggest_float("rsm", 0.3, 1.0),
            }
            model = CatBoostClassifier(**CATBOOST, **params, iterations=600)
            model.fit(first, eval_set=later, early_stopping_rounds=40)
            trial.set_user_attr("iterations", model.get_best_iteration() + 1)
            return float(model.get_best_score()["validation"]["Logloss"])

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
        study.optimize(loss, n_trials=trials)
        found = {**study.best_params, **study.best_trial.user_attrs}
        model = CatBoostClassifier(**CATBOOST, **found).fit(pool(learn))
        return np.asarray(model.predict_proba(pool(asked))[:, 1])

    return answer


def _lightgbm(customers: Customers) -> Contender:
    import lightgbm

    X = np.column_stack(list(customers.X.values()))

    def answer(learn: Array, asked: Array) -> Array:
        model = lightgbm.LGBMClassifier(n_jobs=1, verbose=-1, random_state=0)
        return np.asarray(model.fit(X[learn], customers.left[learn]).booster_.predict(X[asked]))

    return answer


def _logistic(customers: Customers) -> Contender:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    X = np.column_stack(list(customers.X.values()))

    def answer(learn: Array, asked: Array) -> Array:
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
        return np.asarray(model.fit(X[learn], customers.left[learn]).predict_proba(X[asked])[:, 1])

    return answer


def table(
    customers: Customers, parts: list[tuple[Array, Array]], said: dict[str, Array], trials: int
) -> str:
    """Return how the contenders compare, as Markdown.

    Parameters
    ----------
    parts
        The folds.
    said
        By contender, each customer's answer from the fold that did not learn from them, (n,).
    """
    left = customers.left
    lines = [
        f"{len(left):,} customers, {left.mean():.1%} of whom left; {FOLDS} folds, {trials} trials "
        f"a search; {len(customers.X)} columns.",
        "",
        "|  | AUC | AUC within a fold | top-decile lift | calibration error |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, answer in said.items():
        within = np.mean([metrics.auc(left[rows], answer[rows]) for _, rows in parts])
        cells = [
            name,
            _compared(left, said[OURS], answer, name),
            f"{within:.4f}",
            f"{metrics.top_decile_lift(left, answer):.2f}",
            f"{metrics.expected_calibration_error(left, answer):.3f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _compared(left: Array, ours: Array, theirs: Array, name: str) -> str:
    value = f"{metrics.auc(left, theirs):.4f}"
    if name == OURS:
        return f"**{value}**"
    found = metrics.bootstrap_difference(metrics.auc, left, ours, theirs, seed=0, samples=SAMPLES)
    return f"{value} (patron {found.difference:+.4f}, {found.low:+.4f} to {found.high:+.4f})"


def main() -> None:
    """Print the table and put it into the docs; about five minutes on one core."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models.telco")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    parser.add_argument("--trials", type=int, default=12, help="of each search")
    asked = parser.parse_args()
    customers = read()
    parts, said = folds(customers), {}
    for name, contender in contenders(customers, asked.trials).items():
        said[name] = np.empty(len(customers.left))
        for learn, held in parts:
            said[name][held] = contender(learn, held)
        print(f"{name}: {metrics.auc(customers.left, said[name]):.4f}", flush=True)
    text = table(customers, parts, said, asked.trials)
    print(text)
    if not asked.dry:
        publish("telco", text)


if __name__ == "__main__":
    main()
