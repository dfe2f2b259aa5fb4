"""How near off-policy estimates come to what a policy really brought.

A fashion shop showed 80 items at three places, at random in one log and by Thompson sampling
(BTS) in another. The clicks a row of the BTS log are the truth; the estimates of it are made from
the random log alone. The protocol is that of the example of the Open Bandit Pipeline: the random
log of the campaign "all" (10,000 rows) is drawn anew 30 times with replacement; BTS is simulated
from its published prior, as the package obp carries it; expected clicks come from a logistic
regression (C = 1000) for each place on the user's dummies and the item's features, by three-fold
cross-fitting; the error is ``|estimate / truth - 1|``, its mean over the 30 draws is told.

The prior is there where obp is installed; ``pip install --no-deps obp`` is enough, as it is not
imported. BTS as its own log shows it, the share of each item at each place, is told too.

    python -m benchmarks.models.open_bandit

prints the tables and writes them into docs/models.md; ``--dry`` only prints them.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from benchmarks.models.page import publish
from benchmarks.models.row import head, interval, line
from patron.offers.policy_value import Logged, Method, PolicyValue, policy_value

SHARED = Path(os.environ.get("PATRON_SHARED_DATA", "../shared/data"))
ITEMS, PLACES = 80, 3
DRAWS, FOLDS, SIMULATED = 30, 3, 100_000
BY_PRIOR = "BTS by its prior"
# What the README of the Open Bandit Pipeline's example states for the same protocol.
PUBLISHED = {
    "DM": "0.157 ± 0.110",
    "DR, optimistic shrinkage": "0.160 ± 0.110",
    "Switch-DR": "0.258 ± 0.161",
    "DR": "0.292 ± 0.315",
    "IPW": "0.311 ± 0.311",
    "SNIPW": "0.312 ± 0.335",
}


class Log(NamedTuple):
    """Rows of one policy: user, item shown, place and click."""

    user: np.ndarray
    item: np.ndarray
    place: np.ndarray
    click: np.ndarray
    propensity: np.ndarray

    def rows(self, wanted: np.ndarray) -> Self:
        """Return the `wanted` rows."""
        return type(self)(*(column[wanted] for column in self))


def read(policy: str, folder: Path = SHARED) -> Log:
    """Return the log of ``random`` or ``bts`` in the order of time."""
    table = pq.read_table(folder / "open_bandit" / f"{policy}_all.parquet").sort_by("timestamp")
    names = [name for name in table.column_names if name.startswith("user_feature")]
    numbers = ("item_id", "position", "click", "propensity_score")
    item, place, click, propensity = (table[name].to_numpy() for name in numbers)
    return Log(np.hstack([_dummies(table[n]) for n in names]), item, place - 1, click, propensity)


def _dummies(column: pa.ChunkedArray) -> np.ndarray:
    """Return a column for each value but the first."""
    values, code = np.unique(np.array(column.to_pylist()), return_inverse=True)
    return np.eye(len(values))[code][:, 1:]


def item_features(folder: Path = SHARED) -> np.ndarray:
    """Return the features of each item, shape (80, 4)."""
    table = pq.read_table(folder / "open_bandit" / "random_all_item_context.parquet")
    table = table.sort_by("item_id")
    texts = [np.array(table[f"item_feature_{n}"].to_pylist()) for n in (1, 2, 3)]
    codes = [np.unique(text, return_inverse=True)[1].astype(float) for text in texts]
    return np.column_stack([*codes, table["item_feature_0"].to_numpy()])


def prior_file() -> Path | None:
    """Return where obp keeps the priors of BTS, or None where it is not installed."""
    found = importlib.util.find_spec("obp")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "policy" / "conf" / "prior_bts.yaml"


def simulated_policy(file: Path, seed: int) -> np.ndarray:
    """Return the probability of each item at each place by Thompson sampling, shape (80, 3)."""
    prior = yaml.safe_load(file.read_text())["all"]
    random = np.random.default_rng(seed)
    shown = np.zeros((ITEMS, PLACES))
    for _ in range(SIMULATED // 1_000):
        drawn = random.beta(prior["alpha"], prior["beta"], size=(1_000, ITEMS))
        best = np.argsort(-drawn, axis=1)[:, :PLACES]
        shown += np.column_stack([np.bincount(column, minlength=ITEMS) for column in best.T])
    return np.asarray(shown / shown.sum(axis=0))


def logged_policy(log: Log) -> np.ndarray:
    """Return the share of each item at each place in a log, shape (80, 3)."""
    shown = np.zeros((ITEMS, PLACES))
    np.add.at(shown, (log.item, log.place), 1.0)
    return np.asarray(shown / shown.sum(axis=0))


def expected_clicks(log: Log, items: np.ndarray, seed: int) -> np.ndarray:
    """Return the expected click on each item by models that did not see the row, (n, 80)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold

    expected = np.empty((len(log.click), ITEMS))
    users = log.user.shape[1]
    for learn, held in KFold(FOLDS, shuffle=True, random_state=seed).split(log.user):
        for place in range(PLACES):
            rows = learn[log.place[learn] == place]
            model = LogisticRegression(C=1000, max_iter=10_000)
            model.fit(np.hstack([log.user[rows], items[log.item[rows]]]), log.click[rows])
            asked = held[log.place[held] == place]
            of_user = log.user[asked] @ model.coef_[0, :users] + model.intercept_[0]
            of_item = items @ model.coef_[0, users:]
            expected[asked] = 1 / (1 + np.exp(-(of_user[:, None] + of_item)))
    return expected


