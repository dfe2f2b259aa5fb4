import pytest

from patron.service.draw import draw


def test_the_greatest_is_chosen_for_sure_where_nothing_is_explored():
    assert draw([0.0, 2.0, 2.0], 0.0, "d1") == (1, 1.0)
    assert draw([0.0], 0.0, "d1") == (0, 1.0)


def test_what_is_drawn_has_the_chance_that_is_told():
    drawn = [draw([0.0, 2.0, 1.0, -1.0], 0.4, f"d{n}") for n in range(2_000)]
    assert set(drawn) == {(0, 0.1), (1, 0.7), (2, 0.1), (3, 0.1)}
    shares = [sum(place == k for place, _ in drawn) / 2_000 for k in range(4)]
    assert shares == pytest.approx([0.1, 0.7, 0.1, 0.1], abs=0.03)


def test_the_same_seed_draws_the_same():
    assert draw([1.0, 2.0], 0.9, "d7") == draw([1.0, 2.0], 0.9, "d7")
