"""Lines of text files, whatever their encoding."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

from patron.errors import SourceError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK = 1 << 20
# What archives begin with; a sheet of Excel is one.
ZIPPED = b"PK\x03\x04"
LINES_PER_BATCH = 50_000


def known_encoding(name: str) -> str:
    """Return `name` if Python knows an encoding of that name.

    Raises
    ------
    ValueError
        Otherwise.
    """
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise ValueError("must be an encoding such as utf-8, latin-1, cp1252, utf-16") from error
    return name


def store_lines(
    connection: "DuckDBPyConnection", path: Path, encoding: str, table: str, skip: int = 0
) -> None:
    """Store the lines of a file that are not blank as `table` (``_row``, ``_text``).

    Parameters
    ----------
    connection
        Where to store them.
    path
        The file; lines may end in any of the usual ways.
    encoding
        Its encoding; a byte order mark is left out.
    table
        Name of the table to make.
    skip
        Number of lines at the start that are not records.

    Raises
    ------
    SourceError
        If the file is not text of that encoding.
    """
    check_encoding(path, encoding)
    schema = pa.schema({"_row": pa.int64(), "_text": pa.string()})
    batches = _batches(path, encoding, skip, schema)
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    connection.register("lines_given", reader)
    try:
        connection.execute(f"CREATE TEMP TABLE {table} AS FROM lines_given")
    finally:
        connection.unregister("lines_given")


def open_bytes(path: Path) -> IO[bytes]:
    """Return the open content of a file; of one called ``….gz``, what gzip has packed."""
    return cast("IO[bytes]", gzip.open(path)) if is_packed(path) else path.open("rb")


def open_text(path: Path, encoding: str, newline: str | None = None) -> TextIOWrapper:
    """Return the open text of a file, unpacked as by `open_bytes`."""
    return TextIOWrapper(open_bytes(path), encoding=encoding, newline=newline)


def is_packed(path: Path) -> bool:
    """Return whether a file's name says that gzip has packed it."""
    return path.suffix.lower() == ".gz"


def as_utf8(path: Path, encoding: str, copy: Path) -> Path:
    """Return a file of the same text in UTF-8: `path` itself, or `copy`, which is then written.

    Raises
    ------
    SourceError
        If the file is not text of that encoding, or packed and damaged.
    """
    check_encoding(path, encoding)
    if codecs.lookup(encoding).name == "utf-8" and not is_packed(path):
        return path
    with open_text(path, encoding, newline="") as text, copy.open("wb") as out:
        while chunk := text.read(CHUNK):
            out.write(chunk.encode("utf-8"))
    return copy


def check_encoding(path: Path, encoding: str) -> None:
    """Read the file through once.

    Raises
    ------
    SourceError
        If it is not text of that encoding; the line is named. Also if it is packed and damaged.
    """
    with path.open("rb") as stream:
        if stream.read(len(ZIPPED)) == ZIPPED:
            raise SourceError(
                f"{path} is an Excel sheet or a ZIP archive; save the sheet as CSV, or unpack the "
                f"archive."
            )
    try:
        _check(path, encoding)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SourceError(
            f"{path} cannot be unpacked: {error}. Fetch it anew, or name it without .gz if gzip "
            f"has not packed it."
        ) from error


def _check(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with open_bytes(path) as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                lines += error.object.count(b"\n", 0, error.start)
                raise SourceError(
                    f"{path}: line {lines} is not {encoding} text ({error.reason}). Say in which "
                    f"encoding the file is, for example encoding: latin-1, cp1252 or utf-16."
                ) from error
            if not chunk:
                return
            lines += chunk.count(b"\n")


def _batches(path: Path, encoding: str, skip: int, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    rows: list[int] = []
    texts: list[str] = []
    for row, text in _lines(path, encoding):
        if row <= skip or not text.strip():
            continue
        rows.append(row)
        texts.append(text)
        if len(rows) == LINES_PER_BATCH:
            yield pa.record_batch([rows, texts], schema=schema)
            rows, texts = [], []
    yield pa.record_batch([rows, texts], schema=schema)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    with open_text(path, encoding) as stream:
        for row, text in enumerate(stream, start=1):
            yield row, text.rstrip("\n").lstrip("\ufeff") if row == 1 else text.rstrip("\n")
