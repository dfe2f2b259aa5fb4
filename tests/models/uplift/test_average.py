import numpy as np
import pytest

from patron.models.uplift import Experiment, average_effects


def test_means_are_weighed_by_the_chances_of_the_draws():
    # Of two kinds of customers, those who buy anyway were drawn three times as often.
    treatment = np.array([1, 1, 1, 0, 1, 0, 0, 0])
    y = np.array([1, 1, 1, 1, 1, 0, 0, 0.0])
    chance = np.array([0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.75, 0.75])
    experiment = Experiment(np.zeros((8, 1)), treatment, y, chance)
    (found,) = average_effects(experiment, seed=0, samples=20)
    assert (found.drawn, found.held_out) == (4, 4)
    assert (found.with_offer, found.without) == pytest.approx((1.0, 0.5))
    assert found.effect.value == pytest.approx(0.5)


def test_each_offer_has_an_interval_that_holds_its_effect():
    random = np.random.default_rng(0)
    treatment = random.integers(3, size=3000)
    y = (random.random(3000) < np.array([0.2, 0.2, 0.4])[treatment]).astype(float)
    nothing, much = average_effects(Experiment(np.zeros((3000, 1)), treatment, y), 0, 200)
    assert nothing.effect.low < 0 < nothing.effect.high
    assert 0.1 < much.effect.low < 0.2 < much.effect.high < 0.3


def test_rows_of_one_customer_are_drawn_together():
    treatment, y = np.tile([0, 1], 200), np.tile([0.0, 1.0, 1.0, 0.0], 100)
    alone = Experiment(np.zeros((400, 1)), treatment, y)
    together = Experiment(np.zeros((400, 1)), treatment, y, customers=np.arange(400) // 200)
    (one,), (other,) = (average_effects(e, 0, 100) for e in (alone, together))
    assert one.effect.high - one.effect.low > other.effect.high - other.effect.low
