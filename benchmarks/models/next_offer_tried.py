"""What else was tried on the ranking of next offers, and what even the future would tell.

All of it on windows before the judged one. To be quick, a smaller ranker looks at the 40 items
that a household takes most often, popular ones after them: it comes close to the whole.

    python -m benchmarks.models.next_offer_tried
"""

import logging
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from benchmarks.models.next_offer import ahead_in, judge_ndcg, wide, window
from benchmarks.models.next_offer_more import TIFU, more
from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from benchmarks.models.tifu_knn import answer, in_order, neighbourhood, vectors
from patron.features import Feature
from patron.history import History, micros
from patron.tasks import choose_cutoffs
from patron.tasks.next_offer import NextOffer
from patron.training.frame import make_frame

Array = np.ndarray[Any, Any]
FIRST, LEARN_FROM, ROUNDS = 40, 4, 100
PARAMS = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.08,
    "min_data_in_leaf": 100,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "num_threads": 1,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}
ORDER = {"objective": "lambdarank", "lambdarank_truncation_level": 30}
log = logging.getLogger(__name__)


class Recipe(NamedTuple):
    """One way to rank: what it looks at and learns, and which of the future it is told."""

    more: bool = False
    params: dict[str, Any] = {}  # noqa: RUF012
    learn_from: int = LEARN_FROM
    alike: bool = False
    seeds: int = 1
    future: tuple[str, ...] = ()


TRIED = {
    "the features of `features.yaml`": Recipe(),
    "with further features, TIFU-KNN's and UP-CF's scores among them": Recipe(more=True),
    "lambdarank, of the first 30": Recipe(params=ORDER),
    "every household counts alike": Recipe(alike=True),
    "mean of two rankers of half of the rows": Recipe(params={"bagging_fraction": 0.5}, seeds=2),
    "one window to learn from instead of four": Recipe(learn_from=1),
}
FUTURE = {
    "nothing of the future": Recipe(),
    "how many households will take each item": Recipe(future=("takers",)),
    "what the household takes in the 28 days after": Recipe(future=("after",)),
    "both": Recipe(future=("takers", "after")),
}


class Asked:
    """The households and candidates at one cutoff, and what is known of them."""

    def __init__(
        self, history: History, task: NextOffer, used: Sequence[Feature], cutoff: int
    ) -> None:
        self.history, self.task, self.cutoff = history, task, cutoff
        frame = make_frame(history, task, used, [cutoff])
        first = _first(frame.groups, frame.columns["pair_own"], frame.columns["item_takers"])
        self.customer, self.item = frame.customer[first], frame.item[first]
        self.known = frame.matrix([feature.name for feature in used])[first]
        self.label, self.groups = frame.label[first], frame.groups[first]

    @cached_property
    def window(self) -> Any:
        """What had been taken, and what was then."""
        return window(self.history, self.task, self.cutoff)

    @cached_property
    def more(self) -> Array:
        """Further features, shape (n, k)."""
        taken = self.window.taken
        who, what = (np.searchsorted(a, b) for a, b in ((taken.who, self.customer),
                                                        (taken.what, self.item)))  # fmt: skip
        return np.column_stack(list(more(taken, who, what).values())).astype(np.float32)

    def future(self, what: str) -> Array:
        """Return something that nobody could have known, shape (n, 1)."""
        if what == "takers":
            true = self.task.answer(self.history.after(self.cutoff, self.task.horizon),
                                    np.unique(self.customer))  # fmt: skip
            return np.bincount(true.item, minlength=self.item.max() + 1)[self.item][:, None]
        after = self.cutoff + micros(self.task.horizon)
        true = self.task.answer(self.history.after(after, self.task.horizon), self.customer)
        width = np.int64(max(true.item.max(), self.item.max()) + 1)
        pairs = true.customer * width + true.item
        return np.isin(self.customer * width + self.item, pairs)[:, None]

    def matrix(self, recipe: Recipe) -> Array:
        """Return what a recipe looks at, shape (n, k)."""
        parts = [self.known, *([self.more] if recipe.more else [])]
        return np.hstack([*parts, *(self.future(what) for what in recipe.future)])

    def weight(self, recipe: Recipe) -> Array:
        """Return the weight of each row; alike, a household's weights fall with what it takes."""
        _, place = np.unique(self.groups, return_inverse=True)
        took = np.bincount(place, self.label)[place]
        return 1 / np.maximum(took, 1) if recipe.alike else np.ones(len(place))

    def ndcg(self, told: Array) -> Array:
        """Return the NDCG of each household, where the rows are told so much."""
        taken = self.window.taken
        scores = np.full(self.window.truth.shape, -np.inf)
        who = np.searchsorted(taken.who[self.window.asked], self.customer)
        scores[who, np.searchsorted(taken.what, self.item)] = told
        return judge_ndcg(self.window, scores)

    def tifu(self) -> Array:
        """Return the NDCG of TIFU-KNN of each household."""
        taken, asked = self.window.taken, self.window.asked
        baskets = in_order(taken.customer, -taken.ago, taken.item)
        own = vectors(baskets, taken.ever.shape, TIFU)
        told = answer(own, neighbourhood(own, asked, TIFU.neighbours), asked, TIFU.alpha)
        return judge_ndcg(self.window, wide(told, self.window))


