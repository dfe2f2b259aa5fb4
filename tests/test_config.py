from datetime import timedelta
from typing import Literal

import pytest
from pydantic import Field

from patron.config import (
    Described,
    as_mapping,
    build,
    describe,
    did_you_mean,
    read_entries,
    read_yaml,
)
from patron.errors import ConfigError


class Tea(Described):
    """A drink."""

    name: str
    cups: int = Field(default=1, ge=1)
    steeps: timedelta | None = None
    kind: Literal["green"] | Literal["black", "red"] = "green"
    with_: str | tuple[str, ...] | None = None


KNOWN = {"tea": Tea}


def test_an_entry_becomes_the_object_that_its_type_names():
    entry = {"type": "tea", "name": "a", "cups": 2, "steeps": "PT3M"}
    assert build(entry, KNOWN, "t.yaml[0]") == Tea(name="a", cups=2, steeps=timedelta(minutes=3))
    assert entry["type"] == "tea", "the entry is left alone"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({}, r"t\.yaml\[0\]: type is None, but must be one of: tea\."),
        ({"type": "tee"}, r"type is 'tee', but must be one of: tea \(did you mean tea\?\)\."),
        ({"type": ["tea"]}, r"type is \['tea'\], but must be one of: tea"),
        ({"type": "tea"}, r"t\.yaml\[0\]: tea\.name: Field required\."),
        (
            {"type": "tea", "name": "a", "cps": 1},
            r"tea\.cps: Extra .* found 1 \(did you mean cups\?\)",
        ),
        (
            {"type": "tea", "name": "a", "zzz": 1},
            r"tea\.zzz: .*; the fields are: name, cups, steeps",
        ),
        (
            {"type": "tea", "name": "a", "cups": "two"},
            r"tea\.cups: .*valid integer.*, found 'two'\.",
        ),
        (
            {"type": "tea", "name": "a", "cups": 0},
            r"tea\.cups: .*greater than or equal to 1, found 0",
        ),
        (
            {"type": "tea", "name": "a", "steeps": 3},
            r"tea\.steeps: a duration .* such as P30D, found 3",
        ),
        ({"type": "tea", "name": "a", "steeps": "3 min"}, r"tea\.steeps: .*found '3 min'"),
        (
            {"type": "tea", "name": "a", "kind": "blue"},
            r"tea\.kind: .*'green'; or .*'red', found 'blue'",
        ),
        (
            {"type": "tea", "name": "a", "with_": 7},
            r"tea\.with_: .*valid string; or .*valid tuple, found 7",
        ),
    ],
)
def test_a_wrong_entry_says_where_what_and_what_is_right(entry, says):
    with pytest.raises(ConfigError, match=says):
        build(entry, KNOWN, "t.yaml[0]")


def test_what_is_described_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        describe(Tea, {"name": "a"}, "here").name = "b"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", r"t\.yaml is empty"),
        (b"# only a comment", r"t\.yaml is empty"),
        (b"a: [", r"t\.yaml is not valid YAML"),
        (b"\xff\xfe\x00", r"t\.yaml is not valid YAML"),
        (b"a: 1\na: 2", r"t\.yaml is not valid YAML: 'a' stands twice, again in line 2"),
        (b"b: {a: 1, a: 2}", r"'a' stands twice, again in line 1"),
        (b"!!python/object/apply:os.getcwd []", r"t\.yaml is not valid YAML"),
    ],
)
def test_a_file_that_is_no_yaml_is_named(tmp_path, content, says):
    path = tmp_path / "t.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        read_yaml(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"t\.yaml does not exist"):
        read_yaml(tmp_path / "t.yaml")


def test_a_merged_mapping_may_say_a_key_again(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text("base: &base {a: 1, b: 2}\nmine: {<<: *base, a: 3}\n")
    assert read_yaml(path)["mine"] == {"a": 3, "b": 2}


def test_entries_are_given_with_their_place(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text("- {a: 1}\n- {a: 2}\n")
    assert read_entries(path) == [(f"{path}[0]", {"a": 1}), (f"{path}[1]", {"a": 2})]
    path.write_text("[{a: 1}, 2]")
    with pytest.raises(ConfigError, match=r"t\.yaml\[1\] must be a mapping .* but is 2"):
        read_entries(path)


def test_a_mapping_is_handed_on():
    assert as_mapping({"a": 1}, "here") == {"a": 1}


def test_only_a_close_word_is_suggested():
    assert did_you_mean("recncy", ["recency", "count"]) == " (did you mean recency?)"
    assert did_you_mean("zebra", ["recency", "count"]) == ""
    assert did_you_mean(None, []) == ""
