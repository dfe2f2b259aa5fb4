from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from patron.report import BookFacts
from patron.report.advice import advice
from patron.report.concentration import concentration
from patron.report.headline import Figure, figures, high_value, sentences
from patron.report.scored import scored
from patron.report.wording import count, round_money


def of(facts):
    return figures(facts, scored(facts.scores, facts.as_of), advice(facts))


def test_the_four_figures(book):
    assert of(book) == [
        Figure(
            "2", "customers expected to leave in the next 90 days", "46 % of 4 customers scored"
        ),
        Figure(
            "224 USD",
            "value at stake with them",
            "each customer's risk of leaving × expected value",
        ),
        Figure(
            "1,550 USD",
            "expected from all customers in the next 365 days",
            "388 USD each, 4 customers scored",
        ),
        Figure("4.75 USD", "expected from the suggested offers", "2 offers after cost"),
    ]


def test_every_figure_follows_from_the_tables(book):
    risk, value = (
        {row["customer_id"]: row["score"] for row in book.scores.to_pylist() if row["task"] == task}
        for task in ("churn", "lifetime_value")
    )
    stake = sum(risk[customer] * value[customer] for customer in risk.keys() & value.keys())
    offers = book.decisions.filter(pc.field("chosen"))
    assert [figure.value for figure in of(book)] == [
        count(round(sum(risk.values()))),
        round_money(stake, "USD"),
        round_money(sum(value.values()), "USD"),
        round_money(sum(offers["value"].to_pylist()), "USD"),
    ]


def test_what_cannot_be_said_is_not_known(as_of):
    empty = BookFacts("Empty", as_of, "USD")
    assert [figure.value for figure in of(empty)] == ["not known"] * 4
    assert sentences(empty, None) == ["No interactions have been read yet."]


def test_without_values_only_the_leavers_are_known(book, scores_of):
    facts = replace(book, scores=scores_of({"ann": (0.5, None, None)}))
    assert [figure.value for figure in of(facts)[:3]] == ["0", "not known", "not known"]


def test_the_sentences_say_what_the_report_rests_on(book):
    assert sentences(book, concentration(book.spend)) == [
        "This report rests on 1,234 interactions of 4 customers with 56 items, "
        "from 1 Jan 2017 to 30 Apr 2017.",
        "The fifth of customers who spent most brought 48 % of all that was spent.",
    ]


def test_how_few_bring_most_is_said_where_anything_is_expected(book):
    of_all = scored(book.scores, book.as_of)
    values = replace(of_all, value=np.array([1.0, 90.0, 5.0, 4.0]))
    assert high_value(values) == [
        "1 customer of 4 (25 %) is expected to bring 80 % of all that is expected."
    ]
    assert high_value(replace(of_all, value=np.full(4, np.nan))) == []
