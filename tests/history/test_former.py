from datetime import UTC, datetime

import numpy as np

from patron.history import STILL, Former, read_history, read_parts, unify
from patron.history.former import read_former
from patron.lake import Lake
from patron.schema import CUSTOMERS, INTERACTIONS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def held(account, customer_id, since, until=None):
    ends = None if until is None else day(until)
    named = {"source": "s", "account": account, "customer_id": customer_id}
    return {**named, "known_at": day(since), "known_until": ends}


def lake_of(folder, customers, *did):
    lake = Lake(folder, threads=1)
    rows = [
        {
            "source": "s",
            "interaction_id": str(number),
            "account": account,
            "occurred_at": day(at),
            "known_at": day(known),
            "kind": "visit",
            "actor": "customer",
        }
        for number, (account, at, known) in enumerate(did)
    ]
    lake.replace(INTERACTIONS, INTERACTIONS.of(rows))
    lake.replace(CUSTOMERS, CUSTOMERS.of(customers))
    unify(lake)
    return lake


# The account of zoe became part of bob's on the fifth, both part of ann's on the ninth.
STORY = [
    held("a", "ann", 1),
    held("b", "bob", 1, 9),
    held("b", "ann", 9),
    held("z", "zoe", 1, 5),
    held("z", "bob", 5, 9),
    held("z", "ann", 9),
]
DID = [("a", 2, 2), ("z", 3, 3), ("z", 4, 6), ("b", 8, 20)]


def test_those_who_ended_are_part_of_the_one_who_has_their_accounts_now(tmp_path):
    lake = lake_of(tmp_path, STORY, *DID)
    assert read_former(lake).to_pylist() == [
        {"customer_id": "bob", "ended_at": day(9), "becomes": "ann"},
        {"customer_id": "zoe", "ended_at": day(5), "becomes": "ann"},
    ]
    history = read_history(lake)
    assert history.customers.tolist() == ["ann", "bob", "zoe"]
    assert history.persons.tolist() == [0, 0, 0]
    assert history.ended_at[0] == STILL
    assert (history.ended_at[2] - history.ended_at[1]) / 86_400_000_000 == 5 - 9


def test_a_part_keeps_the_id_of_one_who_is_elsewhere(tmp_path):
    parts = list(read_parts(lake_of(tmp_path, STORY, *DID), {"kind"}, rows=1))
    assert sum(len(part.customers) for part in parts) == 3
    history = read_history(Lake(tmp_path))
    for part in (*parts, *(history.of_customer(who) for who in ("ann", "bob", "zoe"))):
        own = dict(zip(history.customers, history.ended_at, strict=True))
        assert part.ended_at.tolist() == [own[who] for who in part.customers]
    zoe = history.take(1, 3).take(1, 2)
    assert (zoe.persons.tolist(), zoe.former.becomes.tolist()) == ([-1], ["ann"])
    assert len(history.of_customer("ann").former) == 0


def test_without_former_customers_nothing_is_held_of_them(tmp_path):
    history = read_history(lake_of(tmp_path, [held("a", "ann", 1)], ("a", 2, 2)))
    assert len(history.former) == 0
    assert (history.ended_at.tolist(), history.persons.tolist()) == ([STILL], [0])
    assert len(Former.none()) == 0


def test_former_customers_without_a_row_are_passed_over():
    customers = np.array(["ann"], dtype=object)
    assert len(Former.among(customers, None)) == 0
    assert len(Former.among(customers[:0], None)) == 0


def test_of_a_history_in_which_nobody_ended_nobody_is_former(tmp_path):
    found = read_former(lake_of(tmp_path, [held("a", "ann", 1)], ("a", 2, 2)))
    assert (found.num_rows, found.column_names) == (0, ["customer_id", "ended_at", "becomes"])
