def test_scores_of_taste_favour_what_is_taken(says):
    told = says("segment", "cem")
    assert min(told["tea"], told["rum"]) > told.get("new", 0)
