from collections import Counter

from patron.text.lexicon import OF_CUSTOMERS, lexicon


def said(words):
    match = lexicon().meanings.match(words.split(), 0)
    return None if match is None else match.value


def test_words_of_the_library_say_what_it_says():
    assert (said("good"), said("terrible"), said("table")) == (1.9, -2.1, None)


def test_words_of_customers_go_first():
    assert (said("refund"), said("waste of money"), said("waste")) == (-1.6, -2.7, -1.8)


def test_no_word_of_customers_stands_twice_and_each_is_on_the_scale():
    counts = Counter(word for words in OF_CUSTOMERS.values() for word in words)
    assert [word for word, count in counts.items() if count > 1] == []
    assert all(0 < abs(number) <= 4 for number in OF_CUSTOMERS)


def test_a_booster_says_nothing_itself():
    assert said("very") is None
    assert lexicon().boosters["very"] == 0.293


def test_signs_are_emoticons_and_single_emoji_on_the_scale():
    signs = lexicon().signs
    assert signs[":)"] > 0 > signs[":("]
    assert signs["👍"] > 0 > signs["👎"]
    assert signs["😊"] > 0 > signs["😠"]
    assert not {"⏰", "💳", "🎲"} & set(signs)
    assert all(-4 <= said <= 4 for said in signs.values())
