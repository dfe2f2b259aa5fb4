import logging

import pytest

from patron.errors import ConfigError, SourceError
from patron.lake import Written
from patron.schema import (
    INTERACTIONS,
    LOADS,
)
from patron.sources import load_sources


def test_reading_again_reads_nothing(web):
    web.read()
    versions = web.lake.versions()
    [report] = web.read()
    assert (report.unchanged, report.records, report.written) == (True, 3, {})
    assert web.lake.versions() == versions


def test_a_file_that_has_grown_adds_what_is_new(web):
    web.read()
    web.change("raw/web.csv", "3,u2,", "4,u3,,557,2024-01-08,tea,2.5\n3,u2,")
    [report] = web.read()
    assert report.written["interactions"] == Written(added=1, repeated=3)
    assert web.lake.read(LOADS).num_rows == 1


def test_a_corrected_record_replaces_the_old(web):
    web.read()
    web.change("raw/web.csv", "2.50", "3.50")
    [report] = web.read()
    assert report.written["interactions"] == Written(changed=1, repeated=2)
    assert web.rows(INTERACTIONS, "interaction_id", "amount")[0] == ("1", 3.5)


def test_a_changed_mapping_is_read_again(web):
    web.read()
    web.change("sources/web.yaml", "'purchase'", "'order'")
    [report] = web.read()
    assert report.written["interactions"] == Written(changed=3)


@pytest.mark.parametrize("content", ["", "order_no,user,mail,phone,moment,product,total\n"])
def test_a_source_without_records_is_a_warning(web, caplog, content):
    web.raw("web.csv", content)
    with caplog.at_level(logging.WARNING):
        [report] = web.read()
    assert report.empty
    assert "web: there are no records in web.csv" in caplog.text
    assert web.lake.read(INTERACTIONS).num_rows == 0


def test_a_missing_file_is_named_with_its_whole_path(web):
    web.change("sources/web.yaml", "web.csv", "wbe.csv")
    with pytest.raises(SourceError) as caught:
        web.read()
    assert str(caught.value) == f"web: there is no file {web.folder / 'raw' / 'wbe.csv'}."


def test_a_folder_without_sources_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"sources has no \*\.yaml file"):
        load_sources(tmp_path / "sources")


def test_sources_come_in_order_of_their_names(workspace):
    for name in ("b", "a", "c"):
        workspace.source(name, "{type: csv, file: x.csv, items: {item: x}}")
    assert [source.name for source in load_sources(workspace.folder / "sources")] == [*"abc"]
