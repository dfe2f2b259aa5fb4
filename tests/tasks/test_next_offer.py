PAST = [{"who": "ann", "at": "2024-02-01"}]


def test_every_item_taken_is_an_answer_once(answers):
    rows = [
        {"who": "ann", "at": "2024-03-05", "item": item} for item in ("tea", "tea", "rum", None)
    ]
    others = [{"who": "new", "at": "2024-03-05", "item": "ale"}]
    told = answers("next_offer", *PAST, *rows, *others)
    assert told == [("ann", "rum", 1.0), ("ann", "tea", 1.0)]


def test_items_may_be_told_apart_by_a_coarser_level(answers):
    rows = [{"who": "ann", "at": "2024-03-05", "item": item} for item in ("t1", "t2", "x")]
    items = ({"item": "t1", "category": "tea"}, {"item": "t2", "category": "tea"})
    told = answers("next_offer", *PAST, *rows, items=items, level="category")
    assert told == [("ann", "tea", 1.0)]
