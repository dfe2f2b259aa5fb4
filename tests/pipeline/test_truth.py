import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patron.errors import LakeError, SourceError
from patron.pipeline import grade_truth
from patron.schema import CUSTOMERS, DECISIONS, HISTORY, SCORES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {"cutoff": NOW, "customer_id": "c1"}


@pytest.fixture
def world(new_shop):
    """A workspace whose lake has one customer of two accounts, and its truth."""
    workspace = new_shop.workspace
    names = [{"source": "crm", "account": account} for account in ("a", "b")]
    rows = [{**name, "customer_id": "c1", "known_at": NOW} for name in names]
    # Who they were thought to be before does not count.
    past = {**names[0], "customer_id": "c0", "known_at": NOW.replace(year=2025), "known_until": NOW}
    workspace.lake.replace(CUSTOMERS, CUSTOMERS.of([*rows, past]))
    workspace.lake.replace(HISTORY, HISTORY.empty())
    workspace.truth.mkdir(parents=True)
    for number, name in enumerate(names):
        part = pa.table({key: [value] for key, value in name.items()} | {"person": [7]})
        pq.write_table(part, workspace.truth / f"accounts_{number:04d}.parquet")
    return workspace


def test_the_customers_found_are_held_against_the_people(world):
    found = {one.measure: one.value for one in grade_truth(world)}
    assert found["precision of pairs, all accounts"] == 1
    assert found["recall of pairs, all accounts"] == 1
    written = json.loads(world.report.with_suffix(".truth.json").read_text())
    assert {one["measure"]: one["value"] for one in written} == found


def test_scores_are_held_against_the_newest_expectations(world):
    score = {**KEYS, "task": "lifetime_value", "score": 30.0, "model": "m"}
    world.lake.replace(SCORES, SCORES.of([score]))
    world.lake.replace(DECISIONS, DECISIONS.empty())
    for_both = {"person": [7, 7], "at": [NOW.replace(year=2025), NOW]}
    expected = for_both | {"margin_seen_8w": [1.0, 20.0], "came_margin_seen_8w": [1.0, 2.0]}
    pq.write_table(pa.table(expected), world.truth / "expected_0000.parquet")
    tastes = {"person": [7], "kinds": pa.array([[1.0]], pa.list_(pa.float32(), 1))}
    pq.write_table(pa.table(tastes), world.truth / "tastes_0000.parquet")
    offers = {"person": [7], "offer": ["gift"], "basket_value": [1.0], "stay_value": [1.0]}
    pq.write_table(pa.table(offers), world.truth / "offers_0000.parquet")
    found = {one.measure: one.value for one in grade_truth(world)}
    assert found["sum of scores by sum of expected margins"] == 1.5


def test_only_a_made_up_world_has_a_truth(world):
    (world.truth / "accounts_0000.parquet").unlink()
    (world.truth / "accounts_0001.parquet").unlink()
    with pytest.raises(SourceError, match=r"has no accounts: only a world that `patron world`"):
        grade_truth(world)


def test_a_history_comes_first(new_shop):
    with pytest.raises(LakeError, match="has no history yet"):
        grade_truth(new_shop.workspace)
