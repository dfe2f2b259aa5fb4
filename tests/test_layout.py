"""Each test file is of a source module, and each source module has a test."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "patron"
# Tests of the whole instead of one module.
OF_THE_WHOLE = {"test_layout", "test_end_to_end", "test_bad_input", "test_docs", "test_notebooks"}
# Modules whose test stands elsewhere: what the family promises, or the path that they are part of.
ELSEWHERE = {
    "offers/decide": "offers/test_decide",
    "features/kernel": "features/test_kernel",
}


def modules():
    """Return the source modules as paths without suffix, such as ``features/count``."""
    files = (path for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
    return sorted(str(path.relative_to(SOURCE).with_suffix("")) for path in files)


def tests():
    return sorted(str(path.relative_to(TESTS).with_suffix("")) for path in TESTS.rglob("test_*.py"))


def expected(module):
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/")


@pytest.mark.parametrize("module", modules())
def test_every_module_has_a_test(module):
    assert {expected(module), ELSEWHERE.get(module)} & set(tests())


@pytest.mark.parametrize("test", tests())
def test_every_test_is_of_a_module_a_folder_or_the_whole(test):
    folder, _, name = test.rpartition("/")
    if folder == "contracts":
        assert name.startswith("test_every_")
    elif name not in OF_THE_WHOLE:
        what = SOURCE / folder / name.removeprefix("test_")
        assert what.with_suffix(".py").exists() or what.is_dir() or (TESTS / folder / "conftest.py").exists()
