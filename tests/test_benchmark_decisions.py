"""Whether the search in what clients were told finds what is broken, and finds nothing else."""

import time

import pyarrow as pa
import pytest
from benchmarks.service.clients import Run
from benchmarks.service.decisions import decisions
from benchmarks.service.promises import WEEK, Promises, rows_of

NOTHING = {"too many": 0, "too soon": 0, "without consent": 0, "twice": 0}
# Each row ends with when it was asked and answered.
FIRST = ("ann", "email", 0, "d1", 10, 20)


def broken(**rows):
    promises = Promises()
    promises.add(rows_of(rows))
    return {name: many for name, many in promises.broken().items() if many}


def test_two_promises_within_a_week_are_too_many():
    assert broken(promises=[FIRST, ("ann", "email", WEEK - 1, "d2", 30, 40)]) == {"too many": 1}
    assert broken(promises=[FIRST, ("ann", "email", WEEK, "d2", 30, 40)]) == {}
    assert broken(promises=[FIRST, ("ann", "sms", 1, "d2", 30, 40)]) == {}
    assert broken(promises=[FIRST, ("bob", "email", 1, "d2", 30, 40)]) == {}
    app = [("ann", "app", at, f"d{at}", 10, 20) for at in (1, 2)]
    assert broken(promises=app) == {}


def test_a_promise_soon_after_a_contact_that_was_told_is_too_soon():
    later = ("ann", "email", 1, "d2", 30, 40)
    told = ("ann", "email", 0, None, 10, 20)
    assert broken(promises=[later], made=[told]) == {"too soon": 1}
    # It was on its way still.
    assert broken(promises=[later], made=[("ann", "email", 0, None, 10, 35)]) == {}
    assert broken(promises=[later], made=[("ann", "email", 1 - WEEK, None, 10, 20)]) == {}
    # That a promise was kept is no other contact.
    kept = ("ann", "email", 1, "d1", 22, 25)
    assert broken(promises=[FIRST, ("ann", "email", WEEK, "d2", 30, 40)], made=[kept]) == {}


def test_a_promise_after_a_revocation_is_without_consent():
    no, yes = ("ann", "email", -2, False, 1, 9), ("ann", "email", -1, True, 1, 9)
    assert broken(promises=[FIRST], words=[no]) == {"without consent": 1}
    assert broken(promises=[FIRST], words=[no, yes]) == {}
    assert broken(promises=[FIRST], words=[("ann", "email", -1, False, 1, 9), yes]) != {}
    # Neither had been answered when it was asked; either may have come first.
    assert broken(promises=[FIRST], words=[("ann", "email", -2, False, 1, 11)]) == {}
    assert broken(promises=[FIRST], words=[no, ("ann", "email", -1, True, 19, 30)]) == {}
    assert broken(promises=[FIRST], words=[no, ("ann", "email", -1, True, 21, 30)]) != {}
    assert broken(promises=[FIRST], words=[("ann", "sms", -2, False, 1, 9)]) == {}


def test_what_not_all_clients_have_told_of_yet_is_not_judged():
    promises = Promises()
    no = ("ann", "email", -2, False, 1, 9)
    promises.add(rows_of({"promises": [FIRST], "words": [no]}))
    assert promises.broken(until=19) == NOTHING
    assert promises.broken(until=20) == {**NOTHING, "without consent": 1}


def test_a_decision_promised_twice_is_found():
    assert broken(promises=[FIRST, ("ann", "email", WEEK, "d1", 30, 40)]) == {"twice": 1}


def test_contacts_that_only_the_store_or_only_the_log_has_are_counted():
    promises = Promises()
    sent = ("ann", "email", 0, "d1", 22, 25)
    promises.add(rows_of({"promises": [FIRST], "made": [sent, ("bob", "app", 0, None, 1, 2)]}))

    def stored(*rows):
        names = ("customer", "channel", "decision_id")
        return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])

    assert promises.different(stored(("ann", "email", "d1"))) == 0
    assert promises.different(stored(("ann", "sms", "d1"))) == 2
    assert promises.different(stored(("ann", "email", "d1"), ("bob", "app", "d2"))) == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_clients_that_work_at_once_are_promised_what_the_store_has(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path}/shop.db"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").clean_database()
    begun = time.monotonic()
    run = Run(url, customers=200, begun=begun, until=begun + 120, speed=20_000)
    counts, promises, found = decisions(run, clients=2, most=200)
    assert counts.made >= 200
    assert promises.count("promises", "channel <> 'app'")
    assert found == {**NOTHING, "other in the store": 0, "stray": 0}
