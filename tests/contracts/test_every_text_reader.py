"""What every reader of texts promises.

A new file in text/, or an entry point of another package, is found and tested here.
"""

import socket
import time

import pyarrow as pa
import pytest

from patron.catalog import kinds
from patron.text import Reading, TextReader, read_texts
from patron.text.plain import plain

KINDS = kinds(TextReader, "patron.text")
every_reader = pytest.mark.parametrize("kind", sorted(KINDS))
GOOD = "The service was excellent and I love it."
BAD = "The delivery was terrible and the phone is broken."
STRANGE = [
    GOOD,
    BAD,
    "ok",
    "...",
    "?!?!",
    "12345",
    "😀😡👍",
    "👩‍👩‍👧",
    ":) :( <3",
    "'" * 50,
    "-" * 50,
    "Die Lieferung war schlecht und das Gerät ist kaputt.",
    "商品はとても良かったです",
    "الخدمة سيئة",
    "too",
    "no",
    "but",
    "not not not",
    "GREAT GREAT GREAT",
    "a.b.c.d",
    "café naïve",
]


def reader_of(kind, **fields):
    return KINDS[kind](**fields)


def read(kind, *texts):
    return reader_of(kind).read(list(texts))


@every_reader
def test_the_good_is_above_the_bad(kind):
    good, bad = read(kind, GOOD, BAD)
    assert -5 <= bad.sentiment < 0 < good.sentiment <= 5


@every_reader
def test_any_text_gets_a_reading_between_minus_five_and_five(kind):
    readings = read(kind, *STRANGE)
    assert len(readings) == len(STRANGE)
    for reading in readings:
        assert isinstance(reading, Reading)
        said = [reading.sentiment, *reading.aspects.values(), *reading.words.values()]
        assert all(-5 <= number <= 5 for number in said if number is not None)


@every_reader
def test_a_sentiment_has_words_that_stand_in_the_text(kind):
    for text, reading in zip(STRANGE, read(kind, *STRANGE), strict=True):
        assert (reading.sentiment is None) == (not reading.words)
        for words in reading.words:
            assert all(word in text.lower() for word in words.split())


@every_reader
def test_words_that_say_nothing_are_left_out(kind):
    assert all(all(reading.words.values()) for reading in read(kind, *STRANGE))


@every_reader
def test_no_texts_have_no_readings(kind):
    assert read(kind) == []


@every_reader
def test_a_text_is_read_the_same_whatever_stands_beside_it(kind):
    alone = [read(kind, text)[0] for text in STRANGE]
    assert read(kind, *STRANGE) == alone
    assert read(kind, *reversed(STRANGE)) == alone[::-1]


@every_reader
def test_an_aspect_is_named_as_it_was_given(kind):
    reader = reader_of(kind, aspects={"Der Apparat": ("phone",), "bill": ("invoice",)})
    assert set(reader.read([BAD])[0].aspects) == {"Der Apparat"}


@every_reader
def test_an_aspect_has_the_sentiment_of_what_is_said_of_it(kind):
    reader = reader_of(kind, aspects={"good": ("staff",), "bad": ("parcel",)})
    [reading] = reader.read(["The staff is wonderful. The parcel was terrible."])
    assert reading.aspects["bad"] < 0 < reading.aspects["good"]


@every_reader
def test_without_aspects_none_is_found(kind):
    assert reader_of(kind, aspects={}).read([BAD])[0].aspects == {}


@every_reader
def test_reads_a_hundred_kilobytes_in_time_that_grows_with_the_length(kind):
    text = "The delivery was not too bad, but I would not call it good! " * 1_700
    pieces = [text[at : at + 10_000] for at in range(0, len(text), 10_000)]
    reader = reader_of(kind)
    reader.read(pieces[:1])
    assert _seconds(reader, [text]) < 5 * _seconds(reader, pieces) + 0.1


def _seconds(reader, texts):
    """Return the least of three runs on the processor, which others cannot make longer."""
    taken = []
    for _ in range(3):
        start = time.thread_time()
        reader.read(texts)
        taken.append(time.thread_time() - start)
    return min(taken)


@every_reader
def test_needs_no_network(kind, monkeypatch):
    def refuse(*_):
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert reader_of(kind).read([GOOD])[0].sentiment > 0


@every_reader
def test_mark_up_and_control_characters_change_nothing(kind):
    dirty = "<p>The service\x07 was <b>excellent</b> and\x00 I&nbsp;love\u200b it.</p>"
    table = read_texts(pa.array([dirty, GOOD]), reader_of(kind))
    assert table.slice(0, 1).to_pylist() == table.slice(1, 1).to_pylist()
    assert plain(dirty).split() == GOOD.split()


@every_reader
def test_has_a_docstring_and_a_version_of_its_own(kind):
    assert KINDS[kind].__doc__
    assert KINDS[kind].__doc__ != TextReader.__doc__
    assert isinstance(reader_of(kind).version, str)
