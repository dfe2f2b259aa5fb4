import json
from datetime import UTC, datetime

import pytest

from patron.errors import ModelError
from patron.training.promotions import ROLLBACK, Promotions

NOW, AT = datetime(2024, 6, 1, tzinfo=UTC), "2024-06-01T00:00:00+00:00"


@pytest.fixture
def log(tmp_path):
    return Promotions(tmp_path / "promotions.jsonl", "ws")


def champion(log, to, **event):
    log.add({"model": "ws.churn", "alias": "champion", "to": to, **event})


def test_champions_are_told_in_their_order_and_a_rollback_takes_one_back(log):
    assert log.champions("ws.churn") == []
    for version in ("1", "2", "4"):
        champion(log, version)
    log.add({"model": "ws.churn", "alias": "challenger", "to": "5"})
    log.add({"model": "ws.value", "alias": "champion", "to": "9"})
    assert log.champions("ws.churn") == ["1", "2", "4"]
    champion(log, "2", action=ROLLBACK)
    assert log.champions("ws.churn") == ["1", "2"]
    champion(log, "1", action=ROLLBACK)
    assert log.champions("ws.churn") == ["1"]


def test_workspaces_share_a_file_without_seeing_each_other(log):
    champion(log, "1")
    assert Promotions(log.file, "other").champions("ws.churn") == []


def test_a_damaged_line_is_named(log):
    champion(log, "1")
    with log.file.open("a") as file:
        file.write("words\n")
    with pytest.raises(ModelError, match=r"promotions\.jsonl, line 2 is not JSON"):
        log.champions("ws.churn")


def test_a_champion_that_nobody_wrote_down_is_written_down_once(log):
    champion(log, "1")
    assert log.note_found("ws.churn", "1", NOW) is False
    assert log.note_found("ws.churn", None, NOW) is False
    assert log.note_found("ws.churn", "3", NOW) is True
    assert log.note_found("ws.churn", "3", NOW) is False
    assert log.champions("ws.churn") == ["1", "3"]
    last = json.loads(log.file.read_text().splitlines()[-1])
    assert (last["from"], last["to"], last["by"], last["at"]) == ("1", "3", "unknown", AT)
