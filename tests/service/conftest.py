"""A small shop, built through the real functions: lake, history, models, bundle, live store."""

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pydantic.warnings import PydanticDeprecatedSince211

from patron.features import Feature, compute_features, load_features
from patron.history import History, micros, read_history, unify
from patron.identity import IdentityRules
from patron.lake import Lake
from patron.live import LiveStore
from patron.live.keyring import Keyring
from patron.live.keys import SCOPES, Granted
from patron.models import Model, write_bundle
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.hurdle_regressor import HurdleRegressor
from patron.pipeline.publish import publish
from patron.schema import (
    ATTRIBUTES,
    CUSTOMERS,
    DECISIONS,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    REASONS,
    SCORES,
)
from patron.training.train import declared

START = datetime(2024, 1, 1, tzinfo=UTC)
CUTOFF = datetime(2024, 10, 1, tzinfo=UTC)
AS_OF = datetime(2024, 12, 31, tzinfo=UTC)
HORIZON = timedelta(days=28)
PEOPLE = 300
ABOUT = """{"currency": "EUR", "policy": {
"rules": [{"type": "floor", "name": "not worth it", "at_least": 0.05}]}}"""
FEATURES = """
- {name: purchases, type: count, kind: purchase, windows: [P28D, P84D, ever], idea: frequency}
- {name: spend, type: total, column: amount, kind: purchase, windows: [P28D, ever], idea: spend}
- {name: last_purchase, type: recency, kind: purchase, idea: recency}
- {name: rhythm, type: rhythm, of: mean, kind: purchase, idea: regularity}
- {name: categories, type: distinct, column: category, kind: purchase, idea: variety}
- {name: own, type: share, column: amount, kind: purchase, part: {brand: own}, idea: taste}
- {name: income, type: attribute, attribute: income, order: [low, high], idea: income}
"""


@dataclass(frozen=True)
class Shop:
    """Where everything of the shop lies, and what batch scoring says of everybody."""

    folder: Path
    lake: Lake
    history: History
    models: dict[str, Model]
    bundles: Path
    url: str
    as_of: int
    scores: dict[str, pa.Table]

    @property
    def store(self) -> LiveStore:
        """A store of one's own."""
        return LiveStore(self.url)

    def customer(self, household: int) -> str:
        """Return the customer_id of a household."""
        return f"c{household:016x}"

    def batch(self, task: str) -> dict[str, dict[str, object]]:
        """Return the SCORES of a task by customer."""
        return {row["customer_id"]: row for row in self.scores[task].to_pylist()}

    def write_bundle(self, **texts: str) -> str:
        """Write the bundle again, with further texts."""
        return write_bundle(self.bundles, self.models, {"workspace.json": ABOUT, **texts})

    def publish(self) -> int:
        """Publish the lake again."""
        store = self.store
        rules = IdentityRules(trusted=("household",))
        count = publish(self.lake, store, self.as_of, "shop", rules=rules)
        store.close()
        return count

    def environment(self) -> dict[str, str]:
        """Return what tells the service where the shop is."""
        return {
            "PATRON_WORKSPACE": "shop",
            "PATRON_BUNDLE": str(self.bundles),
            "PATRON_DATABASE_URL": self.url,
            "PATRON_HOME": str(self.folder),
        }

    def key(self, *scopes: str, **granted: object) -> dict[str, str]:
        """Return the header of a new key; one for everything if no scope is named."""
        ring = Keyring(self.url)
        granted = Granted(frozenset(scopes or SCOPES), **{"rate": 1e6, **granted})
        _, token = ring.add("test", granted, now=0)
        ring.close()
        return {"authorization": f"Bearer {token}"}


def days(number: float) -> timedelta:
    return timedelta(days=float(number))


