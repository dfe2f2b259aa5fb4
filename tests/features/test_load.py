from datetime import timedelta

import pytest

from patron.errors import ConfigError
from patron.features import load_features
from patron.features.load import load_set


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "features.yaml"
        path.write_text(text)
        return load_features(path)

    return load


def test_each_window_makes_a_feature_of_its_own(load):
    found = load("- {name: n, type: count, idea: how often, windows: [P30D, PT12H, ever]}")
    assert [(f.name, f.window) for f in found] == [
        ("n_30d", timedelta(days=30)),
        ("n_12h", timedelta(hours=12)),
        ("n_ever", None),
    ]


def test_the_order_is_that_of_the_file(load):
    text = "[{name: b, type: recency, idea: how}, {name: a, type: count, idea: how}]"
    assert [f.name for f in load(text)] == ["b", "a"]


def test_names_that_windows_make_must_differ_too(load):
    text = """
    - {name: n, type: count, idea: how, windows: [P30D]}
    - {name: n_30d, type: count, idea: how}
    """
    with pytest.raises(ConfigError, match=r"gives the name\(s\) \['n_30d'\] to several"):
        load(text)


@pytest.mark.parametrize("window", ["30", "P30", "month", "-P3D", "P0D"])
def test_a_window_that_is_no_length_is_refused(load, window):
    with pytest.raises(ConfigError, match=r"features\.yaml\[0\]"):
        load(f"- {{name: n, type: count, idea: how, windows: ['{window}']}}")


def test_a_set_that_comes_along_stands_for_its_features(load):
    found = load("[{name: n, type: count, idea: how often}, {include: retail}]")
    assert found[0].name == "n"
    assert found[1:] == load_set("retail")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{include: retial}]", r"features\.yaml\[0\]: include is 'retial', but must be one of: "),
        ("[{include: retail, window: P3D}]", "include stands alone, but found window beside it"),
    ],
)
def test_a_set_that_is_not_there_or_is_changed_is_refused(load, text, message):
    with pytest.raises(ConfigError, match=message):
        load(text)


def test_a_name_that_a_set_has_too_is_refused_with_both_places(load):
    text = "[{include: retail}, {name: tenure, type: count, idea: how}]"
    with pytest.raises(ConfigError, match=r"'tenure'.*retail\.yaml\[\d+\] and .*features\.yaml"):
        load(text)
