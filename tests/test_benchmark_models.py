import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]


def windows(interval=None, **answers):
    from benchmarks.models.contenders import Judged

    truth = np.array([0.0, 0.0, 1.0, 1.0])
    said = {name: np.array(values) for name, values in answers.items()}
    return [Judged(np.arange(4), truth, said, interval)] * 2


def test_a_contender_is_compared_on_all_windows_together():
    from benchmarks.models.table import table

    given = windows(patron=[0.1, 0.2, 0.8, 0.9], coin=[0.5, 0.5, 0.5, 0.5])
    lines = table("churn", "auc", given, samples=100).splitlines()

    assert lines[2] == "2 windows, 8 answers of 4 customers."
    assert lines[6] == "| patron | **1.0000** | **2.00** | 1.0000 | 0.150 |"
    assert lines[7].startswith("| coin | 0.5000 (patron +0.5000, +0.5000 to +0.5000) |")


def test_totals_are_told_window_by_window():
    from benchmarks.models.table import table

    interval = np.array([[0.0, 1.0]] * 3 + [[0.0, 0.5]])
    given = windows(interval, patron=[0, 0, 1, 1], half=[0, 0, 0.5, 0.5])
    text = table("value", "gini", given, samples=100)

    assert "The 80 % interval holds 75.0% of the true amounts." in text
    assert "| 1.00 / 1.00 | 0.0% |" in text
    assert "| 0.50 / 0.50 | 50.0% |" in text


def test_a_part_goes_between_its_markers_and_is_kept(tmp_path):
    from benchmarks.models.page import publish

    docs = tmp_path / "models.md"
    docs.write_text("a\n<!-- one: begin -->\nold\n<!-- one: end -->\nb\n", encoding="utf-8")
    publish("one", "new", docs, tmp_path / "results")

    page = "a\n<!-- one: begin -->\n\nnew\n\n<!-- one: end -->\nb\n"
    assert docs.read_text(encoding="utf-8") == page
    assert (tmp_path / "results" / "one.md").read_text(encoding="utf-8") == "new\n"


def test_the_docs_show_what_the_benchmarks_printed():
    from benchmarks.models.page import DOCS, RESULTS, with_part

    page = DOCS.read_text(encoding="utf-8")
    kept = sorted(RESULTS.glob("*.md"))

    assert {path.stem for path in kept} == set(re.findall(r"<!-- (\w+): begin -->", page))
    for path in kept:
        assert with_part(page, path.stem, path.read_text(encoding="utf-8")) == page


def test_the_workspace_that_is_only_measured_on_is_declared_rightly():
    from benchmarks.models.questions import QUESTIONS

    from patron.pipeline import Workspace

    Workspace(ROOT / "benchmarks" / "models" / "workspaces" / "mostly_grocery").check()
    assert all(len(question.ends) >= 3 for question in QUESTIONS)


def test_tifu_knn_weighs_baskets_as_its_paper_says():
    from benchmarks.models.tifu_knn import Settings, in_order, neighbourhood, vectors

    # Three baskets in groups of two: the oldest group holds one. Item 0 is in all, 1 in the newest.
    baskets = in_order(np.zeros(4, int), np.array([3, 1, 2, 3]), np.array([1, 0, 0, 0]))
    settings = Settings(within=0.5, across=0.1, size=2)
    own = vectors(baskets, (1, 2), settings)
    assert own[0].tolist() == pytest.approx([(0.1 * 1 + (0.5 + 1) / 2) / 2, (1 / 2) / 2])

    people = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]])
    assert neighbourhood(people, np.array([0]), 1).tolist() == [[1.0, 0.0]]


def test_a_stage_is_told_without_what_lies_within_it():
    from benchmarks.models.scale import Clock

    clock = Clock()
    inner = clock.watch(lambda: sum(range(200_000)), "inner")
    clock.watch(inner, "outer")()
    assert clock.cpu["inner"] > 0
    assert clock.cpu["outer"] < clock.cpu["inner"]


def taken_on(days):
    """Return what was taken: rows of customer, item and days ago, with a horizon of 10 days."""
    from patron.tasks.generators import Taken

    customer, item, ago = np.array(days).T
    order = np.lexsort((ago, item, customer))
    who, what = np.unique(customer), np.unique(item)
    shelf = np.full(len(what), -1)
    return Taken(who, what, customer[order], item[order], ago[order], 10.0, shelf)


def test_visits_are_counted_back_from_the_last_of_each_customer():
    from benchmarks.models.next_offer_more import visits_since

    # The first came 1, 5 and 9 days ago, the second 30 days ago.
    taken = taken_on([(0, 0, 1), (0, 0, 9), (0, 1, 1), (0, 1, 5), (1, 0, 30)])
    assert visits_since(taken).tolist() == [0, 2, 0, 1, 0]


def test_a_hazard_is_the_rate_of_pairs_that_were_alike_a_horizon_ago():
    from benchmarks.models.next_offer_more import hazard

    # A horizon ago four had taken item 0 on each visit, last 2 days before; one came back to it.
    taken = taken_on([(0, 0, 12), (0, 0, 3), (1, 0, 12), (2, 0, 12), (3, 0, 12), (3, 1, 3)])

    # Today that is told of those who took an item often and lately, and of nobody else.
    assert hazard(taken).tolist() == [[1 / 4, 0], [0, 0], [0, 0], [0, 1 / 4]]


def test_a_hazard_of_an_item_is_moved_by_how_far_its_own_takers_were_off():
    from benchmarks.models.next_offer_more import POOLED, hazard

    # Of two items taken once by two each, only the first was taken again, by both.
    taken = taken_on([(n, n // 2, day) for n in range(4) for day in ((12, 3) if n < 2 else (12,))])
    # The rate is a half: one was expected of each item, and two and none came.
    assert hazard(taken)[0, 0] == pytest.approx(0.5 * (2 + POOLED) / (1 + POOLED))
    assert hazard(taken)[2].tolist() == [0, 0]


def test_only_the_first_of_each_household_are_looked_at(monkeypatch):
    from benchmarks.models import next_offer_tried

    monkeypatch.setattr(next_offer_tried, "FIRST", 2)
    groups = np.array([0, 0, 0, 1])
    own, popular = np.array([0.0, 0.5, 0.0, 0.0]), np.array([1, 0, 9, 1])
    assert next_offer_tried._first(groups, own, popular).tolist() == [1, 2, 3]


def test_what_even_the_future_would_tell_is_never_asked_of_the_window_that_judges():
    from benchmarks.models.next_offer_tried import limits

    asked = []

    class Window:
        def __getattr__(self, name):
            raise AssertionError(f"the newest window was asked for its {name}")

    class Earlier(Window):
        def tifu(self):
            asked.append(self)
            raise StopIteration

    windows = [Window(), Earlier(), Earlier(), Earlier()]
    with pytest.raises(StopIteration):
        limits(windows)
    assert asked == [windows[1]]
