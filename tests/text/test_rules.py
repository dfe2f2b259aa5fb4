import pytest

from patron.text.lexicon import lexicon
from patron.text.rules import opinions_of


def opinions(sentence):
    words = sentence.split()
    found = opinions_of(words, sentence.lower().split(), lexicon())
    return {one.words: round(one.said, 3) for one in found}


def test_a_word_says_what_the_lexicon_says():
    assert opinions("a good table") == {"good": 1.9}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # 1.9 + 0.293 boosted; two words off 0.95 of it.
        ("very good", {"good": 2.193}),
        ("very much good", {"good": 2.178}),
        ("slightly bad", {"bad": -2.207}),
        # 1.9 × -0.74, the negation up to three words before.
        ("not good", {"not good": -1.406}),
        ("isn't it a good", {"isn't it a good": -1.406}),
        ("not in such a good", {"good": 1.9}),
        ("no good", {"no good": -1.406}),
        ("the least good", {"least good": -1.406}),
        ("at least good", {"good": 1.9}),
        # Half before "but", half as much again after; a negation does not reach across.
        ("good but bad", {"good": 0.95, "bad": -3.75}),
        ("not but good", {"good": 2.85}),
        # Half of what only would be.
        ("would be good", {"good": 0.95}),
        ("would be good but bad", {"good": 0.475, "bad": -3.75}),
        # 1.9 + 0.733 shouted, if not all is.
        ("GOOD table", {"good": 2.633}),
        ("GOOD TABLE", {"good": 1.9}),
    ],
)
def test_the_words_before_change_what_a_word_says(sentence, expected):
    assert opinions(sentence) == expected


def test_too_much_of_anything_is_bad():
    assert opinions("too wide") == {"too wide": -1.3}
    assert opinions("too good") == {"too good": -1.3}
    assert opinions("this too is") == {}
    # -1.3 × -0.74
    assert opinions("not too wide") == {"not too wide": 0.962}


def test_what_looks_like_something_is_not_liked():
    assert opinions("looks like a tent") == {}
    assert opinions("we like a tent") == {"like": 1.5}


def test_pretty_bad_is_not_pretty():
    assert opinions("pretty bad") == {"bad": -2.5}
    assert opinions("a pretty thing") == {"pretty": 2.2}


def test_a_phrase_says_more_than_its_words():
    assert opinions("a waste of money") == {"waste of money": -2.7}


def test_a_sign_is_not_negated():
    assert opinions("not :)") == {":)": lexicon().signs[":)"]}
