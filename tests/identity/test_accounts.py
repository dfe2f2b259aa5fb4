from datetime import UTC, datetime

from patron.identity import read_accounts
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CONSENTS, IDENTIFIERS, INTERACTIONS, RELATIONS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def test_whatever_names_an_account_makes_it_known_from_the_first_time_on(tmp_path):
    lake = Lake(tmp_path, threads=1)
    did = {"interaction_id": "1", "occurred_at": day(1), "kind": "visit", "actor": "customer"}
    for table, source, known_at, rest in (
        (IDENTIFIERS, "s", day(5), {"id_type": "email", "id_value": "x"}),
        (INTERACTIONS, "s", day(3), did),
        (ATTRIBUTES, "t", day(2), {"name": "n"}),
        (CONSENTS, "u", day(9), {"channel": "mail", "granted": True}),
        (RELATIONS, "v", day(9), {"relation": "of", "other": "c"}),
    ):
        row = {"source": source, "account": "a", "known_at": known_at, **rest}
        lake.append(table, table.of([row]))
    found = [tuple(row.values()) for row in read_accounts(lake).to_pylist()]
    assert found == [("t", "a", day(2)), ("s", "a", day(3)), ("u", "a", day(9)), ("v", "a", day(9))]


def test_an_empty_lake_has_none(tmp_path):
    assert read_accounts(Lake(tmp_path)).num_rows == 0
