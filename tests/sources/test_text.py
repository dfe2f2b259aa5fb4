import gzip

import pytest

from patron.errors import SourceError
from patron.schema import INTERACTIONS
from patron.sources.text import as_utf8, check_encoding, known_encoding


def test_a_file_in_utf8_is_taken_as_it_is(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("süß\n", encoding="utf-8")
    assert as_utf8(path, "UTF8", tmp_path / "copy") == path


def test_a_file_in_another_encoding_is_copied(tmp_path):
    path, copy = tmp_path / "a.txt", tmp_path / "copy"
    path.write_bytes("süß\r\n".encode("utf-16"))
    assert as_utf8(path, "utf-16", copy) == copy
    assert copy.read_bytes() == "süß\r\n".encode()


def test_a_letter_may_lie_across_the_chunks_that_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("patron.sources.text.CHUNK", 1)
    path = tmp_path / "a.txt"
    path.write_bytes("ü\nü\n".encode() + b"\xff")
    with pytest.raises(SourceError, match="line 3 is not utf-8 text"):
        check_encoding(path, "utf-8")


def test_an_encoding_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="must be an encoding such as utf-8"):
        known_encoding("utf-9")


def test_a_packed_file_is_unpacked_whatever_its_encoding(tmp_path):
    path, copy = tmp_path / "a.csv.gz", tmp_path / "copy"
    for encoding in ("utf-8", "latin-1"):
        path.write_bytes(gzip.compress("süß\r\n".encode(encoding)))
        assert as_utf8(path, encoding, copy).read_bytes() == "süß\r\n".encode()


def test_a_sheet_of_excel_is_told_from_text_in_another_encoding(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(SourceError, match=r"a\.xlsx is an Excel sheet or a ZIP archive; save the"):
        check_encoding(path, "utf-8")


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"cut off" * 9, mtime=0)[:-9]])
def test_a_packed_file_that_is_damaged_is_said(tmp_path, content):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.csv\.gz cannot be unpacked: .+ Fetch it anew"):
        check_encoding(path, "utf-8")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("csv", "id,who,at\n1,a,2024-01-05\n2,b\n3,c,never\n"),
        ("json_lines", '{"id":1,"who":"a","at":"2024-01-05"}\n{"id"\n{"id":3,"who":"c","at":"n"}'),
    ],
)
def test_a_source_may_be_packed(workspace, kind, text):
    workspace.raw("events.gz", gzip.compress(text.encode()))
    mapping = "{interaction_id: id, account: who, occurred_at: at, kind: \"'visit'\"}"
    workspace.source("web", f"{{type: {kind}, file: events.gz, interactions: {mapping}}}")
    workspace.read()
    assert workspace.rows(INTERACTIONS, "interaction_id") == [("1",)]
    first = 3 if kind == "csv" else 2
    assert [line for _, line, _ in sorted(workspace.rejected(), key=str)] == [first + 1, first]
