import sys
from importlib.metadata import EntryPoint

import pytest

from patron import catalog
from patron.catalog import kinds
from patron.errors import ConfigError
from patron.features import Feature


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that makes a package of modules, each given as text."""

    def make(name, **modules):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for module, text in modules.items():
            (folder / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        return name

    yield make
    for name in [name for name in sys.modules if name.startswith("catalogued_")]:
        del sys.modules[name]


@pytest.fixture
def points(monkeypatch):
    """Return a function that makes entry points."""

    def make(group, **values):
        found = [EntryPoint(name, value, group) for name, value in values.items()]
        monkeypatch.setattr(catalog, "entry_points", lambda group: found)

    yield make
    kinds.cache_clear()


def test_the_name_of_a_kind_is_that_of_its_module(package):
    text = "class Any(dict): ...\nclass _No(list): ..."
    name = package("catalogued_one", apple=text, pear="from collections import OrderedDict")
    assert {kind: cls.__name__ for kind, cls in kinds(dict, name).items()} == {"apple": "Any"}


def test_what_is_abstract_is_no_kind():
    found = kinds(Feature, "patron.features")
    assert "base" not in found
    assert found["recency"].__name__ == "Recency"


def test_an_entry_point_adds_a_kind(package, points):
    name = package("catalogued_two", apple="class Apple(dict): ...")
    points(name, plum="collections:OrderedDict")
    assert sorted(kinds(dict, name)) == ["apple", "plum"]


@pytest.mark.parametrize(
    ("point", "says"),
    [
        (
            {"plum": "builtins:list"},
            "'plum' .* leads to builtins:list, but must .* subclass of dict",
        ),
        ({"plum": "os:getcwd"}, "leads to os:getcwd"),
        ({"apple": "collections:OrderedDict"}, "'apple' .* takes a name in use"),
        ({"plum": "no_such_module:Plum"}, "'plum' .* no_such_module:Plum.* cannot be loaded"),
        ({"plum": "collections:Plum"}, "'plum' .* collections:Plum.* cannot be loaded"),
    ],
)
def test_an_entry_point_that_cannot_be_meant_is_named(package, points, point, says):
    name = package("catalogued_three", apple="class Apple(dict): ...")
    points(name, **point)
    with pytest.raises(ConfigError, match=says):
        kinds(dict, name)
