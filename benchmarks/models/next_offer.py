"""What households take next: patron beside popularity, habits, TIFU-KNN and a plain ranker.

The Complete Journey at the level of product_type, 28 days. All that a household takes counts as
true, whether anybody proposed it or not. The parameters of TIFU-KNN are chosen on the window
before the judged one, and so were patron's features and parameters.

    python -m benchmarks.models.next_offer
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from benchmarks.models.tifu_knn import SETTINGS, answer, in_order, neighbourhood, vectors
from patron.history import History
from patron.models.metrics import (
    bootstrap_difference,
    hit_rate_at_k,
    mean,
    ndcg_at_k,
    recall_at_k,
)
from patron.tasks import choose_cutoffs
from patron.tasks.candidates import find_generator
from patron.tasks.generators import Taken, look_back
from patron.tasks.next_offer import NextOffer
from patron.training.fitted import Fitted, fit_model

Array = np.ndarray[Any, Any]
AT, SAMPLES, FAR = 10, 1_000, 100
log = logging.getLogger(__name__)


class Window(NamedTuple):
    """What had been taken at a cutoff, who is asked about, and what they took then.

    `truth` and `before` have shape (asked, items): taken in the horizon, and ever before.
    """

    taken: Taken
    asked: Array
    truth: Array
    before: Array


def window(history: History, task: NextOffer, cutoff: int) -> Window:
    """Return the window that begins with a cutoff; items that nobody had taken stand last."""
    past = history.upto(cutoff)
    who = task.population(past, cutoff)
    taken = look_back(past, task, cutoff, who)
    asked = np.searchsorted(taken.who, who)
    true = task.answer(history.after(cutoff, task.horizon), who)
    truth = np.zeros((len(who), len(history.names[task.level])), bool)
    truth[np.searchsorted(who, true.customer), true.item] = True
    order = np.r_[taken.what, np.setdiff1d(np.arange(truth.shape[1]), taken.what)]
    before = np.zeros_like(truth)
    before[:, : taken.items] = taken.ever[asked].toarray() > 0
    return Window(taken, asked, truth[:, order], before)


def wide(scores: Array, like: Window) -> Array:
    """Return scores of the items taken so far, minus infinity for the others."""
    found = np.full(like.truth.shape, -np.inf)
    found[:, : scores.shape[1]] = scores
    return found


def generated(at: Window, name: str) -> Array:
    """Return what a generator of patron says."""
    return wide(find_generator(name)(at.taken).score(at.asked), at)


def judge(at: Window, scores: Array, rows: Array | None = None) -> dict[str, Array]:
    """Return each measure of each customer; NaN where nothing relevant was taken."""
    measures = {"NDCG": ndcg_at_k, "recall": recall_at_k, "hit rate": hit_rate_at_k}
    told = scores if rows is None else np.where(rows, scores, -np.inf)
    # What is far down the list and was not taken changes nothing.
    last = -np.partition(-told, FAR, axis=1)[:, FAR, None]
    kept = at.truth | ((told >= last) & np.isfinite(told))
    kept &= True if rows is None else rows
    group = np.nonzero(kept)[0]
    told, true = scores[kept], at.truth[kept].astype(float)
    found = {}
    for name, measure in measures.items():
        values = np.full(len(at.truth), np.nan)
        values[np.unique(group)] = measure(group, told, true, AT)
        found[name] = values
    return found


def tifu(history: History, task: NextOffer, later: Window, test: Window) -> tuple[str, Array]:
    """Return TIFU-KNN's scores, with the parameters that are best on the later window."""
    best = max(SETTINGS, key=_Tifu(later))
    log.info("TIFU-KNN: %s", best)
    return str(tuple(best)), _Tifu(test).scores(best)


class _Tifu:
    """TIFU-KNN on one window; vectors and neighbours that settings share are made once."""

    def __init__(self, at: Window) -> None:
        self.at = at
        taken = at.taken
        self.baskets = in_order(taken.customer, -taken.ago, taken.item)
        self.made: dict[Any, Array] = {}
        self.near: dict[Any, Array] = {}

    def scores(self, settings: Any) -> Array:
        key = settings._replace(neighbours=0, alpha=0.0)
        if key not in self.made:
            self.made = {key: vectors(self.baskets, self.at.taken.ever.shape, settings)}
        own = self.made[key]
        near_key = settings._replace(alpha=0.0)
        if near_key not in self.near:
            self.near = {near_key: neighbourhood(own, self.at.asked, settings.neighbours)}
        return wide(answer(own, self.near[near_key], self.at.asked, settings.alpha), self.at)

    def __call__(self, settings: Any) -> float:
        found = float(np.nanmean(judge_ndcg(self.at, self.scores(settings))))
        log.info("TIFU-KNN on the later window, %s: %.4f", tuple(settings), found)
        return found


