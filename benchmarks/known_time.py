"""How much a past that was stitched together with today's links flatters a churn model.

People browse without saying who they are, and log in when they buy. Joined with all that became
known since, each past shows who was about to buy: their visits have a name, those of the others
have none. Prints what a model reaches on such a past, and what it reaches on the past as it was
known; once for a history with the last links applied to everything, once for patron's.

    python -m benchmarks.known_time --people 2000 --seed 1
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.features import Feature
from patron.features.count import Count
from patron.features.recency import Recency
from patron.features.tenure import Tenure
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.history import History, read_history, unify
from patron.identity import IdentityRules, customers_as_of, resolve
from patron.lake import Lake
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.metrics import auc
from patron.schema import ACCOUNTS, CUSTOMERS, IDENTIFIERS, INTERACTIONS, TIME
from patron.tasks.churn import Churn
from patron.training import make_frame

START, DAYS = 19_000, 240
LEARN, JUDGE = (90, 120, 150), 200
TASK = Churn(name="churn", horizon=timedelta(days=30), active_within=timedelta(days=90))
FEATURES: tuple[Feature, ...] = (
    Count(name="visits", idea="how often they look", kind="visit", window=timedelta(days=30)),
    Count(name="buys", idea="how often they buy", kind="purchase", window=timedelta(days=90)),
    Recency(name="since", idea="how recently they bought", kind="purchase"),
    Tenure(name="tenure", idea="how long they are a customer", kind="purchase"),
)


class Told(NamedTuple):
    """What the shop was told: INTERACTIONS, IDENTIFIERS and ACCOUNTS."""

    interactions: pa.Table
    identifiers: pa.Table
    accounts: pa.Table


class Reached(NamedTuple):
    """The area under the ROC curve of one model.

    Parameters
    ----------
    on_its_past
        On the judged window of the history that it was made from.
    as_known
        The same customers and answers, the features as they were known at the cutoff.
    """

    on_its_past: float
    as_known: float


def at(day: float) -> int:
    """Return a day of the example as microseconds since 1970."""
    return int((START + day) * DAY)


def simulate(people: int, seed: int) -> Told:
    """Return what people do who log in because they buy."""
    random = np.random.default_rng(seed)
    # Purchases: each person's own rate. Looking around comes to nothing as often as not.
    rate = random.gamma(1.2, 1 / 30, people)
    buyer = np.repeat(np.arange(people), random.poisson(rate * DAYS) + 1)
    bought, left = random.uniform(0, DAYS, (2, len(buyer)))
    # One cookie an episode, which ends with a purchase or without one, after some visits.
    end = np.append(bought, left)
    cookie = np.repeat(np.arange(len(end)), random.poisson(3, len(end)) + 1)
    visited = end[cookie] - random.uniform(0, 21, len(cookie))
    till, web = _named("u", buyer), _named("k", cookie)
    source = np.repeat(["till", "web"], [len(buyer), len(cookie)])
    kind = np.where(source == "till", "purchase", "visit")
    account, days = np.append(till, web), np.append(bought, visited)
    known = np.argsort(bought)
    logged_in = _named("k", np.arange(len(buyer)))
    return Told(
        _interactions(source, account, kind, days),
        pa.concat_tables(
            _identifiers(name, accounts[known], buyer[known], bought[known])
            for name, accounts in (("till", till), ("web", logged_in))
        ),
        _accounts(source, account, days),
    )


def history_of(folder: Path, told: Told, customers: pa.Table) -> History:
    """Return the history of CUSTOMERS, read from a lake of their own."""
    lake = Lake(folder)
    lake.replace(INTERACTIONS, told.interactions)
    lake.replace(CUSTOMERS, customers)
    unify(lake)
    return read_history(lake)


def as_known(customers: pa.Table) -> pa.Table:
    """Return CUSTOMERS with each link from the moment that it was known: as they are."""
    return customers


def stitched(customers: pa.Table) -> pa.Table:
    """Return CUSTOMERS with the last links applied to all that ever happened."""
    last = customers.filter(pc.is_null(customers["known_until"]))
    place = last.schema.get_field_index("known_at")
    return last.set_column(place, "known_at", pa.array([at(-99)] * len(last)).cast(TIME))


def reached(told: Told, way: Callable[[pa.Table], pa.Table], folder: Path, seed: int) -> Reached:
    """Return what a model reaches that was made from a history, and judged by two."""
    found = resolve(
        told.identifiers, told.accounts, IdentityRules(trusted=("email",), largest=1000)
    )
    whole = history_of(folder / "whole", told, way(found.customers))
    then = history_of(folder / "then", told, way(_known_by(found.customers, JUDGE)))
    learn = make_frame(whole, TASK, FEATURES, [at(day) for day in LEARN])
    judge = make_frame(whole, TASK, FEATURES, [at(JUDGE)])
    names = [feature.name for feature in FEATURES]
    model = BoostedClassifier(trees=60, leaves=8, random_state=seed, threads=1)
    model.fit(learn.matrix(names), learn.label)
    live = make_frame(then, TASK, FEATURES, [at(JUDGE)], labelled=False)
    # Who is asked about bought before the cutoff, by an account that had its name then.
    same = np.isin(then.customers[live.customer], whole.customers[judge.customer])
    return Reached(
        auc(judge.label, model.answer(judge.matrix(names))),
        auc(judge.label, model.answer(live.matrix(names)[same])),
    )


def _known_by(customers: pa.Table, day: int) -> pa.Table:
    """Return CUSTOMERS as they lay there on a day: what ended later had not ended."""
    moment = datetime.fromtimestamp(at(day) / 1e6, UTC)
    held = customers_as_of(customers, moment)
    return held.set_column(4, "known_until", pa.nulls(len(held), TIME))


def _named(letter: str, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(letter, numbers.astype(str))


def _times(days: np.ndarray) -> pa.Array:
    return pa.array(((START + days) * DAY).astype(np.int64)).cast(TIME)


def _interactions(
    source: np.ndarray, account: np.ndarray, kind: np.ndarray, days: np.ndarray
) -> pa.Table:
    n = len(days)
    given = {"source": source, "account": account, "kind": kind, "actor": ["customer"] * n}
    given |= {"interaction_id": np.arange(n).astype(str), "occurred_at": _times(days)}
    given |= {"known_at": _times(days)}
    rest = {name: pa.nulls(n) for name in INTERACTIONS.columns if name not in given}
    return INTERACTIONS.check(pa.table({**given, **rest}))


def _identifiers(
    source: str, account: np.ndarray, person: np.ndarray, days: np.ndarray
) -> pa.Table:
    """Return the e-mail address of each account, known when it was first given."""
    first = np.unique(account, return_index=True)[1]
    columns = {
        "source": [source] * len(first),
        "account": account[first],
        "id_type": ["email"] * len(first),
        "id_value": np.char.add(_named("p", person[first]), "@x.org"),
        "known_at": _times(days[first]),
    }
    return IDENTIFIERS.check(pa.table(columns))


def _accounts(source: np.ndarray, account: np.ndarray, days: np.ndarray) -> pa.Table:
    """Return ACCOUNTS: those of the till were there before those of the web."""
    rows = pa.table({"source": source, "account": account, "days": days})
    first = rows.group_by(["source", "account"]).aggregate([("days", "min")])
    first = first.sort_by([("source", "ascending"), ("days_min", "ascending")])
    columns = {
        "source": first["source"],
        "account": first["account"],
        "number": np.arange(len(first)),
        "known_at": _times(first["days_min"].to_numpy()),
    }
    return ACCOUNTS.check(pa.table(columns))


def measure(people: int, seed: int) -> dict[str, Reached]:
    """Return what models reach, by how their past was put together."""
    told = simulate(people, seed)
    found = {}
    with TemporaryDirectory() as folder:
        for name, way in (("last links on all", stitched), ("as known", as_known)):
            found[name] = reached(told, way, Path(folder) / name, seed)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| the past is stitched | AUC on that past | AUC as known at the cutoff | flattered by |")
    print("| --- | --- | --- | --- |")
    for name, found in measure(options.people, options.seed).items():
        gap = found.on_its_past - found.as_known
        print(f"| {name} | {found.on_its_past:.3f} | {found.as_known:.3f} | {gap:.3f} |")


if __name__ == "__main__":
    main()
