import numpy as np
import pytest

from patron.world.chain import EVEN, LEAVES, expect, hazard, next_mood, p_bad


def expected(many, week, weeks):
    life = many.life
    state = (life.mood[week].astype(int), life.reached[week])
    return expect(many.world, many.nature, many.people.joined, state, week, weeks)


def test_as_many_leave_as_the_chain_says(many, likely):
    for week in (10, 40):
        here = many.life.present[week]
        p = expected(many, week, 8).p_leaves[here]
        assert likely(p, many.life.left[here] <= week + 8)


def test_as_many_stay_away_as_the_chain_says(many, likely):
    baskets = many.baskets
    for week in (10, 40):
        here = many.life.present[week]
        p = expected(many, week, 8).p_stays_away[here]
        some = (baskets.week >= week) & (baskets.week < week + 8)
        some &= baskets.online | baskets.shown
        bought = np.bincount(baskets.person[some], minlength=len(here)) > 0
        assert likely(p, ~bought[here])


def test_margin_comes_as_the_chain_says(many):
    baskets, week = many.baskets, 10
    here = many.life.present[week]
    found = expected(many, week, 30)
    kept = baskets.paid * many.goods.margin[baskets.product] * (baskets.sent_back_at == 0)
    since = (baskets.week >= week) & (baskets.week < week + 30)
    seen = baskets.online | baskets.shown
    for truth, of in ((found.margin, since), (found.margin_seen, since & seen)):
        line = of[baskets.of]
        came = np.bincount(baskets.person[baskets.of[line]], kept[line], minlength=len(here))[here]
        error = (came - truth[here]).std() * len(came) ** 0.5
        assert abs(came.sum() - truth[here].sum()) < 4 * error


def test_over_no_weeks_nobody_leaves_and_over_one_the_hazard_says_who(many):
    week = 2
    even = (np.full(6_000, EVEN), np.zeros(6_000, bool))
    none = expect(many.world, many.nature, many.people.joined, even, week, 0)
    assert (none.p_leaves == 0).all()
    assert (none.p_stays_away == 1).all()
    one = expect(many.world, many.nature, many.people.joined, even, week, 1)
    assert one.p_leaves == pytest.approx(
        hazard(many.world, many.nature, week - many.people.joined, week)
    )
    silent = np.exp(-many.nature.baskets * many.nature.seen)
    assert one.p_stays_away == pytest.approx(silent)


def test_who_is_in_a_bad_mood_leaves_sooner(many):
    assert (np.diff(LEAVES) < 0).all()
    assert LEAVES[EVEN] == 1


def test_the_longer_a_customer_the_lower_the_hazard(many):
    new, old = (hazard(many.world, many.nature, np.full(6_000, t), 0) for t in (0, 100))
    assert (old <= new).all()


def test_a_bad_week_costs_a_mood_and_good_ones_bring_it_back(many):
    draw = many.draw("test")
    mood = np.full(10_000, 1)
    assert (next_mood(mood, np.ones(10_000, bool), draw) == 0).all()
    assert (next_mood(np.zeros(9, int), np.ones(9, bool), draw) == 0).all()
    later = next_mood(mood, np.zeros(10_000, bool), draw)
    assert (later == 2).mean() == pytest.approx(0.15, abs=0.02)


def test_late_orders_and_bad_calls_spoil_as_many_weeks_as_the_chain_says(many, likely):
    life = many.life
    for week in (10, 30):
        here = life.present[week]
        p = p_bad(many.nature, life.mood[week].astype(int))[here]
        assert likely(p, ((life.late[week] > 0) | (life.bad_calls[week] > 0))[here])
