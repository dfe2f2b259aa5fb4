import numpy as np
import pytest

from patron.explain import attribute, drivers
from patron.explain.attribute import by_idea

MOVED = np.array([[0.1, -0.4, 0.2, 0.0], [0.0, 0.0, 0.0, 0.0]])
WHO, AT = np.array(["ann", "bob"]), np.array([0, 0])


def test_the_strongest_are_kept_and_what_moved_nothing_is_left_out(model):
    rows = attribute(model, WHO, None, AT, MOVED, most=2).to_pylist()
    assert [(r["customer_id"], r["feature"], r["contribution"]) for r in rows] == [
        ("ann", "purchases", -0.4),
        ("ann", "days", 0.2),
    ]
    assert attribute(model, WHO, None, AT, MOVED).num_rows == 3


def test_items_and_task_are_said(model):
    [row] = attribute(model, WHO, np.array(["tea", "rum"]), AT, MOVED, most=1).to_pylist()
    assert (row["item"], row["task"]) == ("tea", "churn")


def test_nobody_has_no_attributions(model):
    assert attribute(model, WHO[:0], None, AT[:0], MOVED[:0]).num_rows == 0


def test_an_idea_moves_as_much_as_its_features_together():
    assert by_idea([0, 0, 1, 1], 2, MOVED)[0].tolist() == pytest.approx([-0.3, 0.2])


def test_drivers_share_the_whole_and_opposites_cancel(model):
    ideas = {"visits": "often", "purchases": "often", "days": "recent", "spend": "much"}
    moved = np.array([[0.5, -0.5, 0.3, 0.0], [0.0, 0.0, -0.3, 0.2]])
    found = drivers(ideas, model.columns, moved)
    assert list(found) == ["recent", "much", "often"]
    assert list(found.values()) == pytest.approx([0.3 / 0.4, 0.1 / 0.4, 0.0])
    assert drivers(ideas, model.columns, moved[:0]) == dict.fromkeys(
        ["often", "recent", "much"], 0.0
    )
