def test_scores_of_taste_favour_what_is_taken(says):
    told = says("segment", "cem")
    assert min(told["tea"], told["rum"]) > told.get("new", 0)


def test_segments_of_some_are_those_of_all_where_customers_are_of_few_sorts(says, monkeypatch):
    every = says("segment", "cem")
    monkeypatch.setattr("patron.tasks.generators.segment.COMPARED", 4)
    assert says("segment", "cem").keys() == every.keys()
