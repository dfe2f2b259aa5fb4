import pytest

from patron.lake import Written
from patron.schema import (
    INTERACTIONS,
)


def test_a_load_that_broke_off_is_done_again(web, monkeypatch):
    class Broken(Exception):
        pass

    def break_off(*_):
        raise Broken

    monkeypatch.setattr("patron.sources.load.rejected_of", break_off)
    with pytest.raises(Broken):
        web.read()
    monkeypatch.undo()
    [report] = web.read()
    assert report.written["interactions"] == Written(repeated=3)
    assert report.unchanged is False


def test_two_sources_keep_their_rows_apart(web):
    web.source("shop", (web.folder / "sources" / "web.yaml").read_text())
    web.read()
    assert web.rows(INTERACTIONS, "source", "interaction_id") == [
        (source, number) for source in ("shop", "web") for number in "123"
    ]
