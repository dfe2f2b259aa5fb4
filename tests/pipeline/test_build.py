import pytest

from patron.errors import SourceError
from patron.pipeline import build
from patron.schema import CUSTOMERS, HISTORY


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


def test_a_missing_file_leaves_the_history_as_it_was(built):
    before = built.workspace.lake.versions()
    (built.raw / "till.csv").unlink()
    with pytest.raises(SourceError, match=r"till: there is no file"):
        build(built.workspace)
    assert built.workspace.lake.versions() == before
