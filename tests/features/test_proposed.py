import numpy as np

from patron.features.proposed import Proposed


def test_it_is_about_pairs_and_unknown_where_no_candidates_are_found(history_of, day):
    from patron.features import feature_columns

    asked = Proposed(name="fits", by="factors", idea="how well it fits")
    history = history_of({"at": "2024-01-01", "item": "tea"})
    assert asked.entity == "pair"
    assert np.isnan(feature_columns(history, [asked], [day("2024-02-01")], "pair")[3]["fits"]).all()


def test_small_scores_are_told_with_two_digits():
    asked = Proposed(name="fits", by="factors", idea="how well it fits", says="{value} of it")
    assert asked.say(0.0123) == "0.012 of it"
    assert asked.say(120.0) == "120 of it"
