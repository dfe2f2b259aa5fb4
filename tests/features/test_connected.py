from datetime import UTC, datetime
from pathlib import Path

import pytest

from patron.features.compute import feature_columns
from patron.features.connected import Connected
from patron.history import micros, read_history
from patron.lake import Lake
from patron.schema import CUSTOMERS, HISTORY, RELATIONS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def relation(account, name, other, known):
    row = {"source": "crm", "account": account, "relation": name, "other": other}
    return {**row, "known_at": day(known)}


def owns(account, customer, known=1):
    return {"source": "crm", "account": account, "customer_id": customer, "known_at": day(known)}


def bought(who):
    row = {"customer_id": who, "occurred_at": day(1), "known_at": day(1), "kind": "purchase"}
    return {**row, "actor": "customer", "source": "crm", "interaction_id": who}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Return a lake of ann (accounts 1 and 2), bob (3) and eve (4, known to be hers on the 6th)."""
    owned = [owns("1", "ann"), owns("2", "ann"), owns("3", "bob"), owns("4", "eve", 6)]
    related = [
        relation("1", "household", "3", 2),
        relation("3", "household", "2", 4),
        relation("1", "household", "2", 1),
        relation("2", "household", "4", 3),
        relation("3", "referral", "1", 2),
        relation("3", "household", "nobody", 1),
    ]
    lake = Lake(tmp_path / "lake")
    lake.replace(HISTORY, HISTORY.of(bought(who) for who in ("ann", "bob", "eve")))
    lake.replace(CUSTOMERS, CUSTOMERS.of(owned))
    lake.replace(RELATIONS, RELATIONS.of(related))
    return lake


def counts(lake, at, **fields):
    feature = Connected(name="x", idea="who they know", **fields)
    columns = feature_columns(read_history(lake), [feature], [micros(day(at))], "customer")[3]
    return columns["x"].tolist()


def test_each_other_customer_counts_once_from_when_relation_and_links_were_known(lake):
    assert counts(lake, 1, relation="household") == [0.0, 0.0, 0.0]
    assert counts(lake, 3, relation="household") == [1.0, 1.0, 0.0]
    assert counts(lake, 5, relation="household") == [1.0, 1.0, 0.0]
    assert counts(lake, 6, relation="household") == [2.0, 1.0, 1.0]


def test_a_direction_counts_one_end(lake):
    assert counts(lake, 6, relation="referral", direction="to") == [0.0, 1.0, 0.0]
    assert counts(lake, 6, relation="referral", direction="of") == [1.0, 0.0, 0.0]
    assert counts(lake, 6, relation="employer") == [0.0, 0.0, 0.0]
