import json
from datetime import timedelta

import numpy as np
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.errors import ConfigError, CutoffError
from patron.features import Feature
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.models import Model
from patron.tasks.churn import Churn
from patron.training import make_frame, train


@pytest.fixture
def trained(history, task, features, spec):
    return train(history, task, features, spec, trials=0, seed=0)


def test_a_model_knows_all_that_is_needed_to_use_it_again(trained, history, task, features):
    model = Model.from_files(trained.model.files())
    assert (model.task, model.kind, model.horizon_days) == ("churn", "churn", 20.0)
    assert model.columns == ("days", "purchases")
    known = kinds(Feature, "patron.features")
    assert [build(entry, known, "stored") for entry in model.features] == features
    assert int(model.trained_until.timestamp()) * 1_000_000 == trained.cutoffs.test
    frame = make_frame(history, task, features, [trained.cutoffs.test])
    X = frame.matrix(model.columns)
    np.testing.assert_array_equal(model.estimator.answer(X), trained.model.estimator.answer(X))
    assert model.facts["grade"] == trained.graded.grade
    assert list(model.reference) == sorted(model.reference)


def test_the_same_history_makes_the_same_model_to_the_byte(trained, history, task, features, spec):
    again = train(history, task, features, spec, trials=0, seed=0)
    assert again.model.files() == trained.model.files()
    assert again.graded.table.equals(trained.graded.table)


def test_what_happens_after_the_judged_window_changes_no_model(
    trained, history, task, features, spec
):
    # The same history, of which the last part of the last day has not happened yet.
    end = trained.cutoffs.test + 20 * DAY
    shorter = history.where(history.occurred_at <= end)
    assert len(shorter) < len(history)
    if shorter.end // DAY == history.end // DAY:
        again = train(shorter, task, features, spec, trials=0, seed=0)
        assert again.model.files() == trained.model.files()


def test_the_judged_window_teaches_nothing(trained, history, task, features, spec):
    # Of every second customer nothing is left of the judged window.
    judged = history.occurred_at > trained.cutoffs.test
    kept = ~judged | (history.owner % 2 == 0)
    assert history.where(kept).end // DAY == history.end // DAY
    other = train(history.where(kept), task, features, spec, trials=0, seed=0)
    mine, theirs = trained.model.estimator.files(), other.model.estimator.files()
    assert mine == theirs
    assert other.graded.metrics["base_rate"] > trained.graded.metrics["base_rate"]


def test_grades_carry_the_models_final_name(trained):
    names = set(trained.graded.table["model"].to_pylist())
    assert names == {trained.model.name}
    assert json.dumps(trained.model.facts)


def test_features_that_the_model_must_not_use_serve_formulas_only(history, task, features, spec):
    blind = spec.model_copy(update={"without": ("days",)})
    found = train(history, task, features, blind, trials=0, seed=0)
    assert found.model.columns == ("purchases",)
    assert found.graded.strongest == "recency rule"


def test_a_model_without_features_is_refused(history, task, features, spec):
    bare = spec.model_copy(update={"without": ("*",)})
    with pytest.raises(ConfigError, match=r"without \['\*'\] leaves no feature of the 2"):
        train(history, task, features, bare, trials=0, seed=0)


def test_a_formula_of_an_unknown_feature_is_refused(history, task, features, spec):
    with pytest.raises(ConfigError, match=r"'recency rule' .* \['days'\], but features\.yaml"):
        train(history, task, features[1:], spec, trials=0, seed=0)


def test_answers_that_are_all_alike_are_refused(history_of, task, features, spec):
    rows = [{"who": f"c{n}", "at": np.datetime64((19_000 + 5 * k) * DAY, "us").item()}
            for n in range(5) for k in range(40)]  # fmt: skip
    with pytest.raises(CutoffError, match=r"all 15 answers to learn from are the same \(0\)"):
        train(history_of(*rows), task, features, spec, trials=0, seed=0)
    long = task.model_copy(update={"horizon": timedelta(days=90)})
    with pytest.raises(CutoffError, match="needs a history of at least"):
        train(history_of(*rows), long, features, spec, trials=0, seed=0)


def test_a_model_learns_whose_contract_ends(history_of, features, spec):
    random = np.random.default_rng(0)
    start, rows = 19_000 * DAY, []
    for number in range(600):
        who, at = f"c{number:03}", random.uniform(0, 190)
        rows.append({"who": who, "at": start + int(at * DAY), "kind": "start"})
        # Who uses it most is who stays.
        ends = at + random.exponential(20 if number % 2 else 400)
        uses = np.arange(at, min(ends, 200), 10 if number % 2 else 2)
        rows += [{"who": who, "at": start + int(day * DAY)} for day in uses]
        if ends < 200:
            rows.append({"who": who, "at": start + int(ends * DAY), "kind": "cancel"})
    task = Churn(
        name="churn",
        kind="start",
        ends_with="cancel",
        lead=timedelta(days=5),
        horizon=timedelta(days=20),
        cutoffs=3,
    )
    made = [{**row, "at": np.datetime64(row["at"], "us").item()} for row in rows]
    found = train(history_of(*made), task, features, spec, trials=0, seed=0)

    assert found.graded.metrics["auc"] > 0.7
    assert int(found.model.trained_until.timestamp()) * 1_000_000 == found.cutoffs.test
