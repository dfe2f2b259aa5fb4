from patron.report.card.visits import Visit, spent, visits


def test_the_lines_of_a_basket_are_one_visit(history_of, moment):
    line = {"occurred_at": moment("2017-01-01"), "kind": "purchase", "basket": "b", "amount": 2.0}
    assert visits(history_of(line, line)) == [Visit(moment("2017-01-01"), 4.0)]


def test_equal_basket_numbers_of_two_sources_are_two_visits(history_of, moment):
    line = {"occurred_at": moment("2017-01-01"), "kind": "purchase", "basket": "b", "amount": 2.0}
    assert len(visits(history_of(line, {**line, "source": "web"}))) == 2


def test_without_baskets_a_day_is_a_visit(history_of, moment):
    bought = {"kind": "purchase", "amount": 2.0}
    rows = [
        {**bought, "occurred_at": moment(f"2017-01-0{day}T{hour}")}
        for day, hour in ((2, 18), (1, 10), (1, 17))
    ]
    assert visits(history_of(*rows)) == [
        Visit(moment("2017-01-01T10"), 4.0),
        Visit(moment("2017-01-02T18"), 2.0),
    ]


def test_a_return_counts_against_whatever_its_sign(history_of, moment):
    now = {"occurred_at": moment("2017-01-01")}
    bought = {**now, "kind": "purchase", "amount": 10.0}
    assert spent(history_of(bought, {**now, "kind": "return", "amount": -3.0})) == 7.0
    assert spent(history_of(bought, {**now, "kind": "return", "amount": 3.0})) == 7.0


def test_a_purchase_without_an_amount_counts_as_a_visit_of_nought(history_of, moment):
    free = {"occurred_at": moment("2017-01-01"), "kind": "purchase"}
    assert visits(history_of(free)) == [Visit(moment("2017-01-01"), 0.0)]
    assert spent(history_of(free)) == 0.0
