import numpy as np
import pytest

from patron.world.touchpoints.tills import place_in_basket, tills


def test_lines_are_numbered_within_their_receipts():
    assert place_in_basket(np.array([4, 4, 7, 9, 9, 9])).tolist() == [1, 2, 1, 1, 2, 3]
    assert place_in_basket(np.array([], int)).tolist() == []


def test_without_a_card_a_receipt_stands_for_itself(raws, many):
    raw = raws["tills"]
    rows = raw.rows.to_pandas()
    nameless = rows["card"].isna()
    account = np.array(raw.account.to_pylist())
    assert (account[nameless] == "receipt:" + rows.loc[nameless, "receipt"]).all()
    assert (account[~nameless] == rows.loc[~nameless, "card"]).all()
    shows = many.people.card[raw.person]
    assert nameless[~shows].all()
    assert nameless[shows].mean() == pytest.approx(0.15, abs=0.03)


def test_for_some_weeks_the_tills_wrote_utc(many):
    [raw] = tills(many)
    baskets, world = many.baskets, many.world
    kept = ~baskets.online[baskets.of] & (baskets.at[baskets.of] < world.end_at)
    at = baskets.at[baskets.of][kept]
    written = raw.rows["sold_at"].cast("timestamp[us]").cast("int64").to_numpy()
    hours = (written - at // 1_000_000 * 1_000_000) / 3.6e9
    week = (at - world.start_at) // (7 * 86_400_000_000)
    first, weeks = world.wrong_zone
    wrong = (week >= first) & (week < first + weeks)
    assert wrong.any()
    assert (hours[wrong] == 0).all()
    assert set(hours[~wrong]) == {1.0, 2.0}