def interactions() -> pa.Table:
    """Return purchases at a pace of one's own; every third household stops in autumn."""
    random = np.random.default_rng(7)
    rows = []
    for household in range(PEOPLE):
        at, gap = START + days(random.uniform(0, 20)), random.uniform(4, 25)
        end = AS_OF - days(80 * random.random()) if household % 3 == 0 else AS_OF
        while at < end:
            rows.append(
                {
                    "source": "till",
                    "interaction_id": str(len(rows)),
                    "account": str(household),
                    "occurred_at": at,
                    "known_at": at,
                    "kind": "purchase",
                    "channel": "store",
                    "actor": "customer",
                    "item": f"item{random.integers(0, 12)}",
                    "quantity": 1.0,
                    "amount": round(float(random.gamma(2.0, 10.0)), 2),
                    "basket": f"b{len(rows)}",
                }
            )
            at += days(random.exponential(gap)) + timedelta(minutes=1)
    return INTERACTIONS.of(rows)


def fill(lake: Lake) -> None:
    people = [str(number) for number in range(PEOPLE)]
    lake.append(INTERACTIONS, interactions())
    lake.append(
        ITEMS,
        ITEMS.of(
            {"item": f"item{n}", "category": f"kind{n % 4}", "brand": "own" if n % 2 else "other"}
            # The eleventh item is bought, but no source lists it.
            for n in range(11)
        ),
    )
    lake.append(
        ATTRIBUTES,
        ATTRIBUTES.of(
            {
                "source": "till",
                "account": person,
                "name": "income",
                "value": "high" if int(person) % 2 else "low",
                "known_at": START,
            }
            for person in people
            if int(person) % 5
        ),
    )
    known = {"source": "till", "known_at": START}
    identifiers = [
        {**known, "account": person, "id_type": "household", "id_value": person}
        for person in people
    ]
    identifiers += [
        {**known, "account": "1", "id_type": "email", "id_value": " Ann@Example.org "},
        {**known, "account": "1", "id_type": "phone", "id_value": "555-1"},
        {**known, "account": "2", "id_type": "phone", "id_value": "5551"},
    ]
    lake.append(IDENTIFIERS, IDENTIFIERS.of(identifiers))
    lake.append(
        CUSTOMERS,
        CUSTOMERS.of(
            {**known, "account": person, "customer_id": f"c{int(person):016x}"} for person in people
        ),
    )
    unify(lake)


def fit(
    history: History, features: list[Feature], task: str, estimator: object, money: bool
) -> Model:
    """Return a model of what happened in the 28 days after the cutoff."""
    cutoff = micros(CUTOFF)
    table = compute_features(history, features, [cutoff])
    X = np.column_stack([table[feature.name].to_numpy() for feature in features])
    future = history.after(cutoff, HORIZON)
    spent = np.bincount(
        future.owner, weights=future.numbers["amount"], minlength=len(history.customers)
    )
    y = spent if money else (spent == 0).astype(float)
    estimator.fit(X, y).calibrate(X, y)
    answers = np.sort(estimator.answer(X))
    return Model(
        task=task,
        kind=task,
        estimator_kind=type(estimator).__module__.rpartition(".")[2],
        estimator=estimator,
        columns=tuple(feature.name for feature in features),
        features=tuple(declared(feature) for feature in features),
        horizon_days=28.0,
        trained_until=CUTOFF + HORIZON,
        reference=tuple(answers.tolist()),
    )


def score(history: History, features: list[Feature], model: Model, as_of: int) -> pa.Table:
    table = compute_features(history, features, [as_of])
    X = np.column_stack([table[name].to_numpy() for name in model.columns])
    customers = table["customer_id"].to_numpy(zero_copy_only=False)
    cutoff = np.full(len(customers), as_of)
    return model.score(customers, None, cutoff, X, model.name)


