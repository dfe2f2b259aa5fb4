"""Whom an e-mail moves: uplift on a real test of two e-mails against none.

64,000 customers were sent the men's e-mail, the women's or none, at random; the outcome is a
visit within two weeks. Every contender learns on a half of the customers and is judged on the
other, ten times; the learner is chosen by cross-validation within the learning half.

    python -m benchmarks.models.hillstrom

prints the tables and writes them into docs/models.md; ``--dry`` only prints them.
"""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.models.page import publish
from benchmarks.models.row import head, interval, line
from benchmarks.models.s_learner import SLearner
from benchmarks.models.scikit_uplift import contenders as scikit_uplift
from patron.models.metrics import qini, uplift_at
from patron.models.uplift import (
    DRLearner,
    Experiment,
    MeanLearner,
    TLearner,
    UpliftLearner,
    XLearner,
    choose_against_best,
    choose_learner,
    draw_folds,
)
from patron.models.uplift.outcome import out_of_fold
from patron.offers.policy_value import Logged, policy_value

SHARED = Path(os.environ.get("PATRON_SHARED_DATA", "../shared/data"))
NONE, MEN, WOMEN = "No E-Mail", "Mens E-Mail", "Womens E-Mail"
NUMBERS = ("recency", "history", "mens", "womens", "newbie")
TEXTS = ("zip_code", "channel")
SPLITS, FOLDS, SAMPLES = 10, 5, 200
LEAVES = (3, 4, 8)
KINDS = {"T": TLearner, "X": XLearner, "DR": DRLearner, "mean": MeanLearner}
OURS = {name: kind(threads=1) for name, kind in KINDS.items()}
# A model of the outcome needs more rounds before it splits by the treatment at all.
S_LEARNERS = {
    f"S {trees} x {leaves}": SLearner(trees=trees, leaves=leaves, threads=1)
    for trees in (100,)
    for leaves in LEAVES
}

MEASURES = ("uplift in the top 30 %", "Qini, visits")
log = logging.getLogger(__name__)

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
    return own_orders() | scikit_uplift()


def own_orders() -> dict[str, Ranker]:
    """Return patron's order and the plain ones by name."""
    return {
        "patron": chosen(OURS),
        "S-learner, size chosen": chosen(S_LEARNERS),
        "ranking by response": by_response,
        "random": at_random,
    }


def uplift_table(table: pa.Table, email: str, contenders: dict[str, Ranker]) -> str:
    """Return uplift in the top 30 % and Qini of each contender for one e-mail."""
    experiment = experiment_of(table, email)
    lines = [f"#### hillstrom, {email} against none", "", *head("contender", *MEASURES)]
    for name, rank in contenders.items():
        found = np.array(judge(rank, experiment))
        mean, spread = found.mean(axis=0), found.std(axis=0, ddof=1)
        lines.append(
            line(name, f"{mean[0]:.4f} ± {spread[0]:.4f}", f"{mean[1]:.1f} ± {spread[1]:.1f}")
        )
        log.info(lines[-1])
    return "\n".join(lines)


def claims(table: pa.Table) -> str:
    """Return what patron says of each e-mail, from all customers."""
    lines = ["#### hillstrom, what is claimed", "", *head("e-mail", "learner", "patron says")]
    for email in (WOMEN, MEN):
        experiment = experiment_of(table, email)
        fold = draw_folds(experiment.treatment, FOLDS, 0)
        choice = choose_learner(OURS, experiment, fold, 0, SAMPLES)
        lines.append(line(email, choice.name, choice.evidence[0].reason))
    return "\n".join(lines)


def policies(table: pa.Table) -> str:
    """Return what giving each customer the best e-mail is worth, beside one e-mail for all."""
    experiment = experiment_of(table, MEN, WOMEN)
    policy = best_email(experiment)
    fold = draw_folds(experiment.treatment, FOLDS, 0)
    expected = out_of_fold(TLearner(threads=1)._parameters(), experiment, fold)
    third = np.full((len(policy), 3), 1 / 3)
    logged = Logged(experiment.treatment, experiment.y, third)
    everyone = {
        f"everyone gets {name}": np.tile(np.eye(3)[arm], (len(policy), 1))
        for arm, name in enumerate(("no e-mail", "the men's e-mail", "the women's e-mail"))
    }
    men = everyone["everyone gets the men's e-mail"]
    title = "#### hillstrom, three arms: visits a customer by DR"
    lines = [title, "", *head("policy", "value", "beyond the men's e-mail for all")]
    ours = f"patron ({policy[:, 2].mean():.1%} get the women's, {policy[:, 0].mean():.1%} none)"
    for name, one in {ours: policy, **everyone}.items():
        value, gain = (
            policy_value(logged, one, 0, "dr", expected, SAMPLES, instead_of=other).value
            for other in (None, men)
        )
        lines.append(line(name, interval(value), interval(gain)))
    return "\n".join(lines)


def best_email(experiment: Experiment) -> np.ndarray:
    """Return which e-mail each customer gets, by what the others' rows taught, shape (n, 3)."""
    policy = np.empty((len(experiment.y), 3))
    outer = draw_folds(experiment.treatment, FOLDS, 1)
    for held_out in range(FOLDS):
        mine = outer == held_out
        learn = experiment.rows(~mine)
        fold = draw_folds(learn.treatment, FOLDS, 2)
        learners = {name: OURS[name] for name in ("T", "X")}
        found = choose_against_best(learners, learn, fold, 0, samples=SAMPLES)
        policy[mine] = found.policy(experiment.X[mine])
    return policy


def main() -> None:
    """Judge all contenders; some minutes on one core."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        table = read()
    except FileNotFoundError as missing:
        log.warning("hillstrom is left as it is: %s", missing)
        return
    text = "\n\n".join(
        [
            uplift_table(table, WOMEN, orders()),
            uplift_table(table, MEN, own_orders()),
            claims(table),
            policies(table),
        ]
    )
    print(text)
    if not scikit_uplift():
        log.warning("scikit-uplift is not installed, so docs/ are left as they are")
    elif "--dry" not in sys.argv:
        publish("hillstrom", text)


if __name__ == "__main__":
    main()
