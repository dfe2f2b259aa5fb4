"""The names that one works with are those of the package itself."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import patron


@pytest.mark.parametrize("name", patron.__all__)
def test_a_name_is_what_its_module_offers(name):
    assert getattr(patron, name) is getattr(import_module(patron.HOMES[name]), name)


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(str(patron.__file__)).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    said = {one.asname: node.module for node in imports for one in node.names if one.asname}
    assert said == patron.HOMES


def test_a_name_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(
        AttributeError, match=r"patron has no 'oracle'; it has: Source, .*Workspace"
    ):
        patron.oracle  # noqa: B018


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, patron; print(sorted({'numpy', 'pyarrow', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
