import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from unittest import mock

import pytest

from patron.errors import IdentityError, LakeError
from patron.features import compute_features
from patron.history import micros
from patron.pipeline import build, history_of, who
from patron.schema import (
    ACCOUNTS,
    CONNECTIONS,
    CUSTOMERS,
    HISTORY,
    LINKS,
    PROFILES,
    VERDICTS,
)

THEN = datetime(2023, 7, 1, tzinfo=UTC)
OF_THE_WORLD = (ACCOUNTS, LINKS, CUSTOMERS, PROFILES, CONNECTIONS, HISTORY)
# Two accounts of one address, and two of strangers; see tests/conftest.py.
JOINED = ("till:k9", "app:u9")
STRANGERS = ("till:k8", "till:k10")


def judge(shop, verdict, pair, at=THEN):
    return who.judge(shop.workspace, verdict, *pair, "seen at the till", "ann", at)


def undo(shop, number):
    return who.take_back(shop.workspace, number, "a slip", "bob", THEN)


def is_one(shop, pair=JOINED):
    return who.explain(shop.workspace, *pair).is_one


def grow(shop, name="new"):
    """Let one more account of the joined ones' address come in."""
    path = shop.raw / "till.csv"
    path.write_text(path.read_text() + f"{name},{name},2023-09-01,s1,shelf1,1,2,p9@x.org\n")
    build(shop.workspace)


def world(shop):
    """Return all that is known of people and what they did, features included."""
    workspace = shop.workspace
    tables = {
        table.name: workspace.lake.read(table).sort_by([(name, "ascending") for name in table.key])
        for table in OF_THE_WORLD
    }
    features = [one for one in workspace.features if one.entity == "customer"]
    cutoffs = [micros(datetime(2023, month, 1, tzinfo=UTC)) for month in (6, 12)]
    found = compute_features(history_of(workspace), features, cutoffs)
    # As text, for a number that is none is not equal to itself.
    return tables | {"features": str(found.to_pylist())}


def test_what_is_undone_was_never_said(built, tmp_path):
    shutil.copytree(built.home, tmp_path / "other")
    other = type(built)(tmp_path / "other")
    judge(built, "same", STRANGERS)
    judge(built, "different", JOINED)
    assert is_one(built, STRANGERS)
    assert not is_one(built)
    grow(built)
    grow(other)
    assert all(world(built)[name] != world(other)[name] for name in ("history", "features"))
    undo(built, 2)
    undo(built, 1)
    build(built.workspace)
    assert world(built) == world(other)


def test_a_split_stays_when_the_same_data_comes_again(built):
    judge(built, "different", JOINED)
    grow(built)
    built.write("sources/app.yaml", built.configs.joinpath("sources/app.yaml").read_text() + "\n\n")
    build(built.workspace)
    assert not is_one(built)


def test_a_verdict_holds_at_once_and_tells_who_changed(built):
    found = judge(built, "same", STRANGERS)
    assert found.verdict["number"] == 1
    [merge] = found.plan.merges.to_pylist()
    assert (len(merge["customers"]), merge["accounts"]) == (2, 2)
    assert found.plan.splits.num_rows == 0
    current = built.workspace.lake.read(HISTORY, where="known_until IS NULL")
    holders = set(current["customer_id"].to_pylist())
    assert len(holders & set(merge["customers"])) == 1
    back = undo(built, 1)
    assert back.plan.splits["customers"].to_pylist() == [merge["customers"]]
    verdicts, holding = who.given(built.workspace)
    assert (verdicts.num_rows, holding) == (2, set())


def test_the_plan_says_what_a_build_would_do_and_writes_nothing(built):
    path = built.raw / "till.csv"
    path.write_text(
        path.read_text()
        + "n1,new,2024-04-01,s1,shelf1,1,2,p9@x.org\nn2,new,2024-04-01,s1,shelf1,1,2,p7@x.org\n"
    )
    before = built.workspace.lake.versions()
    planned = who.plan(built.workspace)
    assert built.workspace.lake.versions() == before
    assert (planned.before.accounts + 1, planned.changes) == (planned.after.accounts, 1)
    build(built.workspace)
    [merge] = planned.merges.to_pylist()
    customers = set(built.workspace.lake.read(CUSTOMERS)["customer_id"].to_pylist())
    assert merge["customer_id"] in customers
    assert planned.after.customers == planned.before.customers - 1


def test_evidence_names_the_value_that_both_have(built):
    told = who.explain(built.workspace, *JOINED)
    assert told.is_one
    assert set(told.links["value"].to_pylist()) == {"p9@x.org"}


def test_verdicts_on_the_way_are_told(built):
    judge(built, "different", JOINED)
    told = who.explain(built.workspace, *JOINED)
    assert told.verdicts["why"].to_pylist() == ["seen at the till"]
    assert "told apart" in told.links["state"].to_pylist()


def test_likely_pairs_wait_for_review_the_most_likely_first(built):
    lake = built.workspace.lake
    rest = {"source": "till", "other_source": "till", "by": "probable", "known_at": THEN}
    pairs = [("k2", "k4", 0.6), ("k8", "k10", 0.8), ("k12", "k14", 0.99)]
    names = ("account", "other_account", "probability")
    rows = [{**rest, **dict(zip(names, row, strict=True)), "state": "review"} for row in pairs]
    rows[2]["state"] = "joins"
    lake.append(LINKS, LINKS.of(rows))
    found = who.review(built.workspace, 10)
    assert found["probability"].to_pylist() == [0.8, 0.6]
    assert who.review(built.workspace, 1).num_rows == 1


def test_customers_are_told_as_they_were_at_a_moment(built):
    def at(*moment):
        found = who.customers_at(built.workspace, datetime(*moment, tzinfo=UTC))
        return {(r["source"], r["account"]): r["customer_id"] for r in found.to_pylist()}

    assert at(2022, 1, 1) == {}
    judge(built, "same", STRANGERS)
    before, after = at(2023, 6, 30), at(2023, 7, 1)
    assert before["till", "k8"] != before["till", "k10"]
    assert after["till", "k8"] == after["till", "k10"]


def test_before_building_it_says_to_build(new_shop):
    with pytest.raises(LakeError, match="has no history yet"):
        who.plan(new_shop.workspace)


def test_a_lake_without_links_is_to_be_built_again(built):
    shutil.rmtree(built.workspace.lake.folder / LINKS.name)
    with pytest.raises(LakeError, match=r"kept no links; run `patron -w .* build` first"):
        judge(built, "same", STRANGERS)


def test_two_who_speak_at_once_get_two_numbers(built):
    # What it changes is made by whoever comes last; here only the numbers matter.
    with (
        mock.patch("patron.pipeline.who.identify"),
        mock.patch("patron.pipeline.who.unify"),
        ThreadPoolExecutor(4) as people,
    ):
        said = list(people.map(lambda _: judge(built, "same", STRANGERS), range(4)))
    assert sorted(one.verdict["number"] for one in said) == [1, 2, 3, 4]
    assert built.workspace.lake.read(VERDICTS).num_rows == 4


def test_a_verdict_that_cannot_be_meant_leaves_everything_as_it_was(built):
    before = built.workspace.lake.versions()
    with pytest.raises(IdentityError, match="There is no verdict 7"):
        undo(built, 7)
    with pytest.raises(IdentityError, match="two accounts, but both are till:k9"):
        judge(built, "same", ("till:k9", "till:k9"))
    assert built.workspace.lake.versions() == before
    assert VERDICTS.name not in before
