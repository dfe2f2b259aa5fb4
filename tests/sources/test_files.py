import pytest

from patron.errors import SourceError
from patron.sources import load_sources
from patron.sources.files import fingerprint, locate


@pytest.fixture
def shop(workspace):
    def make(more="file: items.csv"):
        workspace.raw("items.csv", "sku\ntea\n")
        workspace.source("shop", f"{{type: csv, {more}, items: {{item: sku}}}}")
        return load_sources(workspace.folder / "sources")[0]

    return make


def test_a_file_lies_in_the_raw_folder(shop, workspace):
    raw = workspace.folder / "raw"
    assert locate(shop(), "items.csv", raw) == [raw / "items.csv"]


def test_a_pattern_names_files_in_order(shop, workspace):
    for name in ("b.csv", "a.csv", "c.txt"):
        workspace.raw(name, "")
    raw = workspace.folder / "raw"
    assert locate(shop(), "?.csv", raw) == [raw / "a.csv", raw / "b.csv"]


def test_a_file_of_a_package_is_found_without_importing_it(workspace, shop, monkeypatch):
    package = workspace.folder / "site" / "shopdata"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "data" / "items.csv").write_text("sku\nrum\n")
    monkeypatch.syspath_prepend(package.parent)
    source = shop("file: data/items.csv, package: shopdata")
    assert locate(source, source.file, workspace.folder) == [package / "data" / "items.csv"]


def test_a_package_that_is_not_installed_is_named_with_a_remedy(workspace, shop):
    source = shop("file: items.csv, package: no_such_package")
    with pytest.raises(SourceError, match=r"package no_such_package is not installed\. Install it"):
        locate(source, source.file, workspace.folder)


def test_the_fingerprint_is_of_the_reader_where_there_are_texts(workspace, monkeypatch):
    mapping = "account: who, occurred_at: day, kind: \"'call'\""
    workspace.raw("calls.csv", "who,day,note\nann,2024-01-01,fine\n")

    def now(more=""):
        interactions = f"{{{mapping}{more}}}"
        workspace.source("calls", f"{{type: csv, file: calls.csv, interactions: {interactions}}}")
        [source] = load_sources(workspace.folder / "sources")
        return fingerprint(source, workspace.folder / "raw")

    first = now(), now(", text: note")
    monkeypatch.setattr("patron.text.vader.Vader.version", "2")
    assert now() == first[0]
    assert now(", text: note") != first[1]


def test_the_fingerprint_is_of_content_and_mapping(workspace, shop):
    raw = workspace.folder / "raw"
    source = shop()
    first = fingerprint(source, raw)
    assert fingerprint(shop(), raw) == first
    assert fingerprint(shop("file: items.csv, delimiter: ;"), raw) != first
    workspace.raw("items.csv", "sku\nrum\n")
    assert fingerprint(source, raw) != first
