from dataclasses import replace

from patron.models.metrics import Interval
from patron.models.review import Moved
from patron.report.model.doubts import doubts


def test_what_speaks_against_a_model_is_said_with_its_numbers(review):
    assert doubts(review) == (
        "Its recipe did worse in the window from 3 Apr 2024 on: AUC 0.750 (0.730 to 0.770), and "
        "0.800 (0.780 to 0.820) in the judged one.",
        "Of age band 'old' (50 customers) it says less than comes true: −0.300 (−0.440 to −0.160) "
        "on average.",
        "Of age band 'old' there are too few customers, or too few of either answer, to tell how "
        "good it is.",
        "Nothing is known of the protected gender of any customer.",
    )


def test_a_gap_that_so_many_groups_have_by_chance_is_not_held_against_it(review):
    [split] = review.protected
    young, old = split.groups
    near = old._replace(gap=Interval(-0.10, -0.195, -0.005))
    alone = replace(review, protected=(split._replace(groups=(near,)),))
    many = replace(review, protected=(split._replace(groups=(near, *[young] * 20)),))
    assert any("less than comes true" in doubt for doubt in doubts(alone))
    assert not any("less than comes true" in doubt for doubt in doubts(many))


def test_a_model_that_is_no_better_than_a_formula_is_said_to_be_none(review):
    difference = Interval(-0.01, -0.02, 0.0)
    worse = review.beside[0]._replace(other=None, difference=difference)
    found = doubts(replace(review, grade="D", beside=(worse,)))
    assert found[0].startswith("It is not better than the formula 'recency rule'")
    assert "−0.010 (−0.020 to 0.000)" in found[0]


def test_a_total_that_is_off_by_more_than_chance_is_said(review):
    off = review.beside[0]._replace(metric="total_ratio", model=Interval(1.14, 1.09, 1.2))
    said = "The predicted total is 1.140 (1.090 to 1.200) times the true one."
    assert said in doubts(replace(review, beside=(off,)))
    right = off._replace(model=Interval(1.04, 0.99, 1.1))
    assert not any("total" in doubt for doubt in doubts(replace(review, beside=(right,))))


def test_features_that_moved_are_named(review):
    moved = Moved("days", review.moved[0].judged, review.moved[0].judged)
    assert doubts(replace(review, moved=(moved,)))[-1] == (
        "1 feature of 1 moved since it learnt: days."
    )


def test_one_window_alone_tells_nothing_of_others(review):
    found = doubts(replace(review, windows=review.windows[-1:]))
    assert found[0].startswith("There is one window only")
