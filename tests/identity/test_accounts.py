from datetime import UTC, datetime

from patron.identity import read_accounts
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CONSENTS, IDENTIFIERS, INTERACTIONS, RELATIONS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def test_whatever_names_an_account_makes_it_known_from_the_first_time_on(tmp_path):
    lake = Lake(tmp_path, threads=1)
    who = {"source": "s", "account": "a"}
    other = {"source": "t", "account": "a"}
    lake.append(IDENTIFIERS, IDENTIFIERS.of(
        [{**who, "id_type": "email", "id_value": "x", "known_at": day(5)}]))  # fmt: skip
    lake.append(INTERACTIONS, INTERACTIONS.of(
        [{**who, "interaction_id": "1", "occurred_at": day(1), "known_at": day(3),
          "kind": "visit", "actor": "customer"}]))  # fmt: skip
    lake.append(ATTRIBUTES, ATTRIBUTES.of([{**other, "name": "n", "known_at": day(2)}]))
    lake.append(CONSENTS, CONSENTS.of(
        [{"source": "u", "account": "c", "channel": "mail", "granted": True, "known_at": day(9)}]))  # fmt: skip
    lake.append(RELATIONS, RELATIONS.of(
        [{"source": "u", "account": "r", "relation": "of", "other": "c", "known_at": day(9)}]))  # fmt: skip
    found = [tuple(row.values()) for row in read_accounts(lake).to_pylist()]
    assert found == [
        ("t", "a", day(2)), ("s", "a", day(3)), ("u", "c", day(9)), ("u", "r", day(9)),
    ]  # fmt: skip


def test_an_empty_lake_has_none(tmp_path):
    assert read_accounts(Lake(tmp_path)).num_rows == 0
