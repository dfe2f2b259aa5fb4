from datetime import UTC, datetime

import pytest

from patron.history import show_current
from patron.lake import Lake
from patron.pipeline.offered import offered
from patron.schema import HISTORY, OFFERS, OUTCOMES, RECEIPTS


def at(day):
    return datetime(2024, 1, day, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path):
    lake = Lake(tmp_path / "lake")
    rows = [
        ("ann", 1, "contact", "company", "tea", None, None),
        ("ann", 2, "contact", "company", "tea", None, None),
        ("ann", 3, "redemption", "customer", "tea", 5.0, None),
        ("bob", 1, "redemption", "customer", "tea", 9.0, None),
        ("bob", 2, "contact", "company", "tea", None, None),
        ("cem", 1, "contact", "company", "ham", None, None),
        ("cem", 2, "visit", "customer", "ham", None, None),
        ("cem", 3, "contact", "company", "drawn", None, 0.5),
        ("cem", 4, "contact", "company", "measured", None, None),
    ]
    names = ("customer_id", "day", "kind", "actor", "offer", "amount", "propensity")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    lake.replace(
        HISTORY,
        HISTORY.of(
            {
                **{name: value for name, value in row.items() if name != "day"},
                "occurred_at": at(row["day"]),
                "known_at": at(row["day"]),
                "source": "s",
                "interaction_id": str(number),
            }
            for number, row in enumerate(told)
        ),
    )
    return lake


def rows_of(lake):
    with lake.connection() as connection:
        show_current(connection, 2**60)
        found = offered(connection, lake, ["measured"]).sort_by([("where", "ascending")])
    return sorted(tuple(row.values()) for row in found.to_pylist())


def test_a_contact_counts_once_a_customer_and_what_they_did_before_does_not(lake):
    assert rows_of(lake) == [
        ("ham", "contacts", 1, None, 0, None),
        ("tea", "contacts", 2, None, 1, 5.0),
    ]


def test_who_takes_a_part_of_an_offer_takes_it_once(lake):
    ids = ("ham-1", "ham-2", "ham-2")
    rows = [{"source": "s", "offer": one, "item": str(n)} for n, one in enumerate(ids)]
    lake.append(OFFERS, OFFERS.of({**row, "part_of": "ham"} for row in rows))
    took = {"customer_id": "cem", "kind": "redemption", "actor": "customer", "source": "s"}
    rows = [("ham-1", 1, 2.0), ("ham-2", 5, 3.0), ("ham-2", 6, None), ("jam-1", 6, 9.0)]
    lake.append(
        HISTORY,
        HISTORY.of(
            {**took, "offer": offer, "amount": amount, "interaction_id": f"part{n}"}
            | {"occurred_at": at(day), "known_at": at(day)}
            for n, (offer, day, amount) in enumerate(rows)
        ),
    )
    assert rows_of(lake) == [
        ("ham", "contacts", 1, None, 1, 5.0),
        ("tea", "contacts", 2, None, 1, 5.0),
    ]


def test_where_no_answer_names_an_offer_it_is_not_told_who_took_it(lake):
    lake.replace(HISTORY, lake.read(HISTORY, where="kind <> 'redemption'"))
    assert rows_of(lake) == [
        ("ham", "contacts", 1, None, None, None),
        ("tea", "contacts", 2, None, None, None),
    ]


def test_answers_of_the_service_are_told_with_what_became_of_them(lake):
    answer = {"customer_id": "ann", "decided_at": at(1), "valid_until": at(2), "propensity": 1.0}
    answer |= {"receipt": "{}", "type": "gift"}
    chosen = (("1", "tea"), ("2", "tea"), ("3", "nothing"))
    lake.append(
        RECEIPTS,
        RECEIPTS.of(
            {**answer, "decision_id": one, "offer": offer}
            | ({"type": "nothing"} if offer == "nothing" else {})
            for one, offer in chosen
        ),
    )
    became = (("a", "1", "sent", None), ("b", "1", "accepted", None), ("c", "1", "bought", 7.0))
    lake.append(
        OUTCOMES,
        OUTCOMES.of(
            {"outcome_id": one, "decision_id": of, "kind": kind, "amount": amount}
            | {"occurred_at": at(3), "known_at": at(3)}
            for one, of, kind, amount in (*became, ("d", "2", "sent", None))
        ),
    )
    assert ("tea", "answers of the service", 2, 2, 1, 7.0) in rows_of(lake)
    assert len(rows_of(lake)) == 3
