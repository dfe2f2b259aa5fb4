import numpy as np


def test_probabilities_are_probabilities(many):
    nature = many.nature
    for share in (nature.online, nature.seen, nature.p_late, nature.returns, nature.extra):
        assert ((share >= 0) & (share <= 1)).all()
    assert (nature.saves < 1).all()
    assert (nature.opt_out < 1).all()


def test_none_is_an_offer_without_effect_and_some_offers_drive_people_away(many):
    assert (many.nature.extra[:, 0] == 0).all()
    assert (many.nature.saves[:, 0] == 0).all()
    assert (many.nature.saves < 0).any()


def test_who_is_not_registered_neither_orders_nor_answers_offers(many):
    not_registered = ~many.people.registered
    assert (many.nature.online[not_registered] == 0).all()
    assert (many.nature.extra[not_registered] == 0).all()


def test_tastes_are_other_ones_after_the_drift(many):
    before, after = (np.diff(taste, axis=1, prepend=0.0) for taste in many.nature.tastes)
    assert np.allclose(before.sum(1), 1)
    assert np.allclose(after.sum(1), 1)
    assert np.abs(before - after).sum(1).mean() > 0.2


def test_the_drift_raises_the_hazard_of_the_price_sensitive(many):
    assert ((many.nature.drifts > 0) == (many.nature.price > 0.6)).all()
