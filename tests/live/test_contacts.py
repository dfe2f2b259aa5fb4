import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2024, 5, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
# Tries as often as it can for many customers and prints how often it was told yes.
GREEDY = """
import sys
from datetime import UTC, datetime, timedelta
from patron.live import LiveStore
store = LiveStore(sys.argv[1])
now, week = datetime(2024, 5, 8, tzinfo=UTC), timedelta(days=7)
names = [f"c{number}" for number in range(20)]
yes = [store.reserve_contact([name], "email", now, week, 2) for _ in range(3) for name in names]
print(sum(yes))
"""


@pytest.fixture
def reserve(store):
    store.prepare()

    def ask(*customers, at=NOW, channel="email", limit=1):
        return store.reserve_contact(customers or ["ann"], channel, at, WEEK, limit)

    return ask


def test_a_limit_is_of_a_customer_a_channel_and_a_window(reserve):
    assert reserve()
    assert not reserve()
    assert reserve(channel="sms")
    assert reserve("bob")
    assert not reserve(at=NOW + WEEK - timedelta(microseconds=1))
    assert reserve(at=NOW + WEEK)


def test_a_clock_that_is_behind_gets_no_more(reserve):
    assert reserve()
    assert not reserve(at=NOW - timedelta(hours=1))


def test_contacts_under_a_former_id_count(reserve):
    assert reserve("old")
    assert not reserve("new", "old")
    assert reserve("new")


def test_threads_that_ask_at_once_are_told_yes_as_often_as_there_is_room(reserve):
    with ThreadPoolExecutor(8) as pool:
        yes = list(pool.map(lambda _: reserve(limit=3), range(24)))
    assert sum(yes) == 3


def test_processes_that_ask_at_once_are_told_yes_as_often_as_there_is_room(reserve, url):
    command = [sys.executable, "-c", GREEDY, url]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    assert sum(int(one.communicate()[0]) for one in asking) == 2 * 20