def judge_ndcg(at: Window, scores: Array) -> Array:
    """Return the NDCG of each customer, from the first ten alone: fast, ties by place."""
    first = np.argsort(-scores, axis=1, kind="stable")[:, :AT]
    gained = np.take_along_axis(at.truth, first, axis=1) / np.log2(np.arange(2, AT + 2))
    ideal = np.r_[0.0, np.cumsum(1 / np.log2(np.arange(2, AT + 2)))]
    many = np.minimum(at.truth.sum(axis=1), AT)
    return np.where(many > 0, gained.sum(axis=1) / np.maximum(ideal[many], 1e-12), np.nan)


def ranked(fitted: Fitted, at: Window, told: Array) -> Array:
    """Return a model's answers to its candidates, minus infinity for all else."""
    place = np.full(int(at.taken.what.max()) + 1, -1)
    place[at.taken.what] = np.arange(at.taken.items)
    who = np.searchsorted(at.taken.who[at.asked], fitted.test.customer)
    scores = np.full(at.truth.shape, -np.inf)
    scores[who, place[fitted.test.item]] = told
    return scores


def plain(fitted: Fitted) -> Array:
    """Return the answers of LightGBM's ranker as it comes, without what generators say."""
    import lightgbm

    columns = [
        place
        for place, name in enumerate(fitted.columns)
        if not name.startswith("pair_") or name.startswith(("pair_days", "pair_gap", "pair_spend"))
    ]
    learn, asked = (
        frame.matrix(fitted.columns)[:, columns] for frame in (fitted.learnt, fitted.test)
    )
    sizes = np.diff(np.r_[np.flatnonzero(np.r_[True, np.diff(fitted.learnt.groups) != 0]),
                          len(learn)])  # fmt: skip
    ranker = lightgbm.LGBMRanker(n_jobs=1, verbose=-1, random_state=0)
    ranker.fit(learn, fitted.learnt.label, group=sizes)
    return np.asarray(ranker.booster_.predict(asked))


def table(title: str, at: Window, contenders: Mapping[str, Array], rows: Array | None) -> str:
    """Return one Markdown table: the measures of all, and how far patron is ahead in NDCG."""
    found = {name: judge(at, scores, rows) for name, scores in contenders.items()}
    ours = next(iter(found.values()))["NDCG"]
    lines = [
        f"#### {title}",
        "",
        "| | NDCG@10 | recall@10 | hit rate@10 | coverage | patron ahead in NDCG (95 %) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, values in found.items():
        told = " | ".join(f"{np.nanmean(values[one]):.4f}" for one in values)
        shown = contenders[name] if rows is None else np.where(rows, contenders[name], -np.inf)
        first = np.argsort(-shown, axis=1, kind="stable")[:, :AT]
        listed = np.isfinite(np.take_along_axis(shown, first, axis=1))
        covered = len(np.unique(first[listed])) / at.taken.items
        lines.append(f"| {name} | {told} | {covered:.1%} | {ahead_in(ours, values['NDCG'])} |")
    return "\n".join(lines)


def ahead_in(ours: Array, theirs: Array) -> str:
    """Return how far ours is ahead in the mean, with an interval; nothing beside itself."""
    asked = ~np.isnan(ours)
    if ours is theirs:
        return ""
    found = bootstrap_difference(mean, None, ours[asked], theirs[asked], 0, SAMPLES)
    ahead = f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f})"
    base = float(theirs[asked].mean())
    return f"{ahead}, {found.difference / base:+.1%}" if base > 0 else ahead


def main() -> None:
    """Print the tables and write them into the docs."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    workspace, history = open_workspace("complete_journey")
    task, spec = workspace.task("next_offer"), workspace.spec("next_offer")
    assert isinstance(task, NextOffer)
    cutoffs = choose_cutoffs(history, task)
    later, test = (window(history, task, at) for at in (cutoffs.later, cutoffs.test))
    spec = spec.model_copy(update={"params": {**spec.params, "threads": 1}})
    used = [feature for feature in workspace.features if spec.uses(feature.name)]
    fitted = fit_model(history, task, used, spec, trials=0, seed=0)
    ours = fitted.estimator.answer(fitted.test.matrix(fitted.columns))
    chosen, scores = tifu(history, task, later, test)
    contenders = {
        "patron": ranked(fitted, test, ours),
        "plain LightGBM ranker": ranked(fitted, test, plain(fitted)),
        f"TIFU-KNN {chosen}": scores,
        "own most frequent": np.where(test.before, generated(test, "own_then_popular"), -np.inf),
        "own, then popular": generated(test, "own_then_popular"),
        "popular": generated(test, "popular"),
    }
    days = task.horizon.days
    head = f"The Complete Journey, {days} days, {len(test.asked):,} households"
    tables = []
    for what, rows in (
        ("all items", None),
        ("items taken before", test.before),
        ("items new to the household", ~test.before),
    ):
        tables.append(table(f"{head}: {what}", test, contenders, rows))
        print(tables[-1], flush=True)
    text = "\n\n".join(tables)
    publish("next_offer", text)


if __name__ == "__main__":
    main()
