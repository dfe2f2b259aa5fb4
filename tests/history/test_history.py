from datetime import UTC, datetime, timedelta

import pytest

from patron.errors import CutoffError
from patron.history import micros

ROWS = (
    {"who": "bob", "at": "2024-01-02", "item": "a"},
    {"who": "ann", "at": "2024-01-01", "item": "a"},
    {"who": "ann", "at": "2024-01-03", "item": "b", "known": "2024-02-01"},
    {"who": "ann", "at": "2024-01-04", "item": None, "kind": "visit"},
)


@pytest.fixture
def history(history_of):
    items = ({"item": "a", "category": "tea"}, {"item": "b", "category": "tea"})
    return history_of(*ROWS, items=items)


def told(history):
    days = [datetime.fromtimestamp(at / 1e6, UTC).day for at in history.occurred_at]
    return list(zip(history.customers[history.owner].tolist(), days, strict=True))


def test_rows_lie_in_order_of_customer_and_time(history):
    assert told(history) == [("ann", 1), ("ann", 3), ("ann", 4), ("bob", 2)]
    assert repr(history) == "History(4 interactions, 2 customers)"


def test_rows_of_some_kinds_are_picked_and_none_means_all(history):
    assert told(history.of_kinds(("visit", "unheard-of"))) == [("ann", 4)]
    assert history.of_kinds(None) is history


def test_upto_is_what_had_happened_and_was_known(history, day):
    assert told(history.upto(day("2024-01-03"))) == [("ann", 1), ("bob", 2)]
    assert told(history.upto(day("2024-01-02"))) == [("ann", 1), ("bob", 2)]
    assert told(history.upto(day("2024-02-01"))) == told(history)
    assert told(history.upto(day("2023-01-01"))) == []


def test_after_is_what_happened_then_whenever_it_became_known(history, day):
    after = history.after(day("2024-01-01"), timedelta(days=2))
    assert told(after) == [("ann", 3), ("bob", 2)]


def test_until_and_after_are_all_that_happened_whenever_it_became_known(history, day):
    moment = day("2024-01-02")
    assert set(told(history.upto(moment))) <= set(told(history.until(moment)))
    both = len(history.until(moment)) + len(history.after(moment, timedelta(days=99)))
    assert both == len(history)


def test_a_cutoff_parts_the_past_from_the_future_without_a_row_in_both(history, day):
    for cutoff in (day("2024-01-02"), day("2024-01-02") - 1, day("2024-01-03") + 1):
        both = len(history.upto(cutoff)) + len(history.after(cutoff, timedelta(days=99)))
        hidden = ((history.occurred_at <= cutoff) & (history.known_at > cutoff)).sum()
        assert both + hidden == len(history)


def test_a_customer_alone_keeps_what_is_theirs(history):
    assert told(history.of_customer("bob")) == [("bob", 2)]
    assert len(history.of_customer("cem")) == 0
    assert len(history.of_customer("zoe").customers) == 0


def test_rows_are_grouped_by_item_and_by_pair(history):
    groups = history.groups("item")
    assert history.names["item"][groups.item].tolist() == ["a", "b"]
    assert groups.offsets.tolist() == [0, 2, 3]
    pairs = history.groups("pair", "category")
    assert history.customers[pairs.customer].tolist() == ["ann", "bob"]
    assert history.names["category"][pairs.item].tolist() == ["tea", "tea"]
    assert pairs.offsets.tolist() == [0, 2, 3]


def test_the_history_ends_with_what_a_customer_did_last_not_with_what_was_sent(history_of, day):
    rows = ({"at": "2024-01-01"}, {"at": "2024-03-01", "actor": "company"})
    history = history_of(*rows)
    assert (history.start, history.end) == (day("2024-01-01"), day("2024-01-01"))
    assert history_of(rows[1]).end == day("2024-03-01")


def test_an_empty_history_has_no_end(history_of):
    with pytest.raises(CutoffError, match="The history is empty; run `patron build`"):
        _ = history_of().end


def test_times_need_a_zone_and_are_exact_to_the_microsecond():
    assert micros(datetime(1970, 1, 1, 0, 0, 0, 7, tzinfo=UTC)) == 7
    assert micros(datetime(2286, 11, 20, 17, 46, 40, 1, tzinfo=UTC)) == 10_000_000_000_000_001
    assert micros(timedelta(days=-1, microseconds=2)) == -86_399_999_998
    with pytest.raises(CutoffError, match="2024-01-01 00:00:00 has no time zone"):
        micros(datetime(2024, 1, 1))
