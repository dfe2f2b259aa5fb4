import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from patron.errors import StoreError

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def received(store):
    return [
        (event.row["interaction_id"], event.row["amount"]) for *_, event in store.uncollected(0, 99)
    ]


def test_each_event_is_kept_once_and_the_last_content_holds(store, receive, event_of):
    one, two, again = event_of(1, "a"), event_of(2, "a"), event_of(1, "a", 5.0)
    assert receive(one, two) == ["accepted", "accepted"]
    assert receive(two, one) == ["repeated", "repeated"]
    assert receive(again) == ["corrected"]
    assert sorted(received(store)) == [("1", 5.0), ("2", 1.0)]


def test_in_one_request_too(store, receive, event_of):
    events = event_of(1, "a"), event_of(1, "a"), event_of(1, "a", 5.0)
    assert receive(*events) == ["accepted", "repeated", "corrected"]
    assert received(store) == [("1", 5.0)]


def test_the_same_id_of_another_source_is_another_event(receive, event_of):
    assert receive(event_of(1, "a"), event_of(1, "a", source="app")) == ["accepted", "accepted"]


def test_many_at_once(store, receive, event_of):
    events = [event_of(number, f"a{number % 7}") for number in range(1_000)]
    assert set(receive(*events)) == {"accepted"}
    assert set(receive(*events[::-1])) == {"repeated"}


def test_two_who_send_the_same_at_once_leave_it_once(store, receive, event_of):
    events = [event_of(number, "a") for number in range(30)]
    receive(event_of(99, "a"))
    threads = [threading.Thread(target=receive, args=events[::step]) for step in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(received(store)) == 31


def test_what_was_collected_is_not_given_again_unless_it_is_corrected(store, receive, event_of):
    receive(event_of(1, "a"), event_of(2, "a"))
    found = store.uncollected(0, 99)
    # The first is corrected between being read and being noted as collected.
    receive(event_of(1, "a", 5.0))
    store.mark_collected([(number, digest) for number, digest, *_ in found], {"interactions": 3})
    assert received(store) == [("1", 5.0)]


def test_a_part_at_a_time(store, receive, event_of):
    receive(*(event_of(number, "a") for number in range(5)))
    first = store.uncollected(0, 3)
    rest = store.uncollected(first[-1][0], 3)
    assert [len(first), len(rest)] == [3, 2]


def test_nothing_of_what_cannot_be_written_is_kept(store, receive, event_of):
    receive(event_of(1, "a"))
    mail = event_of(3, "a", identifiers={"email": "a@b.org"})
    with pytest.raises(StoreError, match="cannot be read or written"):
        store.receive([event_of(2, "a"), mail], DAY, {("email", "a@b.org"): (None, True)})
    assert received(store) == [("1", 1.0)]


def test_of_two_consents_the_later_holds_whichever_came_first(
    store, receive, event_of, customer_of
):
    store.publish([customer_of("ann", accounts=(("web", "a"),))], 5, "shop", {})
    later = event_of(1, "a", consents={"email": False, "sms": True})
    earlier = event_of(2, "a", consents={"email": True}, at=later_than(later, -1))
    same = event_of(3, "a", consents={"sms": False})
    receive(later, earlier, same)
    with store.snapshot() as snapshot:
        [ann] = {*snapshot.people(["ann"]).values()}
        assert snapshot.consents([ann]) == {"ann": {"email": False, "sms": False}}


def later_than(event, hours):
    from patron.live.event import EPOCH

    return EPOCH + timedelta(microseconds=event.row["occurred_at"], hours=hours)


# Sends one event after the other for as long as it is let, and says which were acknowledged.
ENDLESS = """
import sys
from datetime import UTC, datetime
from itertools import count
from patron.live import Event, LiveStore

store, now = LiveStore(sys.argv[1]), datetime(2024, 5, 1, tzinfo=UTC)
row = {"source": "web", "account": "a", "occurred_at": 7, "kind": "visit", "actor": "customer"}
for number in count():
    event = Event({**row, "interaction_id": str(number)})
    print(number, *store.receive([event, event], now), flush=True)
"""


def test_what_was_acknowledged_outlives_a_process_killed_in_the_middle(store, url):
    store.prepare()
    sender = subprocess.Popen([sys.executable, "-c", ENDLESS, url], stdout=subprocess.PIPE)
    said = [sender.stdout.readline().split() for _ in range(20)]
    sender.kill()
    rest, _ = sender.communicate()
    said += [line.split() for line in rest.splitlines() if line.endswith(b"repeated")]
    assert {tuple(what) for _, *what in said} == {(b"accepted", b"repeated")}
    kept = [event.row["interaction_id"] for *_, event in store.uncollected(0, 9_999)]
    assert len(kept) == len(set(kept))
    assert set(kept) >= {number.decode() for number, *_ in said}
