import pytest

from patron.report.offer import is_nothing, is_open, said


def row(**known):
    return {"offer": "10 % off", "type": None, "item": None, "channel": None, **known}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "10 % off"),
        ({"type": "cross_sell"}, "10 % off (cross sell)"),
        ({"item": "tea", "channel": "mail"}, "10 % off for Earl Grey by mail"),
        ({"item": "ham"}, "10 % off for ham"),
        ({"offer": "nothing"}, "nothing: leave in peace"),
    ],
)
def test_an_offer_is_said_with_what_is_known_of_it(known, words):
    assert said(row(**known), {"tea": "Earl Grey"}) == words


def test_nothing_is_told_by_its_offer_or_its_type():
    assert is_nothing(row(type="nothing"))
    assert is_nothing(row(offer="nothing"))
    assert not is_nothing(row())


def test_an_offer_is_open_until_a_rule_forbids_it():
    assert is_open(row(refused_by=None))
    assert is_open(row(refused_by="better offer"))
    assert not is_open(row(refused_by="no consent"))
