import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patron.world.files import write_csv, write_json_lines, write_parquet

WHOLE = np.array([False, False])


def test_csv_quotes_a_column_with_the_delimiter_in_it(tmp_path):
    rows = pa.table({"a": [1, None], "b": ["x, y", "z"], "c": [0.5, 2.0]})
    write_csv(rows, tmp_path / "f.csv", WHOLE)
    assert (tmp_path / "f.csv").read_text() == 'a,b,c\n1,"x, y",0.5\n,"z",2\n'


def test_csv_is_written_in_another_encoding(tmp_path):
    write_csv(pa.table({"a": ["Jürgen"]}), tmp_path / "f.csv", WHOLE[:1], ";", "latin-1")
    assert (tmp_path / "f.csv").read_bytes() == b"a\nJ\xfcrgen\n"


def test_json_lines_nest_columns_with_a_point(tmp_path):
    rows = pa.table({"n": [1, 2], "c.a": ["x", None], "c.b": ["y", "z"], "t": ["u", "v"]})
    write_json_lines(rows, tmp_path / "f.jsonl", WHOLE)
    lines = (tmp_path / "f.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"n": 1, "c": {"a": "x", "b": "y"}, "t": "u"},
        {"n": 2, "c": {"a": None, "b": "z"}, "t": "v"},
    ]


def test_lines_that_are_cut_off_end_after_twenty_characters(tmp_path):
    rows = pa.table({"text": ["a" * 30, "b" * 30]})
    write_csv(rows, tmp_path / "f.csv", np.array([True, False]))
    assert (tmp_path / "f.csv").read_text().split() == ["text", "a" * 20, "b" * 30]


def test_rows_of_parquet_that_are_cut_off_lack_their_event(tmp_path):
    rows = pa.table({"event": ["x", "y"], "n": [1, 2]})
    write_parquet(rows, tmp_path / "f.parquet", np.array([True, False]))
    assert pq.read_table(tmp_path / "f.parquet").to_pydict() == {"event": [None, "y"], "n": [1, 2]}


def test_a_file_may_have_no_rows(tmp_path):
    rows = pa.table({"a": pa.array([], pa.string())})
    write_csv(rows, tmp_path / "f.csv", WHOLE[:0])
    write_json_lines(rows, tmp_path / "f.jsonl", WHOLE[:0])
    assert (tmp_path / "f.csv").read_text() == "a\n"
    assert (tmp_path / "f.jsonl").read_text() == ""