def _first(groups: Array, own: Array, popular: Array) -> Array:
    """Return the rows of the first `FIRST` of each group, in their order."""
    order = np.lexsort((-popular, -own, groups))
    place = np.arange(len(order)) - np.searchsorted(groups[order], groups[order])
    return np.sort(order[place < FIRST])


def ranked(recipe: Recipe, windows: Sequence[Asked], place: int) -> Array:
    """Return the NDCG of each household of one window, learnt on those before it."""
    import lightgbm

    learn = windows[place + 1 : place + 1 + recipe.learn_from]
    rows = np.vstack([one.matrix(recipe) for one in learn])
    label, weight = (np.concatenate(part) for part in (
        [one.label for one in learn], [one.weight(recipe) for one in learn]))  # fmt: skip
    sizes = np.concatenate([np.unique(one.groups, return_counts=True)[1] for one in learn])
    told: Array = np.zeros(len(windows[place].label))
    for seed in range(recipe.seeds):
        params = {**PARAMS, **recipe.params, "seed": seed}
        group = sizes if params["objective"] == "lambdarank" else None
        data = lightgbm.Dataset(rows, label, group=group, weight=weight)
        booster = lightgbm.train(params, data, ROUNDS)
        told = told + booster.predict(windows[place].matrix(recipe), raw_score=True, num_threads=1)
    log.info("%s horizons before: %s", place + 1, recipe)
    return windows[place].ndcg(told)


def tried(windows: Sequence[Asked]) -> str:
    """Return the table of what was tried, on the two windows before the judged one."""
    lines = ["| ranker | NDCG@10, 28 days before | ahead of the first | 56 days before | ahead of "
             "the first |", "| --- | --- | --- | --- | --- |"]  # fmt: skip
    first: dict[int, Array] = {}
    for name, recipe in TRIED.items():
        cells = []
        for place in (0, 1):
            found = ranked(recipe, windows, place)
            base = first.setdefault(place, found)
            cells += [f"{np.nanmean(found):.4f}", ahead_in(found, base)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def limits(windows: Sequence[Asked]) -> str:
    """Return the table of what even the future would tell, two and three windows before."""
    lines = ["| known besides | NDCG@10, 56 days before | ahead of TIFU-KNN | 84 days before | "
             "ahead of TIFU-KNN |", "| --- | --- | --- | --- | --- |"]  # fmt: skip
    theirs = {place: windows[place].tifu() for place in (1, 2)}
    for name, recipe in FUTURE.items():
        found = {place: ranked(recipe, windows, place) for place in (1, 2)}
        cells = " | ".join(
            f"{np.nanmean(ours):.4f} | {ahead_in(ours, theirs[place])}"
            for place, ours in found.items()
        )
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables and write them into the docs."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    workspace, history = open_workspace("complete_journey")
    task, spec = workspace.task("next_offer"), workspace.spec("next_offer")
    assert isinstance(task, NextOffer)
    used = [feature for feature in workspace.features if spec.uses(feature.name)]
    test = choose_cutoffs(history, task).test
    windows = [
        Asked(history, task, used, test - back * micros(task.horizon))
        for back in range(1, LEARN_FROM + 4)
    ]
    text = f"{tried(windows)}\n\n{limits(windows)}"
    print(text)
    publish("next_offer_tried", text)


if __name__ == "__main__":
    main()
