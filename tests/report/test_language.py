import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from patron.errors import ConfigError
from patron.report import BookFacts, build_card, card_text, write_report
from patron.report.language import language_of, say, speaking, spoken
from patron.report.wording import (
    ahead,
    count,
    counted,
    day,
    listed,
    money,
    number,
    percent,
    round_money,
    within,
)

WORD = re.compile(r"[A-Za-z]{2}")
# What the shop itself calls things, and what its sources and models say.
OWN = re.compile(
    r"\b(?:Corner shop|ann|bob|cat|dan|eve|17|4711|35-39|crm|till|campaigns|boosted|voucher|c8|tea"
    r"|10 % off|gold|reminder|ham box|mail|store|phone|web|Earl Grey|drinks|teas|meat|USD|contact"
    r"|Age range|Card|Household size|Referred by|Age|Email|the recency rule|mean spend|popularity"
    r"|quantity is not a number|Has not bought for 10 days|Spent 1,200.50 USD in 30 days"
    r"|how recently they bought|how often they buy|how much they spend|The recency rule)\b"
)


class Texts(HTMLParser):
    """All that a page shows, or says to who cannot see it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.inside, self.lang = [], "", None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        named = dict(attrs)
        self.lang = named.get("lang", self.lang)
        said = (named.get(name) for name in ("aria-label", "title", "data-said"))
        self.found += [text for text in said if text]

    def handle_data(self, data):
        text = " ".join(data.split())
        if text and self.inside not in ("style", "script"):
            self.found.append(text)


@pytest.fixture
def german(book, ann, as_of):
    with speaking("de"):
        card = build_card("ann", ann, as_of)
    return replace(book, language="de", cards=(card,))


def test_no_text_of_a_german_report_is_english(book, german):
    english, own = Texts(write_report(book)), Texts(write_report(german))
    assert (english.lang, own.lang) == ("en", "de")
    assert len(english.found) == len(own.found) > 300
    same = {here for here, there in zip(english.found, own.found, strict=True) if here == there}
    words = {text for text in same if WORD.search(text)}
    left = {text for text in words if WORD.search(OWN.sub("", text))}
    assert left == set()


def test_an_empty_german_report_says_so_in_german(as_of):
    empty = BookFacts(title="Laden", as_of=as_of, currency="EUR", language="de")
    text = write_report(empty)
    assert "Noch wurden keine Vorgänge gelesen." in text
    english = Texts(write_report(replace(empty, language="en"))).found
    same = {one for one in Texts(text).found if one in english and WORD.search(one)}
    assert same == {"Laden"}


def test_numbers_dates_and_nouns_are_those_of_the_language(moment):
    with speaking("de"):
        assert spoken() == "de"
        assert count(1_469_307) == "1.469.307"
        assert number(-1234.5) == "−1.234,50"
        assert money(1234.5, "EUR") == "1.234,50 EUR"
        assert round_money(12_345_678.0, "EUR") == "12,3 Mio. EUR"
        assert (percent(0.001), percent(0.5), percent(None)) == (
            "unter 1 %",
            "50 %",
            "nicht bekannt",
        )
        assert day(moment("2017-03-14")) == "14. März 2017"
        assert (counted(1, "visit"), counted(2, "visit")) == ("1 Besuch", "2 Besuche")
        assert listed(["Post", "Laden", "Netz"]) == "Post, Laden und Netz"
        assert within("Wer abwandern wird") == "Wer abwandern wird"
        assert ahead("90 days after the first 7") == "90 Tagen nach den ersten 7"
    assert (spoken(), count(1_469_307)) == ("en", "1,469,307")


def test_a_text_that_a_language_lacks_is_said_in_english():
    with speaking("de"):
        assert say("A new sentence of {n} words.", n=5) == "A new sentence of 5 words."
        assert counted(2, "unheard of noun") == "2 unheard of nouns"


def test_a_language_that_nobody_wrote_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=r"'dee'; there are: en, de \(did you mean de\?\)"):
        language_of("dee")
    with pytest.raises(ConfigError), speaking("xx"):
        pass


def test_a_card_is_said_in_the_language_that_is_spoken(ann, as_of):
    with speaking("de"):
        card = build_card("ann", ann, as_of)
        text = card_text(card)
    assert text.startswith("Kunde ann, Stand 1. Mai 2017\n\nWER ES IST\n")
    assert [section.name for section in card.sections][:2] == ["identity", "relationships"]


def test_a_card_keeps_its_language_wherever_it_is_printed(ann, as_of):
    with speaking("de"):
        card = build_card("ann", ann, as_of)
    assert card.language == "de"
    assert "\nGRÜNDE\n" in card_text(card)
