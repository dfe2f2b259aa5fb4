import time

import pytest

from patron.text.lexicon import lexicon
from patron.text.sentences import sentences


def words(text):
    return lexicon().pattern.findall(text)


def test_a_sentence_ends_at_its_mark_or_a_blank_line_but_not_at_a_line():
    text = 'One is\nhere. Two! "Three?" four; five\n\nsix'
    assert list(sentences(text)) == ["One is\nhere.", "Two!", "Three?", "four;", "five", "six"]


def test_a_forgotten_space_does_not_join_sentences():
    assert list(sentences("It fits.But 2.5 is e.g. less.")) == [
        "It fits",
        "But 2.5 is e.g.",
        "less.",
    ]


def test_words_keep_apostrophes_and_hyphens_and_lose_the_rest():
    assert words("(Don't!) a well-made, 'good'/bad _x_") == [
        *("Don't", "a", "well-made", "good", "bad", "x"),
    ]


def test_emoticons_and_emoji_are_words_of_their_own():
    assert words("good:) :) fine👍😡, (late:) <3.") == [
        *("good", ":)", "fine", "👍", "😡", "late", "<3"),
    ]


@pytest.mark.parametrize("text", [".", "!", "a.", "\n", ":(", "'", "a'", "-", ") "])
def test_a_hundred_kilobytes_take_no_second(text):
    start = time.thread_time()
    for sentence in sentences(text * (100_000 // len(text))):
        words(sentence)
    assert time.thread_time() - start < 1
