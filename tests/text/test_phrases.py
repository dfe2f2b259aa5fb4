from patron.text.phrases import Match, Phrases

PHRASES = Phrases({"not": 1, "not worth": 2, "not worth it": 3, "worth": 4})


def test_the_longest_phrase_is_found():
    words = ["is", "not", "worth", "it"]
    assert PHRASES.match(words, 1) == Match(3, 3)
    assert PHRASES.match(words[:3], 1) == Match(2, 2)


def test_a_word_is_found_where_no_phrase_begins():
    assert PHRASES.match(["not", "good"], 0) == Match(1, 1)
    assert PHRASES.match(["good", "worth"], 1) == Match(1, 4)


def test_what_means_nothing_is_none():
    assert PHRASES.match(["good"], 0) is None
    assert PHRASES.match(["it", "not"], 0) is None
