import pyarrow as pa
import pytest
from pydantic import Field

from patron.errors import ConfigError, SchemaError
from patron.schema import INTERACTIONS
from patron.text import Reading, TextReader, find_reader, read_texts, with_readings
from patron.text.vader import Vader


class Length(TextReader):
    """Says how long a text is, and notes which it was handed."""

    handed: list[list[str]] = Field(default_factory=list)

    def read(self, texts):
        self.handed.append(list(texts))
        return [
            Reading(float(len(text)), {"b": None, "a": 1.0}, {"é": -1.234, "z": 2.0})
            for text in texts
        ]


def test_each_different_text_is_read_once_and_blanks_never():
    reader = Length()
    table = read_texts(pa.array(["ab", None, " <p> ", "ab", "abc", ""]), reader)
    assert reader.handed == [["ab", "abc"]]
    assert table["sentiment"].to_pylist() == [2, None, None, 2, 3, None]


def test_aspects_and_words_are_json_of_two_decimals_the_strongest_word_first():
    [row] = read_texts(pa.array(["a"]), Length()).to_pylist()
    assert row == {
        "sentiment": 1.0,
        "aspects": '{"a": 1.0, "b": null}',
        "words": '{"z": 2.0, "é": -1.23}',
    }


def test_the_ten_strongest_words_are_kept():
    words = {f"w{number}": number / 10 for number in range(1, 21)}

    class Talker(TextReader):
        def read(self, texts):
            return [Reading(1.0, {}, words) for _ in texts]

    [row] = read_texts(pa.array(["a"]), Talker()).to_pylist()
    assert row["words"].count("w") == 10
    assert row["words"].startswith('{"w20": 2.0, "w19"')
    assert row["aspects"] is None


def test_nothing_to_read_is_an_empty_table():
    assert read_texts(pa.array([], pa.string()), Vader()).num_rows == 0
    assert read_texts(pa.array([None], pa.string()), Vader()).to_pylist() == [
        {"sentiment": None, "aspects": None, "words": None}
    ]


def test_a_sentiment_off_the_scale_is_refused():
    with pytest.raises(SchemaError, match=r"Length gave 6\.0, but .* between -5\.0 and 5\.0"):
        read_texts(pa.array(["abcdef"]), Length())


def test_a_missing_reading_is_refused():
    class Silent(TextReader):
        def read(self, texts):
            return []

    with pytest.raises(SchemaError, match="Silent gave 0 readings of 1 texts"):
        read_texts(pa.array(["a"]), Silent())


def test_batches_are_read_one_by_one_and_values_of_the_source_stay():
    given = [{"text": "a"}, {"text": "b", "sentiment": -4.0}, {"text": None}]
    rows = pa.Table.from_pylist(given, schema=INTERACTIONS.schema)
    reader = Length()
    stream = pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=1))
    read = with_readings(stream, reader)
    assert read.read_next_batch()["sentiment"].to_pylist() == [1.0]
    assert reader.handed == [["a"]]
    rest = read.read_all()
    assert rest["sentiment"].to_pylist() == [-4.0, None]
    assert rest["words"].to_pylist() == ['{"z": 2.0, "é": -1.23}', None]
    assert rest.schema == INTERACTIONS.schema


def test_a_reader_is_found_by_name_or_with_its_fields():
    assert find_reader("vader", "here") == Vader()
    found = find_reader({"type": "vader", "aspects": {"taste": ["flavour"]}}, "here")
    assert found == Vader(aspects={"taste": ("flavour",)})


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("vadar", r"here: type is 'vadar', but must be one of: vader \(did you mean vader\?\)"),
        ({"type": "vader", "aspect": {}}, r"here: vader\.aspect.*did you mean aspects\?"),
        ({"type": "vader", "aspects": {"a": [""]}}, r"here: vader\.aspects\.a\.0: .*found ''"),
        (3, "here must be a mapping"),
    ],
)
def test_a_wrong_entry_says_where_and_what_is_right(entry, message):
    with pytest.raises(ConfigError, match=message):
        find_reader(entry, "here")