def estimates(
    log: Log, items: np.ndarray, shares: np.ndarray, samples: int, seed: int
) -> dict[str, PolicyValue]:
    """Return the value of a policy of item shares (80, 3) by each method."""
    expected = expected_clicks(log, items, seed)
    policy = shares.T[log.place]
    logged = Logged(log.item, log.click, log.propensity)
    methods: dict[str, Method] = {"IPS": "ips", "SNIPS": "snips", "DR": "dr"}
    found = {}
    for name, method in methods.items():
        guess = expected if method == "dr" else None
        found[name] = policy_value(logged, policy, seed, method, guess, samples)
    return found


def policies(bts: Log) -> Iterator[tuple[str, np.ndarray]]:
    """Yield BTS as its prior says, where that is at hand, and as its log shows it."""
    file = prior_file()
    if file is not None:
        yield BY_PRIOR, simulated_policy(file, seed=12345)
    yield "BTS by its log", logged_policy(bts)


def tables() -> str:
    """Return the estimates of each policy beside the truth, and how far they are off."""
    random, bts, items = read("random"), read("bts"), item_features()
    truth = float(bts.click.mean())
    made = []
    for name, shares in policies(bts):
        title = f"#### open_bandit all, random to {name}"
        told = f"BTS brought {truth:.5f} clicks a row."
        columns = head("estimate", "clicks a row", "effective rows", "relative error")
        lines = [title, "", told, "", *columns]
        whole = estimates(random, items, shares, samples=1000, seed=0)
        errors = _errors(random, items, shares, truth)
        for method, one in whole.items():
            told = interval(one.value, 5), f"{one.effective:,.0f}", errors[method]
            lines.append(line(f"patron, {method}", *told))
        if name == BY_PRIOR:
            lines += [line(f"published, {one}", "", "", said) for one, said in PUBLISHED.items()]
        made.append("\n".join(lines))
    return "\n\n".join(made)


def _errors(log: Log, items: np.ndarray, shares: np.ndarray, truth: float) -> dict[str, str]:
    """Return mean and spread of the relative error over draws of the log, by method."""
    errors: dict[str, list[float]] = {}
    for draw in range(DRAWS):
        # The published protocol draws with this generator; another would draw other rows.
        chosen = np.random.RandomState(draw).choice(len(log.click), len(log.click))
        found = estimates(log.rows(chosen), items, shares, samples=1, seed=12345)
        for method, one in found.items():
            errors.setdefault(method, []).append(abs(one.value.value / truth - 1))
    return {
        method: f"{np.mean(found):.3f} ± {np.std(found, ddof=1):.3f}"
        for method, found in errors.items()
    }


def main() -> None:
    """Print the tables and publish them, if the prior of BTS is at hand; a minute on one core."""
    if not (SHARED / "open_bandit").is_dir():
        print(f"open_bandit is left as it is: {SHARED} has none", file=sys.stderr)
        return
    text = tables()
    print(text)
    if prior_file() is None:
        print("obp is not installed, so docs/ are left as they are", file=sys.stderr)
    elif "--dry" not in sys.argv:
        publish("open_bandit", text)


if __name__ == "__main__":
    main()
