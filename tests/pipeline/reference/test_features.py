"""What docs/features.md shows is what loads."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from patron.catalog import kinds
from patron.features import Feature, load_features
from patron.features.compute import feature_columns
from patron.pipeline.reference import features_reference
from patron.training.train import declared

PAGE = Path(__file__).parents[3] / "docs" / "features.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """Return the features of the page's examples, all in one file."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    module = ModuleType("shop_features")
    exec("".join(text for language, text in blocks if language == "python"), vars(module))
    monkeypatch.setitem(sys.modules, "shop_features", module)
    examples = [text for language, text in blocks if language == "yaml"]
    (tmp_path / "set.yaml").write_text(examples[0], encoding="utf-8")
    (tmp_path / "types.yaml").write_text("".join(examples[1:]), encoding="utf-8")
    return load_features(tmp_path / "set.yaml"), load_features(tmp_path / "types.yaml")


def test_there_is_an_example_of_every_type(shown):
    found = {declared(feature)["type"] for feature in shown[1]}
    assert found == set(kinds(Feature, "patron.features"))


def test_the_set_has_as_many_features_as_it_says(shown):
    assert f"takes the {len(shown[0]) - 1} features" in PAGE.read_text(encoding="utf-8")


def test_the_function_shown_does_what_it_says(shown, history_of, day):
    [feature] = [one for one in shown[1] if one.name == "longest_pause"]
    history = history_of({"at": "2024-01-01"}, {"at": "2024-01-09"}, {"at": "2024-01-10"})
    columns = feature_columns(history, [feature], [day("2024-01-12")], "customer")[3]
    assert columns["longest_pause"].tolist() == [8.0]


def test_the_tables_of_the_sets_are_what_the_files_say():
    written = PAGE.read_text(encoding="utf-8")
    assert written == features_reference(written), "run `make docs` to write them anew"
