from patron.report.advice import Advice
from patron.report.scored import scored
from patron.report.totals import Totals, totals_of


def test_what_is_not_known_adds_nothing(book):
    of_all = scored(book.scores.slice(0, 0), book.as_of)
    assert totals_of(of_all, Advice((), 2, 3, 7.5)) == Totals(0, 0.0, 0, 0.0, 0.0, 2, 3, 7.5)


def test_the_stake_is_the_sum_of_risk_times_value(book):
    of_all = scored(book.scores, book.as_of)
    found = totals_of(of_all, Advice((), 0, 0, 0.0))
    # 74.4, 100 and 50 of the three who have both scores.
    assert found == Totals(4, 1.82, 4, 1550.0, 224.4, 0, 0, 0.0)
