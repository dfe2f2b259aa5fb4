import numpy as np

from patron.world.life import NOT_ASKED
from patron.world.policy import NAMES


def test_nothing_happens_before_they_come_and_after_they_left(many):
    life, weeks = many.life, np.arange(len(many.life.present))[:, None]
    assert (life.present == ((many.people.joined <= weeks) & (weeks < life.left))).all()
    for counts in (life.store, life.online, life.extra, life.calls, life.bad_calls):
        assert (counts[~life.present] == 0).all()


def test_only_whom_offers_reach_is_asked_and_only_in_campaigns(many):
    asked = many.life.offer != NOT_ASKED
    assert not (asked & ~many.life.reached).any()
    weeks = np.flatnonzero(asked.any(1)).tolist()
    assert weeks == [week for week in range(len(asked)) if many.world.is_campaign(week)]


def test_an_offer_brings_as_many_baskets_as_its_truth_says(many, likely):
    life = many.life
    for offer in range(len(NAMES)):
        week, person = np.nonzero((life.offer == offer) & life.present)
        assert likely(many.nature.extra[person, offer], life.extra[week, person] > 0)


def test_those_held_out_buy_less_by_the_effect_of_the_offers(many):
    life, nature = many.life, many.nature
    week, person = np.nonzero((life.offer != NOT_ASKED) & life.present)
    offer = life.offer[week, person].astype(int)
    bought = (life.store + life.online + life.extra)[week, person] > 0
    gap = bought[offer > 0].mean() - bought[offer == 0].mean()
    silent = np.exp(-nature.baskets[person])
    truth = (silent * nature.extra[person, offer])[offer > 0].mean()
    error = (0.25 / (offer == 0).sum() + 0.25 / (offer > 0).sum()) ** 0.5
    assert abs(gap - truth) < 4 * error
    assert truth > 2 * error


def test_some_who_leave_say_so(many):
    gone = many.life.left <= many.world.all_weeks
    assert 0.2 < many.life.cancelled[gone].mean() < 0.4
    assert not many.life.cancelled[~gone].any()
