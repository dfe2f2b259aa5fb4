import pytest

from patron.errors import SourceError
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
