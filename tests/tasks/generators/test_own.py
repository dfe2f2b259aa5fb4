def test_own_counts_a_visit_half_after_three_horizons(says):
    # Tea 2 and 5 days ago, ale 60: weights of days over one and all visits.
    tea, ale = 0.5 ** (2 / 30) + 0.5 ** (5 / 30), 0.25
    whole = 1 + tea + ale
    assert says("own", "ann") == {"tea": round(tea / whole, 4), "ale": round(ale / whole, 4)}
