from datetime import timedelta

import numpy as np
import pytest

from patron.models.column import Column
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.tasks.next_offer import NextOffer
from patron.training import Frame, grade
from patron.training.grade import MAY_BE_CHAMPION, _letter

CHURN = Churn(name="churn", horizon=timedelta(days=30))
VALUE = LifetimeValue(name="value", horizon=timedelta(days=30))
OFFER = NextOffer(name="offer", horizon=timedelta(days=30), at=1)
N = 400


def frame(label, item=None, customer=None, missed=(), **columns):
    n = len(label)
    whose = np.array(missed, np.int64)
    return Frame(
        np.arange(n) if customer is None else np.array(customer),
        np.full(n, -1) if item is None else np.array(item),
        np.zeros(n, np.int64),
        columns,
        np.asarray(label, float),
        (whose, np.zeros(len(whose), np.int64)),
    )


@pytest.mark.parametrize(
    ("difference", "low", "high", "letter"),
    [
        (0.1, 0.01, 0.2, "A"),
        (0.1, 0.0, 0.2, "B"),
        (0.1, -0.1, 0.2, "B"),
        (0.0, -0.1, 0.1, "C"),
        (-0.1, -0.2, 0.0, "C"),
        (-0.1, -0.2, -0.01, "D"),
        (float("nan"), float("nan"), float("nan"), "D"),
    ],
)
def test_letters_say_whether_chance_could_explain_it(difference, low, high, letter):
    assert _letter({"difference": difference, "low": low, "high": high}) == letter
    assert (letter in MAY_BE_CHAMPION) == (difference > 0)


@pytest.fixture
def noisy():
    """Return labels, and scores that see them through little and through much noise."""
    random = np.random.default_rng(0)
    label = (random.random(N) < 0.3).astype(float)
    return label, label + random.normal(0, 0.4, N), label + random.normal(0, 2.0, N)


def rule(name, column):
    return Column(name=name, column=column, missing=0)


def test_the_best_formula_on_the_same_rows_is_the_one_to_beat(noisy):
    label, sharp, blurred = noisy
    test = frame(label, blurred=blurred, sharp=sharp)
    both = [rule("weak", "blurred"), rule("strong", "sharp")]
    answer = np.clip(label * 0.98 + 0.01, 0, 1)
    better = grade(CHURN, "m", test, test, answer, None, both, seed=0)
    assert (better.grade, better.strongest) == ("A", "strong")
    worse = grade(CHURN, "m", test, test, np.clip(blurred, 0, 1), None, both, seed=0)
    assert (worse.grade, worse.strongest) == ("D", "strong")
    assert better.metrics["auc"] == 1.0


def test_one_row_is_decisive_and_every_formula_is_in_every_metric(noisy):
    label, sharp, blurred = noisy
    test = frame(label, blurred=blurred, sharp=sharp)
    both = [rule("weak", "blurred"), rule("strong", "sharp")]
    told = grade(CHURN, "m", test, test, np.clip(sharp, 0, 1), None, both, 0).table.to_pylist()
    [decisive] = [row for row in told if row["decisive"]]
    assert (decisive["metric"], decisive["formula"]) == ("auc", "strong")
    compared = {(r["metric"], r["formula"]) for r in told if r["formula"]}
    assert compared == {
        (m, f) for m in ("auc", "average_precision", "top_decile_lift") for f in ("weak", "strong")
    }
    assert {r["metric"] for r in told if r["formula"] is None} == {
        "base_rate", "log_loss", "brier", "calibration_error",
    }  # fmt: skip
    assert [r["grade"] for r in told if not r["decisive"] and r["grade"]] == []


def test_the_same_seed_gives_the_same_interval(noisy):
    label, sharp, blurred = noisy
    test = frame(label, blurred=blurred)

    def bounds(seed):
        told = grade(
            CHURN, "m", test, test, np.clip(sharp, 0, 1), None, [rule("w", "blurred")], seed
        )
        return [(row["low"], row["high"]) for row in told.table.to_pylist()]

    assert str(bounds(0)) == str(bounds(0)) != str(bounds(1))


def test_without_a_formula_anything_is_compared_with_saying_nothing(noisy):
    label, sharp, _ = noisy
    test = frame(label)
    told = grade(CHURN, "m", test, test, np.clip(sharp, 0, 1), None, [], seed=0)
    assert told.grade == "A"
    [decisive] = [row for row in told.table.to_pylist() if row["decisive"]]
    assert decisive["formula_value"] == 0.5


def test_money_is_graded_by_order_and_its_interval_by_what_it_covers():
    worth = np.arange(1.0, 101.0)
    test = frame(worth, spend=worth[::-1].copy())
    bounds = np.column_stack([worth - 1, np.where(worth <= 80, worth + 1, worth - 0.5)])
    told = grade(VALUE, "m", test, test, worth, bounds, [rule("spend", "spend")], seed=0)
    assert (told.grade, told.metrics["gini"]) == ("A", pytest.approx(1.0))
    assert told.metrics["interval_coverage"] == pytest.approx(0.8)
    assert (told.metrics["mean_label"], told.metrics["mae"]) == (50.5, 0.0)


def test_what_was_no_candidate_counts_as_missed_in_a_ranking():
    # Two customers with two candidates each; the second took something else, too.
    test = frame([1, 0, 1, 0], item=[0, 1, 0, 1], customer=[0, 0, 1, 1], missed=[1], c=np.zeros(4))
    told = grade(OFFER, "m", test, test, np.array([0.9, 0.1, 0.9, 0.1]), None, [rule("c", "c")], 0)
    assert told.metrics["recall_at_1"] == pytest.approx((1 + 1 / 2) / 2)
    assert told.metrics["hit_rate_at_1"] == 1.0


def test_repeats_and_new_items_are_ranked_apart():
    from dataclasses import replace

    given = frame(
        [1, 0, 0, 1], item=[0, 1, 2, 3], customer=[7, 7, 7, 7], missed=[7], pop=np.ones(4)
    )
    given = replace(
        given,
        untried=np.array([False, False, True, True]),
        missed_untried=np.array([True]),
        catalogue=8,
    )
    # The repeat is found first; the new item comes second, and another one was never proposed.
    answer = np.array([0.9, 0.5, 0.4, 0.3])
    graded = grade(OFFER, "m", given, given, answer, None, [rule("pop", "pop")], 0)
    assert graded.metrics["ndcg_at_1_repeat"] == 1.0
    assert graded.metrics["ndcg_at_1_new"] == 0.0
    assert graded.metrics["coverage_at_1"] == 1 / 8
