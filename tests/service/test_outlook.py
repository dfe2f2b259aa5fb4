import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from patron.features import compute_features
from patron.history import micros
from patron.models import write_bundle
from patron.models.timing import fit_timing, steps
from patron.pipeline.outlook import Said, make_outlook
from patron.service.questions import Question
from patron.service.scorer import Scorer
from patron.service.watch import BundleWatch
from patron.tasks import declared
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.training import make_frame
from patron.training.declared import features_of

MONTH, FORTNIGHT = timedelta(28), timedelta(14)
CHURN = Churn(name="churn", horizon=MONTH, horizons=(FORTNIGHT,), lead=timedelta(2))
VALUE = LifetimeValue(name="lifetime_value", horizon=MONTH, margin=0.5)
HIGH_FROM = 40.0


@pytest.fixture(scope="module")
def models(shop):
    """Return the shop's models, that of churn with the timing of made-up purchases."""
    churn = shop.models["churn"]
    table = compute_features(shop.history, features_of(churn), [shop.as_of - micros(MONTH)])
    X = np.column_stack([table[name].to_numpy() for name in churn.columns])
    wait = np.random.default_rng(3).uniform(0.1, 28, len(X))
    timing = fit_timing(X, wait, steps(28.0, (14.0,)), (14.0,), is_leaving=False)
    return {**shop.models, "churn": replace(churn, timing=timing)}


@pytest.fixture
def scorer(shop, models, tmp_path):
    tasks = declared([CHURN, VALUE])
    about = {"currency": "EUR", "tasks": tasks, "high_value_from": HIGH_FROM}
    write_bundle(tmp_path, models, {"workspace.json": json.dumps(about)})
    watch = BundleWatch(tmp_path)
    watch.look()
    store = shop.store
    yield Scorer(store, watch)
    store.close()


@pytest.fixture(scope="module")
def batch(shop, models):
    """Return the outlook of a batch by customer_id."""
    said = []
    for task in (CHURN, VALUE):
        model = models[task.name]
        frame = make_frame(shop.history, task, features_of(model), [shop.as_of], labelled=False)
        said.append(Said(task, model, frame, model.estimator.answer(frame.matrix(model.columns))))
    rows = make_outlook(shop.history, said, shop.as_of).to_pylist()
    return {row["customer_id"]: row for row in rows}


@pytest.mark.parametrize("many", [1, 20])
def test_the_outlook_is_that_of_a_batch(scorer, shop, batch, many):
    names = [shop.customer(number) for number in range(many)]
    asked = Question(customers=names)
    for name, churn, value in zip(
        names, scorer.churn(asked), scorer.lifetime_value(asked), strict=True
    ):
        row = batch[name]
        [sooner] = churn.sooner
        assert (sooner.horizon_days, sooner.probability) == (14.0, row["churn_14d"])
        assert sooner.probability >= churn.probability
        assert churn.days_to_purchase == row["days_to_purchase"]
        assert churn.next_purchase_at == row["next_purchase_at"]
        assert value.historic == pytest.approx(row["historic"])
        assert value.total == pytest.approx(row["total"])
        assert value.high_value == (value.value >= HIGH_FROM)


def test_without_timing_and_tasks_nothing_is_told(client):
    churn = client.post("/churn", json={"customer": "household:1"}).json()
    assert (churn["sooner"], churn["days_to_purchase"], churn["next_purchase_at"]) == (
        [],
        None,
        None,
    )
    value = client.post("/lifetime_value", json={"customer": "household:1"}).json()
    assert {value[name] for name in ("historic", "total", "high_value")} == {None}
