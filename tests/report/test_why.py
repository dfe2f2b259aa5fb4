import pytest

from patron.report.why import terms, why, why_not

TEA = {"offer": "tea", "item": None, "type": "replenish", "channel": None}
TEA |= {"p": 0.0125, "cost": 0.5, "value": 1.0, "refused_by": None}
HAM = {**TEA, "offer": "ham", "type": "own", "value": 0.4, "refused_by": "better offer"}
NOTHING = {**TEA, "offer": "nothing", "type": "nothing", "p": None, "cost": 0.0, "value": 0.0}


def test_the_terms_of_a_value_can_be_multiplied_by_a_reader():
    said = "1.25 % chance that they take it × 120.00 EUR it brings − 0.50 EUR cost = 1.00 EUR"
    assert terms(TEA, "EUR") == said
    assert terms({**TEA, "p": 1.0, "value": 2.0}, "EUR").startswith("100 % chance that they")
    assert terms({**TEA, "type": None, "p": 0.5}, "EUR").startswith("50.0 % chance that it is")


@pytest.mark.parametrize("lacks", [{"p": None}, {"p": 0.0}, {"cost": None}])
def test_terms_that_are_not_known_are_left_out(lacks):
    assert terms({**TEA, **lacks}, "EUR") == "expected value 1.00 EUR"


def test_an_offer_is_chosen_because_it_is_worth_the_most_of_what_is_allowed():
    assert why(TEA, [HAM], "EUR").endswith("= 1.00 EUR, the most of 2 allowed offers")
    refused = {**HAM, "value": 9.0, "refused_by": "budget"}
    assert why(TEA, [refused], "EUR").endswith("= 1.00 EUR; no other offer is allowed")


def test_a_draw_says_that_it_is_one():
    better = {**HAM, "value": 7.0}
    assert why(TEA, [better], "EUR", 0.05).endswith("drawn at random, by a chance of 5.00 %")
    assert "another was drawn at random" in why_not(better, TEA, {}, "EUR")


def test_each_other_offer_says_the_rule_or_the_amount_that_decided():
    assert why_not(HAM, TEA, {}, "EUR").startswith("ham (own): worth 0.60 EUR less (1.25 %")
    refused = {**HAM, "refused_by": "budget"}
    assert why_not(refused, TEA, {}, "EUR").startswith("ham (own): the rule “budget” refused it")
    loss = {**HAM, "value": -0.1}
    assert "it would cost more than it brings" in why_not(loss, NOTHING, {}, "EUR")
