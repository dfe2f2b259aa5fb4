"""Columns of texts read: each different text once, in batches."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.catalog import kinds
from patron.config import as_mapping, build
from patron.errors import SchemaError
from patron.schema import READ_FROM_TEXT
from patron.text.base import HIGHEST, LOWEST, NOTHING, Reading, TextReader
from patron.text.plain import plain
from patron.text.vader import Vader

SCHEMA = pa.schema(list(READ_FROM_TEXT.items()))
# How many of the words that mattered are kept, the strongest first.
WORDS_KEPT = 10


def default_reader() -> TextReader:
    """Return the reader of those sources that name none."""
    return Vader()


def find_reader(entry: Any, where: str) -> TextReader:
    """Return the reader that a configuration entry describes.

    Parameters
    ----------
    entry
        Name of a kind, or a mapping of ``type`` and fields.
    where
        Place of the entry, for messages.

    Raises
    ------
    ConfigError
        If there is no such kind, or a field is missing, misspelt or of a wrong type.
    """
    described = {"type": entry} if isinstance(entry, str) else as_mapping(entry, where)
    reader: TextReader = build(described, kinds(TextReader, "patron.text"), where)
    return reader


def read_texts(texts: pa.Array, reader: TextReader) -> pa.Table:
    """Return `sentiment`, `aspects` and `words` of each text, null where there is nothing to tell.

    `aspects` and `words` are JSON objects with numbers from -5 to 5 of two decimals; `words` has
    the ten strongest, strongest first.

    Parameters
    ----------
    texts
        Texts as they came, HTML too; each different one is read once.
    reader
        Who reads them.

    Raises
    ------
    SchemaError
        If the reader gives something else than a number from -5 to 5 for each text.
    """
    coded = texts.dictionary_encode()
    plains = [plain(text) for text in coded.dictionary.to_pylist()]
    readings = iter(_checked(reader, [text for text in plains if text]))
    rows = [_row(next(readings) if text else NOTHING) for text in plains]
    return pa.Table.from_pylist(rows, schema=SCHEMA).take(coded.indices)


def with_readings(rows: pa.RecordBatchReader, reader: TextReader) -> pa.RecordBatchReader:
    """Return the stream of rows, with what their texts say in the columns that are null.

    Parameters
    ----------
    rows
        INTERACTIONS, a batch at a time; no more than a batch is held in memory.
    reader
        Who reads the texts.
    """
    return pa.RecordBatchReader.from_batches(rows.schema, _batches(rows, reader))


def _batches(rows: pa.RecordBatchReader, reader: TextReader) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        read = read_texts(batch["text"], reader)
        for name in SCHEMA.names:
            column = pc.coalesce(batch[name], read[name].combine_chunks())
            batch = batch.set_column(batch.schema.get_field_index(name), name, column)
        yield batch.cast(rows.schema)


def _checked(reader: TextReader, texts: list[str]) -> list[Reading]:
    readings = reader.read(texts) if texts else []
    who = type(reader).__name__
    if len(readings) != len(texts):
        raise SchemaError(f"{who} gave {len(readings)} readings of {len(texts)} texts.")
    for reading in readings:
        for said in (reading.sentiment, *reading.aspects.values(), *reading.words.values()):
            if said is not None and not LOWEST <= said <= HIGHEST:
                raise SchemaError(
                    f"{who} gave {said}, but what a text says lies between {LOWEST} and {HIGHEST}."
                )
    return readings


def _row(reading: Reading) -> dict[str, object]:
    strongest = sorted(reading.words.items(), key=lambda word: (-abs(word[1]), word[0]))
    return {
        "sentiment": reading.sentiment,
        "aspects": _json(dict(sorted(reading.aspects.items()))),
        "words": _json(dict(strongest[:WORDS_KEPT])),
    }


def _json(said: dict[str, float] | dict[str, float | None]) -> str | None:
    rounded = {name: None if v is None else round(v, 2) for name, v in said.items()}
    return json.dumps(rounded, ensure_ascii=False) if said else None
