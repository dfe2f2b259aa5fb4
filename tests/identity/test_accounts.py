from datetime import UTC, datetime
from hashlib import sha256

import pyarrow as pa

from patron.identity import read_accounts
from patron.identity.accounts import own_ids, places
from patron.lake import Lake
from patron.schema import ACCOUNTS, ATTRIBUTES, CONSENTS, IDENTIFIERS, INTERACTIONS, RELATIONS


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
    assert found == [
        ("t", "a", 0, day(2)),
        ("s", "a", 1, day(3)),
        ("u", "a", 2, day(9)),
        ("v", "a", 3, day(9)),
    ]


def of(source, account, known_at, number=None):
    row = {"source": source, "account": account, "known_at": known_at}
    if number is None:
        return row | {"id_type": "email", "id_value": "x"}
    return row | {"number": number}


def test_a_number_once_given_stays_and_new_accounts_get_the_next(tmp_path):
    lake = Lake(tmp_path, threads=1)
    lake.append(IDENTIFIERS, IDENTIFIERS.of([of("s", "b", day(5)), of("s", "a", day(6))]))
    lake.append(ACCOUNTS, read_accounts(lake))
    # An older account comes late, and an old one proves to have been known before.
    new = [of("s", "d", day(1)), of("s", "c", day(1)), of("s", "a", day(2)) | {"id_value": "y"}]
    lake.append(IDENTIFIERS, IDENTIFIERS.of(new))
    expected = ACCOUNTS.of(
        [
            of("s", "b", day(5), 0),
            of("s", "a", day(2), 1),
            of("s", "c", day(1), 2),
            of("s", "d", day(1), 3),
        ]
    )
    assert read_accounts(lake) == expected
    lake.append(ACCOUNTS, expected)
    assert read_accounts(lake) == expected


def test_an_account_that_no_source_names_any_more_stays(tmp_path):
    lake = Lake(tmp_path, threads=1)
    lake.append(ACCOUNTS, ACCOUNTS.of([of("s", "gone", day(3), 0)]))
    lake.append(IDENTIFIERS, IDENTIFIERS.of([of("s", "a", day(1))]))
    names = read_accounts(lake).select(["account", "number"]).to_pylist()
    assert names == [{"account": "gone", "number": 0}, {"account": "a", "number": 1}]


def test_an_empty_lake_has_none(tmp_path):
    assert read_accounts(Lake(tmp_path)).num_rows == 0


def test_an_own_id_is_made_from_source_and_name():
    accounts = ACCOUNTS.of([of("s", "a", day(1), 0), of("s", "b", day(1), 1)])
    expected = ["c" + sha256(f"s\x1f{name}".encode()).hexdigest()[:16] for name in "ab"]
    assert own_ids(accounts).to_pylist() == expected


def test_a_place_is_found_by_source_and_name():
    accounts = ACCOUNTS.of([of("s", "a", day(1), 0), of("t", "a", day(1), 1)])
    source, account = pa.chunked_array([["t", "s", "t"]]), pa.chunked_array([["a", "a", "b"]])
    assert places(accounts, source, account).tolist() == [1, 0, -1]
