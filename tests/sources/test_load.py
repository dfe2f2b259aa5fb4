import pytest

from patron.errors import ConfigError, SourceError
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


NOTES = """\
    id,user,day,note,score
    1,u1,2024-01-05,The courier was rude.,
    2,u1,2024-01-06,<p>The courier was rude.</p>,
    3,u2,2024-01-07,,
    4,u2,2024-01-08,I love it!,-4.5
    5,u2,2024-01-09,I love it!,7
"""
CALLS = """
    type: csv
    file: calls.csv
    {reader}
    interactions:
      interaction_id: id
      account: user
      occurred_at: day
      kind: "'call'"
      text: note
      sentiment: score
"""


@pytest.fixture
def calls(workspace):
    """Return a workspace with the notes of calls."""
    workspace.raw("calls.csv", NOTES)
    workspace.source("calls", CALLS.format(reader=""))
    return workspace


def test_texts_are_read_on_their_way_into_the_lake(calls):
    [report] = calls.read()
    assert report.written["interactions"] == Written(added=4)
    read = calls.rows(INTERACTIONS, "interaction_id", "sentiment", "aspects", "words")
    assert [(number, said and round(said, 2), *rest) for number, said, *rest in read] == [
        # 5 × -2 / √(2² + 15)
        ("1", -2.29, '{"delivery": null, "service": -2.29}', '{"rude": -2.29}'),
        ("2", -2.29, '{"delivery": null, "service": -2.29}', '{"rude": -2.29}'),
        ("3", None, None, None),
        ("4", -4.5, None, '{"love": 3.36}'),
    ]


def test_a_sentiment_of_the_source_off_the_scale_is_rejected(calls):
    calls.read()
    assert calls.rejected() == [
        ("interactions", 6, "sentiment: '7' is not between -5 and 5"),
    ]


def test_another_reader_replaces_what_was_read(calls):
    calls.read()
    reader = "reader: {type: vader, aspects: {people: [courier]}}"
    calls.source("calls", CALLS.format(reader=reader))
    [report] = calls.read()
    assert report.written["interactions"] == Written(changed=2, repeated=2)
    assert calls.rows(INTERACTIONS, "aspects")[0] == ('{"people": -2.29}',)


def test_a_reader_that_fails_is_named_with_the_source_and_nothing_is_written(calls, monkeypatch):
    def fail(self, texts):
        raise RuntimeError("weights are missing")

    monkeypatch.setattr("patron.text.vader.Vader.read", fail)
    with pytest.raises(SourceError, match=r"calls: .* read by Vader: .*weights are missing"):
        calls.read()
    assert calls.lake.versions() == {}


def test_a_source_without_texts_has_nothing_read(web):
    web.read()
    assert set(web.rows(INTERACTIONS, "sentiment", "aspects", "words")) == {(None, None, None)}


def test_a_reader_that_is_not_known_is_named_with_its_file(calls):
    calls.source("calls", CALLS.format(reader="reader: vadar"))
    with pytest.raises(ConfigError, match=r"calls\.yaml: reader: type is 'vadar', but must be one"):
        calls.read()


def test_two_sources_keep_their_rows_apart(web):
    web.source("shop", (web.folder / "sources" / "web.yaml").read_text())
    web.read()
    assert web.rows(INTERACTIONS, "source", "interaction_id") == [
        (source, number) for source in ("shop", "web") for number in "123"
    ]
