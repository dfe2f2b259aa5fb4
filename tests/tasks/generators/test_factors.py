def test_scores_of_taste_favour_what_is_taken(says):
    told = says("factors", "cem")
    assert min(told["tea"], told["rum"]) > told.get("new", 0)


def test_factors_of_some_customers_tell_of_all(says, monkeypatch):
    monkeypatch.setattr("patron.tasks.generators.factors.COMPARED", 3)
    told = says("factors", "cem")
    assert min(told["tea"], told["rum"]) > told.get("new", 0)


def test_equal_strengths_say_the_same_each_time(says):
    # Each took something that nobody else took, so no factor is stronger than another.
    rows = [
        {"who": who, "at": "2024-02-27", "item": item}
        for who, item in [("ann", "tea"), ("bob", "rum"), ("cem", "ale")]
    ]
    told = [says("factors", "ann", rows) for _ in range(30)]
    assert told == told[:1] * 30
