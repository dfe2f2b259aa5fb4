"""The shop that is asked about: made-up customers of 200 interactions each, and three models.

Its bundle and its live store are what `patron train` and `patron score` would write, so that the
service cannot tell them from a real shop's. Churn and lifetime value are trees beside which a
formula answers, as in the demo; next offer is a ranking of 20 items a customer.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.features.make_data import END, ITEMS, SEED, batch_of
from patron.features import Feature, compute_features, load_features
from patron.history import MICROSECONDS_A_DAY, History
from patron.history.read import make_history
from patron.live import LiveCustomer, LiveStore
from patron.live.customer import Grant
from patron.live.keyring import Keyring
from patron.live.keys import Granted
from patron.models import Model, write_bundle
from patron.models.beta_geo import BetaGeo
from patron.models.boosted import Boosted
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.hurdle_regressor import HurdleRegressor
from patron.models.population import usual_of
from patron.schema import HISTORY, TEXT, TIME
from patron.schema import ITEMS as ITEM_TABLE
from patron.training.train import declared

FEATURES = Path(__file__).parent / "features.yaml"
WORKSPACE = "bench"
CUSTOMERS, ROWS = 1_000, 200
# Otherwise as `patron train` grows them unless a search says otherwise.
TREES = 500
HORIZON_DAYS = 28
RANKED, TOLD = 20, 3
UNTIL = int(END)
FORMULA = {
    "frequency": "repeat_visits",
    "recency": "active_span_days",
    "age": "tenure_days",
    "monetary": "spend_per_repeat_visit",
}
POLICY = {
    "offers": [
        {"name": "reminder", "type": "replenish", "channel": "email", "cost": 0.05, "margin": 0.3},
        {"name": "voucher", "type": "retain", "channel": "email", "cost": 1.0, "margin": 0.3}
        | {"saves": 0.15},
    ],
    "rules": [
        {"name": "no consent", "type": "consent", "unless_said": "refused"},
        {"name": "made lately", "type": "once", "within": "P28D"},
        {"name": "not worth it", "type": "floor", "at_least": 0.05},
    ],
}


@dataclass(frozen=True)
class Shop:
    """Where the shop lies.

    Parameters
    ----------
    folder
        Of everything.
    customers
        customer_ids.
    key
        A key for every question.
    """

    folder: Path
    customers: tuple[str, ...]
    key: str

    def environment(self) -> dict[str, str]:
        """Return what tells the service where the shop is."""
        return {
            "PATRON_WORKSPACE": WORKSPACE,
            "PATRON_BUNDLE": str(self.folder / "bundle"),
            "PATRON_DATABASE_URL": _url(self.folder),
            "PATRON_HOME": str(self.folder),
            "BENTOML_DO_NOT_TRACK": "True",
            "MLFLOW_DISABLE_TELEMETRY": "true",
        }

    @property
    def trees(self) -> Path:
        """The churn model as LightGBM wrote it, for the other contenders."""
        return self.folder / "churn.txt"

    @property
    def rows(self) -> Path:
        """The features of each customer, as JSON: names, and a list of values each."""
        return self.folder / "rows.json"


def make_shop(folder: Path, customers: int = CUSTOMERS, trees: int = TREES) -> Shop:
    """Return the shop, made in a folder."""
    table = _history(customers)
    catalogue = _catalogue()
    past = make_history(table, catalogue)
    features = load_features(FEATURES)
    models = _models(past, features, trees)
    about = json.dumps({"currency": "EUR", "policy": POLICY})
    write_bundle(folder / "bundle", models, {"workspace.json": about})
    names = tuple(past.customers.tolist())
    store = LiveStore(_url(folder))
    store.publish(_customers(table, catalogue, names), UNTIL, WORKSPACE, {})
    store.close()
    keys = Keyring(_url(folder))
    _, key = keys.add("load", Granted(frozenset({"score", "explain", "decide"}), rate=1e6), now=0)
    keys.close()
    shop = Shop(folder, names, key)
    shop.trees.write_text(models["churn"].estimator.files()["score.txt"], encoding="utf-8")
    X = _features(past, features, UNTIL)
    rows = [[None if np.isnan(value) else value for value in row] for row in X.tolist()]
    shop.rows.write_text(json.dumps({"columns": [one.name for one in features], "rows": rows}))
    return shop


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/shop.db"


def _history(customers: int) -> pa.Table:
    counts = np.full(customers, ROWS)
    batch = batch_of(counts, 0, 0, np.random.default_rng(SEED))
    return HISTORY.check(pa.Table.from_batches([batch], HISTORY.schema))


def _catalogue() -> pa.Table:
    return ITEM_TABLE.of(
        {"item": f"item{n:04d}", "category": f"category{n % 12}", "brand": f"brand{n % 40}"}
        for n in range(ITEMS)
    )


def _features(past: History, features: list[Feature], cutoff: int) -> np.ndarray:
    table = compute_features(past, features, [cutoff])
    return np.column_stack([table[one.name].to_numpy() for one in features])


def _models(past: History, features: list[Feature], trees: int) -> dict[str, Model]:
    """Return models of what happened in the four weeks after a cutoff before the end."""
    cutoff = UNTIL - HORIZON_DAYS * MICROSECONDS_A_DAY
    X = _features(past, features, cutoff)
    future = past.after(cutoff, timedelta(days=HORIZON_DAYS))
    amount = np.nan_to_num(future.numbers["amount"])
    spent = np.bincount(future.owner, weights=amount, minlength=len(past.customers))
    known = np.isin(past.customers, compute_features(past, features, [cutoff])["customer_id"])
    spent = spent[known]
    knobs: dict[str, Any] = {"trees": trees, "threads": 1}
    return {
        "churn": _fit("churn", BoostedClassifier(**knobs), features, X, (spent == 0) + 0.0),
        "lifetime_value": _fit("lifetime_value", HurdleRegressor(**knobs), features, X, spent),
    }


def _fit(
    task: str, estimator: Boosted, features: list[Feature], X: np.ndarray, y: np.ndarray
) -> Model:
    columns = [one.name for one in features]
    answers = "churn" if task == "churn" else "value"
    formula = BetaGeo(name="BG/NBD", answers=answers, **FORMULA)
    estimator.fit(X, y)
    estimator.stand_beside([formula], columns, HORIZON_DAYS, X, y, X).calibrate(X, y)
    return Model(
        task=task,
        kind=task,
        estimator_kind=type(estimator).__module__.rpartition(".")[2],
        estimator=estimator,
        columns=tuple(columns),
        features=tuple(declared(one) for one in features),
        horizon_days=float(HORIZON_DAYS),
        trained_until=datetime.fromtimestamp(UNTIL / 1e6, UTC),
        reference=tuple(np.sort(estimator.answer(X)).tolist()),
        population=usual_of(columns, X),
    )


def _customers(
    table: pa.Table, catalogue: pa.Table, names: tuple[str, ...]
) -> Iterator[LiveCustomer]:
    facts = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
    places = np.char.replace(
        table["item"].fill_null("item0000").to_numpy(zero_copy_only=False).astype(str), "item", ""
    ).astype(int)
    for number, name in enumerate(names):
        rows = slice(number * ROWS, (number + 1) * ROWS)
        yield LiveCustomer(
            name,
            table.slice(rows.start, ROWS),
            catalogue.take(pa.array(np.unique(places[rows]))),
            facts.empty_table(),
            answers=_stored(number),
            number=number,
            accounts=(("made", name),),
            consents=(Grant("email", True, 0),),
        )


def _stored(number: int) -> dict[str, str]:
    """Return what the last scoring said of a customer's items, and offered."""
    items = [f"item{(number * 7 + place) % ITEMS:04d}" for place in range(RANKED)]
    reasons = [
        {"idea": f"idea {n}", "contribution": 0.1 / (n + 1), "sentence": f"Fact {n} of the item"}
        for n in range(TOLD)
    ]
    ranked = [
        {"cutoff": UNTIL, "item": item, "score": 0.5 / (place + 1), "percentile": 90.0 - place}
        | {"band": "high", "model": "next_offer-1", "reasons": reasons}
        for place, item in enumerate(items)
    ]
    offered = [
        {
            "cutoff": UNTIL,
            "offer": "reminder",
            "item": item,
            "type": "replenish",
            "channel": "email",
        }
        | {"p": 0.5 / (place + 1), "cost": 0.05, "value": 2.0 / (place + 1), "chosen": place == 0}
        | {"refused_by": "better offer" if place else None}
        for place, item in enumerate(items)
    ]
    return {"next_offer": json.dumps(ranked), "decisions": json.dumps(offered)}
