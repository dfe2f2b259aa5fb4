import sys
from types import ModuleType

import numpy as np
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.errors import ConfigError, FeatureError
from patron.features import Feature
from patron.features.compute import feature_columns


@pytest.fixture
def own(monkeypatch):
    """Return a module of one's own that features can call into."""
    module = ModuleType("own_features")
    monkeypatch.setitem(sys.modules, "own_features", module)
    return module


def test_a_function_is_handed_the_rows_that_count_oldest_first(value, own):
    seen = []
    own.look = lambda past: seen.append(past) or past["amount"].sum()
    fields = {"call": "own_features:look", "category": "tea", "window": "P6D"}
    assert value("function", at="2024-01-07T09:00", **fields) == 11.0
    [past] = seen
    assert past.customer_id == "ann"
    assert past.cutoff == np.datetime64("2024-01-07T09:00", "us")
    assert past.days_ago.tolist() == [5 + 23 / 24, 3 + 23 / 24]
    assert past["item"].tolist() == ["t1", "t1"]
    assert past["offer"].tolist() == [None, None]
    assert len(past) == 2


def test_it_reads_the_columns_that_it_asks_for(value, own):
    own.read = lambda past: float([*past.columns, *past["category"]] == ["category", "tea", "milk"])
    fields = {"call": "own_features:read", "reads": ["category"], "at": "2024-01-02"}
    assert value("function", **fields) == 1.0
    with pytest.raises(ConfigError, match=r"reads: holds \['colour'\], but the columns are: kind,"):
        value("function", call="own_features:read", reads=["colour"])


def test_none_is_unknown(value, own):
    own.nothing = lambda past: None
    assert value("function", call="own_features:nothing") is None


def test_it_cannot_see_what_lies_after_the_cutoff_or_became_known_after_it(history_of, day, own):
    poison = {"amount": 666.0, "item": "poison", "basket": "poison"}
    rows = [
        {"at": "2024-01-01", "amount": 1.0},
        {"at": "2024-01-02", "known": "2024-01-09", **poison},
        {"at": "2024-01-09", "known": "2024-01-01", **poison},
        {"at": "2024-01-01", "who": "eve", **poison},
    ]
    seen = {}

    def look(past):
        values = [value for column in past.columns.values() for value in column.tolist()]
        seen[past.customer_id] = (len(past), {666.0, "poison"} & set(values))
        return 0.0

    own.look = look
    entry = {"type": "function", "name": "x", "idea": "odd", "call": "own_features:look"}
    feature = build(entry, kinds(Feature, "patron.features"), "here")
    feature_columns(history_of(*rows), [feature], [day("2024-01-05")], "customer")
    assert seen == {"ann": (1, set()), "eve": (1, {666.0, "poison"})}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("no_such_module:f", "the module 'no_such_module' cannot be imported"),
        ("json:no_such_function", "the module 'json' has no function 'no_such_function'"),
        ("json.dumps", "call: String should match pattern"),
    ],
)
def test_a_function_that_cannot_be_found_is_a_mistake_of_the_file(value, call, message):
    with pytest.raises(ConfigError, match=message):
        value("function", call=call)


def test_what_it_raises_names_feature_customer_and_cutoff(value, own):
    own.fail = lambda past: 1 / 0
    wanted = r"'x' could not be computed for ann at 2024-01-08T10:00:00.*own_features:fail raised Z"
    with pytest.raises(FeatureError, match=wanted):
        value("function", call="own_features:fail")
    own.fail = lambda past: "many"
    with pytest.raises(FeatureError, match="ValueError: could not convert string to float: 'many'"):
        value("function", call="own_features:fail")
