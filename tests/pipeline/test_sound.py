from datetime import UTC, datetime

from patron.history import show_current
from patron.lake import Lake
from patron.pipeline.sound import count_known, count_sources
from patron.schema import ACCOUNTS, CUSTOMERS, INTERACTIONS, LINKS, LOADS, PROFILES


def at(day):
    return datetime(2024, 1, day, tzinfo=UTC)


def row(number, day, known, **told):
    same = {"source": "till", "account": "a", "kind": "purchase", "actor": "customer"}
    at_ = {"occurred_at": at(day), "known_at": at(known), "interaction_id": str(number)}
    return {**same, **at_, "item": "tea", "amount": 1.0, **told}


def test_each_source_says_what_came_of_it_and_what_is_missing(tmp_path):
    lake = Lake(tmp_path / "lake")
    rows = [row(1, 1, 1), row(2, 1, 5, amount=None), row(3, 9, 9, item=None, kind="visit")]
    lake.append(INTERACTIONS, INTERACTIONS.of(rows))
    loads = [("till", 4, 1), ("crm", 7, 0)]
    told = [{"source": s, "fingerprint": "f", "records": n, "rejected": r} for s, n, r in loads]
    lake.append(LOADS, LOADS.of(told))
    with lake.connection() as connection:
        crm, till = count_sources(connection).sort_by("source").to_pylist()
    assert (crm["records"], crm["interactions"]) == (7, None)
    assert till == {
        "source": "till", "records": 4, "rejected": 1, "interactions": 3, "first": at(1),
        "last": at(9), "days": 2, "late": 1, "purchases": 2, "no_amount": 1, "no_item": 0,
    }  # fmt: skip


def test_people_and_what_is_known_of_them_are_counted(tmp_path):
    lake = Lake(tmp_path / "lake")
    account = {"source": "till", "known_at": at(1)}
    whose = {"1": "ann", "2": "ann", "3": "bob"}
    lake.replace(
        CUSTOMERS,
        CUSTOMERS.of({**account, "account": a, "customer_id": c} for a, c in whose.items()),
    )
    lake.replace(ACCOUNTS, ACCOUNTS.of({**account, "account": a, "number": int(a)} for a in whose))
    link = {**account, "other_source": "till", "by": "probable", "probability": 0.8}
    states = {"2": "review", "3": "joins"}
    lake.replace(
        LINKS,
        LINKS.of(
            {**link, "account": "1", "other_account": a, "state": s} for a, s in states.items()
        ),
    )
    told = {**account, "account": "1", "rule": "newest"}
    facts = (("ann", "age"), ("ann", "email"), ("bob", "email"), ("gone", "email"))
    lake.replace(
        PROFILES, PROFILES.of({**told, "customer_id": c, "name": n, "value": "x"} for c, n in facts)
    )
    with lake.connection() as connection:
        show_current(connection, 2**60)
        known, people = count_known(connection)
    assert known == {"age": 1, "email": 2}
    assert people == {"known": 2, "accounts": 3, "waiting": 1}
