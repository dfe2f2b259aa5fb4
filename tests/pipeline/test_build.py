import shutil
from datetime import UTC, datetime

import pytest

from patron.errors import SourceError
from patron.pipeline import build
from patron.schema import ACCOUNTS, CUSTOMERS, HISTORY, LINKS, VERDICTS


def test_what_was_built_is_counted(small_shop, built):
    found = build(built.workspace)
    assert (found.changed, len(found.sources)) == (False, 3)
    assert all(report.unchanged for report in found.sources)
    lake = small_shop.workspace.lake
    assert found.interactions == lake.read(HISTORY).num_rows
    assert found.customers == len(set(lake.read(HISTORY)["customer_id"].to_pylist()))
    assert found.versions == built.workspace.lake.versions()


def test_other_rules_of_identity_join_other_accounts(built):
    before = build(built.workspace)
    built.write("identity.yaml", "{trusted: [passport]}")
    after = build(built.workspace)
    assert after.changed
    assert after.customers > before.customers
    assert after.interactions == before.interactions
    built.write("identity.yaml", "{trusted: [email], largest: 5}")
    assert build(built.workspace).customers == before.customers


def test_customers_keep_their_id_when_more_becomes_known(built):
    lake = built.workspace.lake
    before = {
        (r["source"], r["account"]): r["customer_id"] for r in lake.read(CUSTOMERS).to_pylist()
    }
    path = built.raw / "till.csv"
    path.write_text(path.read_text() + "n1,new,2024-04-01,s1,shelf1,1,2,p9@x.org\n")
    build(built.workspace)
    after = {
        (r["source"], r["account"]): r["customer_id"] for r in lake.read(CUSTOMERS).to_pylist()
    }
    assert {key: after[key] for key in before} == before
    assert after["till", "new"] == before["till", "k9"]


def who_is_who(lake):
    tables = [lake.read(table) for table in (ACCOUNTS, LINKS, CUSTOMERS)]
    return [tables[0].sort_by("number"), *tables[1:]]


def verdict(number, kind, **more):
    given = {"given_by": "ann", "given_at": datetime(2024, 5, 1, tzinfo=UTC)}
    return VERDICTS.of([{"number": number, "verdict": kind, **given, **more}])


def test_a_verdict_that_is_taken_back_leaves_no_trace(built):
    build(built.workspace)
    lake = built.workspace.lake
    before = who_is_who(lake)
    pair = {"source": "till", "account": "k1", "other_source": "till", "other_account": "k2"}
    lake.append(VERDICTS, verdict(1, "same", **pair))
    merged = build(built.workspace)
    assert merged.changed
    still = "known_until IS NULL AND source = 'till' AND account IN ('k1', 'k2')"
    assert len(set(lake.read(CUSTOMERS, where=still)["customer_id"].to_pylist())) == 1
    lake.append(VERDICTS, verdict(2, "undo", undoes=1))
    assert build(built.workspace).customers == merged.customers + 1
    assert who_is_who(lake) == before


def test_customers_built_step_by_step_are_those_built_at_once(built):
    build(built.workspace)
    path = built.raw / "till.csv"
    path.write_text(path.read_text() + "n1,new,2020-04-01,s1,shelf1,1,2,p9@x.org\n")
    build(built.workspace)
    lake = built.workspace.lake
    grown = who_is_who(lake)
    assert grown[0]["account"].to_pylist()[-1] == "new"
    for table in (LINKS, CUSTOMERS):
        shutil.rmtree(lake.folder / table.name)
    build(built.workspace)
    assert who_is_who(lake) == grown


def test_a_missing_file_leaves_the_history_as_it_was(built):
    before = built.workspace.lake.versions()
    (built.raw / "till.csv").unlink()
    with pytest.raises(SourceError, match=r"till: there is no file"):
        build(built.workspace)
    assert built.workspace.lake.versions() == before
