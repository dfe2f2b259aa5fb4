import numpy as np
import pytest

from patron.world.goods import BY_TIER, make_goods
from patron.world.settings import World
from patron.world.words import KINDS


def test_products_depend_on_the_seed_alone():
    goods = make_goods(World(seed=1, customers=5))
    assert goods.table() == make_goods(World(seed=1, customers=9, weeks=50)).table()
    assert goods.table() != make_goods(World(seed=2)).table()


def test_each_kind_has_four_products_with_prices_and_margins():
    goods = make_goods(World())
    table = goods.table()
    assert table.num_rows == 4 * len(KINDS) == len(set(table["product"].to_pylist()))
    assert (goods.price > 0).all()
    assert ((goods.margin > 0) & (goods.margin < 1)).all()
    assert table["brand"].to_pylist()[3::4] == ["Hausmarke"] * len(KINDS)


def test_the_expected_margin_of_a_line_weighs_products_as_the_tier_takes_them():
    goods = make_goods(World())
    worth = (goods.price * goods.margin)[:4]
    assert goods.margin_of_line()[0, 0] == pytest.approx((BY_TIER[0] * worth).sum())
    assert np.allclose(BY_TIER.sum(1), 1)
