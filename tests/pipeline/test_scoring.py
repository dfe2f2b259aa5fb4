import numpy as np
import pytest

from patron.pipeline.learn import history_of
from patron.pipeline.scoring import score_task
from patron.schema import ATTRIBUTIONS, REASONS, SCORES
from patron.training import blocks


@pytest.mark.parametrize("name", ["churn", "lifetime_value", "next_offer"])
def test_some_rows_after_others_say_the_same_as_all_at_once(shop, monkeypatch, name):
    workspace = shop.workspace
    history, task = history_of(workspace), workspace.task(name)
    model = workspace.registry.champion(name)
    asked = (history, task, model, history.end, workspace.settings)
    whole = score_task(*asked)
    monkeypatch.setattr(blocks, "ROWS_AT_A_TIME", 37)
    parts = score_task(*asked)
    assert parts[SCORES].num_rows > 37
    assert parts[SCORES].equals(whole[SCORES])
    for table in (ATTRIBUTIONS, REASONS):
        # Sums of more rows or fewer differ in their last digit.
        kept = [column for column in table.columns if column not in ("contribution", "value")]
        assert parts[table].select(kept).equals(whole[table].select(kept))
        moved, same = (one[table]["contribution"].to_numpy() for one in (parts, whole))
        assert np.abs(moved - same).max() < 1e-9
    assert parts["base"] == whole["base"]
    assert parts["drivers"] == pytest.approx(whole["drivers"])
    told = [(one.rule, one.within, one.caught) for one in parts["segments"]]
    assert told == [(one.rule, one.within, one.caught) for one in whole["segments"]]
