from dataclasses import replace

from patron.training.review import moved as of_moved
from patron.training.review.moved import moved


def test_every_feature_and_the_score_are_compared_with_what_was_learnt_from(case):
    features, score = moved(case)
    assert {one.name for one in features} == set(case.model.columns)
    assert score.name == "score"
    assert score.now is not None
    order = [one.now.psi for one in features]
    assert order == sorted(order, reverse=True)


def test_a_feature_that_is_another_now_has_moved(case):
    days = case.test.columns["days"]
    test = replace(case.test, columns={**case.test.columns, "days": days + 1_000})
    features, _ = moved(replace(case, test=test))
    [found] = [one for one in features if one.name == "days"]
    assert found.judged.psi > 1
    assert found.judged.is_beyond_chance


def test_of_many_customers_some_are_looked_at_today(case, monkeypatch):
    monkeypatch.setattr(of_moved, "MOST_ROWS", 60)
    _, all_of_them = moved(case)
    assert all_of_them.now.chance > 0
    assert 10 < len(of_moved._today(case)[0]) < 60
