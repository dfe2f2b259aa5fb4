import json
from dataclasses import replace

from patron.report import CardFacts, build_card, card_json, card_text


def test_the_text_is_aligned_and_says_source_and_time(anns_card):
    text = card_text(anns_card)
    assert text.startswith("Customer ann, as of 1 May 2017\n\nIDENTITY\n")
    assert (
        "  Last purchase         21 Apr 2017, 10 days ago, 1,200.50 USD  [till, 21 Apr 2017]\n"
    ) in text
    assert "REASONS\n  Risk of leaving       Has not bought for 10 days\n" in text


def test_no_line_is_longer_than_100_characters(anns_card, as_of):
    long = build_card("x" * 300, CardFacts("USD"), as_of)
    for text in (card_text(anns_card), card_text(long)):
        assert max(len(line) for line in text.splitlines()) <= 100


def test_many_sources_are_told_on_several_lines_between_words(anns_card):
    named = [f"place{number}" for number in range(30)]
    [first, *others] = anns_card.sections
    field = replace(first.fields[0], source=", ".join(named))
    card = replace(anns_card, sections=(replace(first, fields=(field,)), *others))
    words = card_text(card).replace("[", " ").replace("]", " ").replace(",", " ").split()
    assert [word for word in words if word.startswith("place")] == named


def test_an_id_cannot_command_the_terminal(as_of):
    card = build_card("\x1b[2J\u202eann", CardFacts("USD"), as_of)
    text = card_text(card)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\ufffd[2J\ufffdann" in text


def test_json_has_plain_types_only(anns_card):
    plain = card_json(anns_card)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["customer_id"] == "ann"
    assert plain["as_of"] == "2017-05-01T00:00:00+00:00"
    assert plain["sections"][0]["fields"][1] == {
        "label": "Card",
        "value": "4711",
        "source": "till",
        "known_at": "2017-01-02T00:00:00+00:00",
    }
    assert plain["reasons"][0] == {
        "task": "churn",
        "sentence": "Has not bought for 10 days",
        "contribution": 0.11,
    }


def test_a_card_without_reasons_has_no_such_heading(anns_card):
    assert "REASONS" not in card_text(replace(anns_card, reasons=()))
