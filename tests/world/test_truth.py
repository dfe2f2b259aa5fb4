import numpy as np
import pyarrow as pa
import pytest

from patron.world.block import Raw
from patron.world.truth import accounts_of, truth_of


@pytest.fixture(scope="module")
def truth(many):
    return truth_of(many)


def test_an_account_that_people_share_has_a_row_for_each():
    rows = pa.table({"n": [1, 2, 3]})
    raw = Raw("web", rows, pa.array(["x", "y", "x"]), np.array([0, 1, 1]))
    found = accounts_of([raw], np.array([50, 51]))
    assert sorted(zip(*found.to_pydict().values(), strict=True)) == [
        ("web", "x", 50),
        ("web", "x", 51),
        ("web", "y", 51),
    ]


def test_who_stays_has_not_left(truth, many):
    gone = np.array(truth["people"]["left_at"].is_valid())
    assert (gone == (many.life.left <= many.world.all_weeks)).all()


def test_of_those_who_left_all_is_certain(truth):
    rows = truth["expected"].to_pandas()
    gone = rows[~rows["is_customer"]]
    assert len(gone) > 100
    assert (gone[["p_leaves_8w", "p_stays_away_8w"]] == 1).all(axis=None)
    assert (gone[["margin_8w", "margin_52w"]] == 0).all(axis=None)
    assert not gone["came_purchase_8w"].any()


def test_expectations_agree_with_what_came(truth, likely):
    rows = truth["expected"].to_pandas()
    here = rows[rows["is_customer"]]
    for _, at in here.groupby("at"):
        assert likely(at["p_stays_away_8w"], ~at["came_purchase_8w"])
        assert likely(at["p_leaves_8w"], at["came_left_8w"])
        error = (at["came_margin_seen_8w"] - at["margin_seen_8w"]).std() * len(at) ** 0.5
        assert abs((at["came_margin_seen_8w"] - at["margin_seen_8w"]).sum()) < 4 * error
    assert (here["margin_52w"] >= here["margin_8w"]).all()
    assert (here["margin_52w"] >= here["margin_seen_52w"] - 1e-9).all()


def test_every_registered_person_has_an_effect_of_every_offer(truth, many):
    offers = truth["offers"].to_pandas()
    assert len(offers) == 4 * many.people.registered.sum()
    gift = offers[offers["offer"] == "stay gift"]
    others = offers[offers["offer"] != "stay gift"]
    assert gift["saves"].mean() > others["saves"].mean()
    assert (offers["purchase"] >= 0).all()


def test_tastes_are_shares(truth):
    shares = np.stack(truth["tastes"]["kinds"].to_numpy())
    assert shares.sum(1) == pytest.approx(1, abs=1e-4)