def decide(lake: Lake) -> None:
    """Decide by hand about two households: the first gets a voucher, the second nothing."""
    ann, bob = f"c{1:016x}", f"c{2:016x}"
    nothing = {"cutoff": AS_OF, "offer": "nothing", "type": "nothing", "cost": 0.0, "value": 0.0}
    mail = {"cutoff": AS_OF, "offer": "voucher", "type": "retain", "channel": "mail", "cost": 0.5}
    sent = {**mail, "customer_id": ann, "item": "item3", "p": 0.5, "value": 2.0, "chosen": True}
    beaten = {**nothing, "customer_id": ann, "chosen": False, "refused_by": "better offer"}
    refused = {**mail, "customer_id": bob, "item": "item4", "p": 0.1, "value": -0.25}
    refused |= {"chosen": False, "refused_by": "not worth it"}
    quiet = {**nothing, "customer_id": bob, "chosen": True}
    lake.replace(DECISIONS, DECISIONS.of([quiet, refused, beaten, sent]))

    task = {"customer_id": ann, "cutoff": AS_OF, "task": "next_offer"}
    ranked = {**task, "model": "ranker-1", "percentile": 98.0, "band": "high"}
    scores = [
        {**ranked, "item": "item3", "score": 0.5},
        {**ranked, "item": "item4", "score": 0.6},
        {**ranked, "item": "item9", "score": 0.9, "cutoff": CUTOFF},
    ]
    lake.replace(SCORES, SCORES.of(scores))
    reasons = [
        {**task, "item": "item3", "rank": rank, "idea": idea, "contribution": 0.3 / rank}
        for rank, idea in ((2, "habit"), (1, "popularity"))
    ]
    lake.replace(REASONS, REASONS.of({**row, "sentence": "because"} for row in reasons))


@pytest.fixture(scope="session")
def build_shop():
    """Return a function that builds the shop in a folder."""

    def build(folder: Path) -> Shop:
        lake = Lake(folder / "data" / "lake" / "shop", threads=1)
        fill(lake)
        decide(lake)
        (folder / "features.yaml").write_text(FEATURES, encoding="utf-8")
        features = load_features(folder / "features.yaml")
        history = read_history(lake)
        # The second model leaves a feature out, as a model's file may ask for.
        models = {
            "churn": fit(history, features, "churn", BoostedClassifier(trees=40), False),
            "lifetime_value": fit(
                history, features[1:], "lifetime_value", HurdleRegressor(trees=40), True
            ),
        }
        as_of = micros(AS_OF)
        scores = {task: score(history, features, model, as_of) for task, model in models.items()}
        shop = Shop(
            folder,
            lake,
            history,
            models,
            folder / "models" / "bundle" / "shop",
            f"sqlite:///{folder}/data/live/shop.db",
            as_of,
            scores,
        )
        shop.write_bundle()
        shop.publish()
        return shop

    return build


@pytest.fixture(scope="session")
def shop(build_shop, tmp_path_factory):
    """Return the shop; who changes it builds one of their own."""
    return build_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def client(shop):
    """Return a client of the service over the shop; BentoML takes one a process."""
    from starlette.testclient import TestClient

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # BentoML 1.4 uses what pathspec and pydantic have deprecated.
        warnings.filterwarnings("ignore", "GitWildMatchPattern", DeprecationWarning)
        warnings.simplefilter("ignore", PydanticDeprecatedSince211)
        for name, value in shop.environment().items():
            patch.setenv(name, value)
        patch.setenv("BENTOML_DO_NOT_TRACK", "True")
        from patron.service.scoring import Scoring

        with TestClient(Scoring.to_asgi(), headers=shop.key()) as client:
            yield client


@pytest.fixture
def key(client, shop):
    """Return a function that makes a key of which the service knows at once."""
    from bentoml import get_current_service

    def make(*scopes, **granted):
        header = shop.key(*scopes, **granted)
        get_current_service().access.keys.look()
        return header

    return make


@pytest.fixture
def audit(client):
    """Return a function that gets the rows of the audit log about a customer."""
    from bentoml import get_current_service

    def look(customer_id):
        trail = get_current_service().access.trail
        trail.flush()
        return trail._audit.of_customer(customer_id)

    return look
