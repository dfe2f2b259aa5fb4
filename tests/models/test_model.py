import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from patron.errors import ModelError
from patron.models import Model
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.model import CARD, band_of

CUTOFF = 1_700_000_000_000_000


@pytest.fixture(scope="module")
def model():
    """Return a small model of churn on two features."""
    X = np.random.default_rng(0).normal(size=(300, 2))
    y = (X[:, 0] > 0).astype(float)
    estimator = BoostedClassifier(trees=5, leaves=3).fit(X, y).calibrate(X, y)
    return Model(
        task="churn",
        kind="churn",
        estimator_kind="boosted_classifier",
        estimator=estimator,
        columns=("a", "b"),
        features=({"type": "count", "name": "a"}, {"type": "count", "name": "b"}),
        horizon_days=30.0,
        trained_until=datetime(2024, 3, 1, tzinfo=UTC),
        reference=tuple(np.linspace(0, 1, 101).tolist()),
        facts={"grade": "B"},
    )


X = np.array([[1.0, 0.0], [-1.0, np.nan]])


def test_what_is_stored_answers_the_same_to_the_bit(model):
    again = Model.from_files(model.files())
    np.testing.assert_array_equal(again.estimator.answer(X), model.estimator.answer(X))
    assert again.files() == model.files()
    assert replace(again, estimator=None) == replace(model, estimator=None)
    assert again.name == model.name


def test_the_name_changes_with_the_content(model):
    assert model.name.startswith("churn-20240301-")
    assert replace(model, horizon_days=31.0).name != model.name


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: files.pop(CARD),
        lambda files: files.update({CARD: "{torn"}),
        lambda files: files.update({CARD: "[]"}),
        lambda files: files.update({CARD: files[CARD].replace('"columns"', '"colums"')}),
        lambda files: files.update({CARD: files[CARD].replace("2024-03-01", "yesterday")}),
        lambda files: files.pop("estimator.json"),
        lambda files: files.update({"estimator.json": "{}"}),
    ],
)
def test_a_damaged_store_is_refused(model, spoil):
    files = model.files()
    spoil(files)
    with pytest.raises(ModelError):
        Model.from_files(files)


def test_a_store_is_plain_text(model):
    assert set(json.loads(model.files()[CARD])) >= {"task", "columns", "features", "facts"}


def test_scores_carry_percentile_band_and_name(model):
    answers = model.estimator.answer(X)
    table = model.score(np.array(["ann", "bob"]), None, np.array([CUTOFF] * 2), X, "m1").to_pylist()
    assert [row["score"] for row in table] == answers.tolist()
    assert {(row["model"], row["item"], row["low"]) for row in table} == {("m1", None, None)}
    assert table[0]["percentile"] > table[1]["percentile"]


def test_a_row_of_another_width_is_refused(model):
    with pytest.raises(ModelError, match=r"churn model needs 2 features a row, .* shape \(1, 3\)"):
        model.score(np.array(["ann"]), None, np.array([CUTOFF]), np.zeros((1, 3)), "m1")
    with pytest.raises(ModelError, match=r"shape \(2,\)"):
        model.check_width(np.zeros(2))


def test_a_percentile_is_the_share_with_a_smaller_answer(model):
    quarters = replace(model, reference=(0.1, 0.2, 0.3, 0.4))
    assert quarters.percentile(np.array([0.0, 0.2, 0.25, 9.0])).tolist() == [0.0, 25.0, 50.0, 100.0]
    assert np.isnan(replace(model, reference=()).percentile(np.array([0.5]))).all()


def test_bands_start_at_their_percentile():
    found = [band_of(p) for p in (100.0, 90.0, 89.9, 70.0, 69.9, 0.0)]
    assert found == ["high", "high", "medium", "medium", "low", "low"]
    assert band_of(float("nan")) is None
