"""Whom an e-mail moves: uplift on a real test of two e-mails against none.

64,000 customers were sent the men's e-mail, the women's or none, at random; the outcome is a
visit within two weeks. Every contender learns on a half of the customers and is judged on the
other, ten times; sizes and learners are chosen by cross-validation within the learning half.

    python -m benchmarks.models.hillstrom
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.models.row import Row, as_line, as_table
from benchmarks.models.s_learner import SLearner
from benchmarks.models.scikit_uplift import contenders as scikit_uplift
from patron.models.metrics import qini, uplift_at
from patron.models.uplift import (
    DRLearner,
    Experiment,
    TLearner,
    UpliftLearner,
    XLearner,
    choose_learner,
    draw_folds,
)
from patron.models.uplift.outcome import out_of_fold
from patron.offers.greatest_gain import greatest_gain
from patron.offers.policy_value import Logged, policy_value

SHARED = Path(os.environ.get("PATRON_SHARED_DATA", "../shared/data"))
NONE, MEN, WOMEN = "No E-Mail", "Mens E-Mail", "Womens E-Mail"
NUMBERS = ("recency", "history", "mens", "womens", "newbie")
TEXTS = ("zip_code", "channel")
SPLITS, FOLDS, SAMPLES = 10, 5, 500
LEAVES = (3, 4, 8)
KINDS = {"T": TLearner, "X": XLearner, "DR": DRLearner}
OURS = {
    f"{name} {leaves}": cls(leaves=leaves, threads=1)
    for name, cls in KINDS.items()
    for leaves in LEAVES
}
# A model of the outcome needs more rounds before it splits by the treatment at all.
S_LEARNERS = {
    f"S {trees} x {leaves}": SLearner(trees=trees, leaves=leaves, threads=1)
    for trees in (30, 100)
    for leaves in LEAVES
}

Ranker = Callable[[Experiment, np.ndarray, int], np.ndarray]


class Reached(NamedTuple):
    """What one order of the judging half reached: a rate, and visits of the treated in it."""

    top: float
    area: float


def read(folder: Path = SHARED) -> pa.Table:
    """Return the customers, their e-mail and their visit."""
    return pq.read_table(folder / "hillstrom" / "hillstrom.parquet")


def experiment_of(table: pa.Table, *emails: str) -> Experiment:
    """Return the experiment of those who got one of `emails` or none; these are 1 … k."""
    table = table.filter(pc.is_in(table["segment"], pa.array([NONE, *emails])))
    columns = [table[name].to_numpy().astype(float) for name in NUMBERS]
    for name in TEXTS:
        found = np.array(table[name].to_pylist())
        columns += [(found == value).astype(float) for value in np.unique(found)]
    segment = np.array(table["segment"].to_pylist())
    treatment = sum(n * (segment == email) for n, email in enumerate(emails, start=1))
    visit = table["visit"].to_numpy().astype(float)
    return Experiment(np.column_stack(columns), np.asarray(treatment), visit)


def halves(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows to learn from and those to judge by."""
    mixed = np.random.default_rng(seed).permutation(rows)
    return mixed[: rows // 2], mixed[rows // 2 :]


def chosen(learners: dict[str, UpliftLearner]) -> Ranker:
    """Return the order by the learner that the learning half chooses."""

    def rank(learn: Experiment, X: np.ndarray, seed: int) -> np.ndarray:
        fold = draw_folds(learn.treatment, FOLDS, seed)
        choice = choose_learner(learners, learn, fold, seed, samples=1)
        return np.asarray(choice.learner.predict(X)[:, 0])

    return rank


def by_response(learn: Experiment, X: np.ndarray, seed: int) -> np.ndarray:
    """Return the probability of a visit of those who got the e-mail."""
    return TLearner(threads=1).fit(learn.X, learn.treatment, learn.y).outcomes_[1].expected(X)


def at_random(learn: Experiment, X: np.ndarray, seed: int) -> np.ndarray:
    """Return random numbers."""
    return np.random.default_rng(seed).random(len(X))


def judge(rank: Ranker, experiment: Experiment) -> list[Reached]:
    """Return what an order reaches on each split."""
    return [_judge_once(rank, experiment, seed) for seed in range(SPLITS)]


def _judge_once(rank: Ranker, experiment: Experiment, seed: int) -> Reached:
    learn, held = (experiment.rows(half) for half in halves(len(experiment.y), seed))
    score = rank(learn, held.X, seed)
    treated = held.treatment == 1
    area = qini(held.y, treated, score) * np.count_nonzero(treated)
    return Reached(uplift_at(held.y, treated, score), area)


def orders() -> dict[str, Ranker]:
    """Return the contenders by name, those of scikit-uplift where it is installed."""
    return {**own_orders(), "patron, T-learner": chosen({"t": TLearner(threads=1)})} | (
        scikit_uplift()
    )


def own_orders() -> dict[str, Ranker]:
    """Return patron's order and the plain ones by name."""
    return {
        "patron, learner chosen": chosen(OURS),
        "S-learner, size chosen": chosen(S_LEARNERS),
        "ranking by response": by_response,
        "random": at_random,
    }


def uplift_rows(table: pa.Table, email: str, contenders: dict[str, Ranker]) -> Iterator[Row]:
    """Yield uplift in the top 30 % and Qini of each contender for one e-mail."""
    experiment = experiment_of(table, email)
    for name, rank in contenders.items():
        found = np.array(judge(rank, experiment))
        for place, measure in enumerate(("uplift in the top 30 %", "Qini, visits")):
            mean, spread = found[:, place].mean(), found[:, place].std(ddof=1)
            digits = 4 if place == 0 else 1
            value = f"{mean:.{digits}f} ± {spread:.{digits}f}"
            yield Row(f"hillstrom, {email}", measure, name, value)


def claim_rows(table: pa.Table) -> Iterator[Row]:
    """Yield what patron says of each e-mail, from all customers."""
    for email in (WOMEN, MEN):
        experiment = experiment_of(table, email)
        fold = draw_folds(experiment.treatment, FOLDS, 0)
        choice = choose_learner(OURS, experiment, fold, 0, SAMPLES)
        said = choice.evidence[0].reason
        yield Row(f"hillstrom, {email}", "what is claimed", f"patron, {choice.name}", said)


def policy_rows(table: pa.Table) -> Iterator[Row]:
    """Yield the value of sending each customer the e-mail that moves them most."""
    experiment = experiment_of(table, MEN, WOMEN)
    policy = best_email(experiment)
    fold = draw_folds(experiment.treatment, FOLDS, 0)
    expected = out_of_fold(TLearner(threads=1)._parameters(), experiment, fold)
    third = np.full((len(policy), 3), 1 / 3)
    logged = Logged(experiment.treatment, experiment.y, third)
    everyone = {
        name: np.tile(np.eye(3)[arm], (len(policy), 1))
        for arm, name in enumerate(("no e-mail", "the men's e-mail", "the women's e-mail"))
    }
    rivals = {f"everyone gets {name}": one for name, one in everyone.items()}
    for name, one in {"patron's choice": policy, **rivals}.items():
        found = policy_value(logged, one, 0, "dr", expected, SAMPLES)
        value = _interval(found.value) + f", effective rows {found.effective:,.0f}"
        yield Row("hillstrom, three arms", "visits a customer, DR", name, value)
    men = everyone["the men's e-mail"]
    gain = policy_value(logged, policy, 0, "dr", expected, SAMPLES, instead_of=men)
    name = f"patron's choice ({policy[:, 2].mean():.1%} women's) less everyone men's"
    yield Row("hillstrom, three arms", "visits a customer, DR", name, _interval(gain.value))


def best_email(experiment: Experiment) -> np.ndarray:
    """Return the policy that each half of the customers teaches for the other, shape (n, 3)."""
    policy = np.empty((len(experiment.y), 3))
    learners = {name: cls(threads=1) for name, cls in KINDS.items()}
    parts = halves(len(experiment.y), 0)
    for learn, held in (parts, parts[::-1]):
        rows = experiment.rows(learn)
        choice = choose_learner(
            learners, rows, draw_folds(rows.treatment, FOLDS, 0), seed=0, samples=SAMPLES
        )
        policy[held] = greatest_gain(choice.predict(experiment.X[held]), 1.0, np.zeros(2))
    return policy


def _interval(found: tuple[float, float, float]) -> str:
    value, low, high = found
    return f"{value:.4f} ({low:.4f} to {high:.4f})"


def made_rows() -> Iterator[Row]:
    """Yield all rows, each when it is known; a few minutes on one core."""
    table = read()
    yield from claim_rows(table)
    yield from policy_rows(table)
    yield from uplift_rows(table, WOMEN, orders())
    yield from uplift_rows(table, MEN, own_orders())


def rows() -> list[Row]:
    """Return all rows."""
    return list(made_rows())


if __name__ == "__main__":
    print(as_table([]))
    for row in made_rows():
        print(as_line(row), flush=True)
