import numpy as np
import pytest

from patron.world.baskets import choose
from patron.world.goods import PER_KIND


def test_there_are_as_many_baskets_as_life_counts(many):
    baskets, life = many.baskets, many.life
    counts = life.store.sum() + life.online.sum() + life.extra.sum()
    assert len(baskets.at) == counts
    assert baskets.late.sum() == life.late.sum()
    assert baskets.online.sum() == life.online.sum() + life.extra.sum()
    assert (np.diff(baskets.at) >= 0).all()


def test_what_is_paid_and_saved_is_the_price(many):
    baskets = many.baskets
    full = many.goods.price[baskets.product] * baskets.pieces
    assert baskets.paid + baskets.saved == pytest.approx(full, abs=0.02)


def test_only_orders_are_sent_back_and_later(many):
    baskets = many.baskets
    back = baskets.sent_back_at > 0
    assert baskets.online[baskets.of[back]].all()
    assert (baskets.sent_back_at[back] > baskets.at[baskets.of[back]]).all()


def test_a_card_is_shown_in_a_store_by_who_has_one(many):
    shown = many.baskets.shown
    assert not (shown & many.baskets.online).any()
    assert many.people.card[many.baskets.person[shown]].all()


def test_people_buy_what_they_like(many):
    draw = many.draw("test")
    person = np.repeat([7, 11], 20_000)
    drifted = np.repeat([False, True], 20_000)
    kind = choose(many.nature, person, drifted, draw)
    for who, taste in ((7, many.nature.tastes[0]), (11, many.nature.tastes[1])):
        shares = np.bincount(kind[person == who], minlength=taste.shape[1]) / 20_000
        assert shares == pytest.approx(np.diff(taste[who], prepend=0.0), abs=0.02)
    assert len(many.goods.price) == PER_KIND * many.goods.kinds
