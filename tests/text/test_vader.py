import re
from pathlib import Path

import pytest

from patron.text import Reading
from patron.text.vader import Vader


def read(text, **fields):
    return Vader(**fields).read([text])[0]


def rounded(reading):
    return [
        round(reading.sentiment, 2),
        {name: round(said, 2) for name, said in reading.aspects.items() if said is not None},
        {word: round(said, 2) for word, said in reading.words.items()},
    ]


def test_a_sentence_says_the_sum_of_its_words():
    # 5 × 5.1 / √(5.1² + 15)
    assert rounded(read("I love good tea")) == [3.98, {}, {"love": 3.18, "good": 2.2}]


def test_a_text_says_the_mean_of_its_sentences():
    # 5 × 3.2 / √(3.2² + 15) = 3.18, and a sentence that says nothing.
    assert round(read("I love tea. I drink it.").sentiment, 2) == 1.59


def test_an_opinion_is_of_the_aspect_mentioned_nearest():
    reading = read("The courier was terrible, the price good, the box blue.")
    assert rounded(reading)[1] == {"delivery": -2.38, "price": 2.2}


def test_an_aspect_says_the_mean_of_the_sentences_that_say_something_of_it():
    # (3.98 of 3.2 + 1.9 and 2.20 of 1.9) / 2
    text = "I love this good app. The app is good. The app is blue."
    assert round(read(text).aspects["app"], 2) == 3.09


def test_an_aspect_of_which_nothing_is_said_is_mentioned_all_the_same():
    assert read("When will the parcel arrive?") == Reading(None, {"delivery": None}, {})


def test_aspects_can_be_given():
    reader = Vader(aspects={"taste": ("taste", "flavour")})
    assert rounded(reader.read(["Terrible flavours, good box."])[0])[1] == {"taste": -0.26}


def test_exclamation_marks_add_a_tenth_each_up_to_three_and_a_question_halves():
    # 1.9 × 1.3 = 2.47, 1.9 / 2 = 0.95
    assert [round(read(f"good{end}").sentiment, 2) for end in ("!!!", "!!!!", "?")] == [
        *(2.69, 2.69, 1.19),
    ]


def test_a_word_said_twice_says_more():
    # 1.9 + 1.9
    assert rounded(read("Good tea. Good rum."))[2] == {"good": 3.5}


@pytest.mark.parametrize(
    "text",
    [
        "The table is blue.",
        "Die Lieferung war toll, die App ist gut.",
        "商品はとても良い",
        "...",
        "7",
    ],
)
def test_what_tells_nothing_and_what_is_not_english_has_no_sentiment(text):
    assert read(text).sentiment is None


def test_emoji_are_read_in_any_script():
    assert read("とても良い 😊").sentiment > 0 > read("悪い 😡").sentiment


def test_a_hundred_kilobytes_are_read_like_a_line():
    line = "The delivery was late. "
    assert read(line * 5_000).sentiment == pytest.approx(read(line).sentiment)


def test_the_page_on_texts_shows_what_is_printed(capsys):
    page = (Path(__file__).parents[2] / "docs/text.md").read_text(encoding="utf-8")
    [(code, shown)] = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", page, re.S)
    exec(code, {})
    assert capsys.readouterr().out == shown
