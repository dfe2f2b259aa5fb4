"""Write tables as the files of touchpoints: CSV, JSON lines and Parquet, column by column."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.words import Array

# What is left of a line that was cut off, in characters.
LEFT = 20


def write_parquet(rows: pa.Table, path: Path, cut_off: Array | None = None) -> None:
    """Write a Parquet file; rows that are cut off lack their `event`."""
    import pyarrow.parquet as pq

    if cut_off is not None and cut_off.any():
        place = rows.column_names.index("event")
        event = pc.if_else(pa.array(cut_off), pa.scalar(None, pa.string()), rows["event"])
        rows = rows.set_column(place, "event", event)
    pq.write_table(rows, path, compression="zstd", compression_level=1)


def write_csv(
    rows: pa.Table, path: Path, cut_off: Array, delimiter: str = ",", encoding: str = "utf-8"
) -> None:
    """Write a delimited file with a header; lines that are cut off end early."""
    header = delimiter.join(rows.column_names) + "\n"
    columns = [_csv_value(rows[name].combine_chunks(), delimiter) for name in rows.column_names]
    lines = pc.binary_join_element_wise(*columns, delimiter)
    with path.open("wb") as stream:
        stream.write(header.encode(encoding))
        text = _bytes(lines, cut_off)
        stream.write(text if encoding == "utf-8" else bytes(text).decode().encode(encoding))


def write_json_lines(rows: pa.Table, path: Path, cut_off: Array) -> None:
    """Write an object per line; columns named ``a.b`` are values ``b`` of an object ``a``."""
    parts: list[object] = []
    for outer, names in groupby(rows.column_names, lambda name: name.partition(".")[0]):
        nested = list(names)
        opened = f'"{outer}":{{' if "." in nested[0] else ""
        for place, name in enumerate(nested):
            start = ("," if parts or place else "{") + (opened if place == 0 else "")
            parts += [f'{start}"{name.rpartition(".")[2]}":', _json_value(rows[name])]
        parts.append("}" if opened else "")
    lines = pc.binary_join_element_wise(*parts, "}", "")
    with path.open("wb") as stream:
        stream.write(_bytes(lines, cut_off))


def _bytes(lines: pa.Array, cut_off: Array) -> pa.Buffer:
    """Return lines as they stand in a file: the values of an Arrow text array lie side by side."""
    if isinstance(lines, pa.ChunkedArray):
        lines = lines.combine_chunks()
    if cut_off.any():
        short = pc.utf8_slice_codeunits(lines, 0, LEFT)
        lines = pc.if_else(pa.array(cut_off), short, lines)
    ended = pc.binary_join_element_wise(lines, "", "\n")
    _, offsets, values = ended.buffers()
    if values is None:
        return pa.py_buffer(b"")
    last = int(np.frombuffer(offsets, np.int32)[len(ended)])
    return values.slice(0, last)


def _csv_value(column: pa.Array, delimiter: str) -> pa.Array:
    text = pc.fill_null(_text(column), "")
    if pa.types.is_string(column.type) and pc.any(pc.match_substring(text, delimiter)).as_py():
        return pc.binary_join_element_wise('"', text, '"', "")
    return text


def _json_value(column: pa.ChunkedArray) -> pa.Array:
    column = column.combine_chunks()
    text = _text(column)
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        text = pc.binary_join_element_wise('"', text, '"', "")
    return pc.fill_null(text, "null")


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column.dictionary_decode()
    return column if pa.types.is_string(column.type) else column.cast(pa.string())
