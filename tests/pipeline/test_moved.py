from dataclasses import replace

import numpy as np
import pytest

from patron.explain.changes import PARTS
from patron.models import read_bundle
from patron.pipeline import customer_card, score
from patron.pipeline.moved import last_scoring
from patron.schema import CHANGES, SCORES


def rows_of(shop):
    return shop.workspace.lake.read(CHANGES).to_pylist()


def test_of_the_first_scoring_no_change_is_told(shop):
    assert rows_of(shop) == []


def test_what_changed_since_is_told_to_the_digit_and_stays_when_scored_again(copied):
    workspace = copied.workspace
    said = {
        (row["customer_id"], row["task"]): row["score"]
        for row in workspace.lake.read(SCORES).to_pylist()
        if row["item"] is None
    }
    more = [f"new{n},k{n},2024-05-2{n % 4}T10:00:00+00:00,s1,shelf1,1,5," for n in range(0, 60, 2)]
    path = copied.raw / "till.csv"
    path.write_text(path.read_text() + "\n".join(more) + "\n")
    assert copied.run("build").code == 0
    score(workspace)
    rows = rows_of(copied)
    assert {row["task"] for row in rows} == {"churn", "lifetime_value"}
    for row in rows:
        assert row["before"] == said[row["customer_id"], row["task"]]
        parts = sum(row[part] for part in PARTS)
        assert row["before"] + parts == pytest.approx(row["score"], abs=1e-9)
        assert (row["model"], row["learnt"]) == pytest.approx((0.0, 0.0), abs=1e-9)
        assert row["since"] < row["cutoff"]
    churn = [row for row in rows if row["task"] == "churn"]
    assert max(row["passed"] for row in churn) > 0.01
    assert min(row["did"] for row in churn) < -0.01
    card = customer_card(workspace, rows[0]["customer_id"])
    assert [change.task for change in card.changes] == ["churn", "lifetime_value"]
    score(workspace)
    assert rows_of(copied) == rows
    assert copied.run("report").code == 0
    text = workspace.report.read_text()
    assert "Risk of leaving since" in text


def test_without_the_models_of_last_time_nothing_is_told(copied):
    current = copied.workspace.bundles / "current.json"
    assert last_scoring(copied.workspace) is not None
    current.unlink()
    assert last_scoring(copied.workspace) is None


def test_scores_of_another_model_than_the_bundles_are_not_compared(copied, caplog):
    from patron.pipeline.moved import Before, Now, _changes_of

    bundle = read_bundle(copied.workspace.bundles)
    scores = copied.workspace.lake.read(SCORES)
    names = dict.fromkeys(bundle.names, "another")
    nobody = np.zeros(0, np.int64)
    now = Now(bundle.models["churn"], (), nobody, np.zeros((0, 1)), scores.slice(0, 0))
    before = Before(scores, replace(bundle, names=names))
    assert _changes_of(None, before, now, 2**62).num_rows == 0
    assert "cannot be told" in caplog.text
