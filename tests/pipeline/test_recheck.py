import pytest

from patron.errors import ReportError
from patron.pipeline import write_book
from patron.pipeline.recheck import _some_of, check_totals
from patron.report.totals import Totals
from patron.schema import CHANGES, REASONS, SCORES


def worst(shop):
    """Return who has most value at stake, whom the report surely names."""
    from patron.pipeline.book import most_at_stake

    return most_at_stake(shop.workspace.lake.read(SCORES))[0]


def planted(shop, table, **change):
    who, lake = worst(shop), shop.workspace.lake
    rows = lake.read(table).to_pylist()
    mine = next(r for r in rows if r["customer_id"] == who and r["task"] == "churn")
    for name, how in change.items():
        mine[name] = how(mine[name])
    lake.replace(table, table.of(rows))
    return who


def test_what_was_scored_is_what_is_told(copied):
    assert write_book(copied.workspace).exists()


def test_a_wrong_number_in_a_sentence_stops_the_report(copied):
    who = planted(copied, REASONS, sentence=lambda said: said.replace("(", "(1", 1))
    with pytest.raises(ReportError, match=rf"churn, reason \d, the sentence of customer {who}"):
        write_book(copied.workspace)
    assert not copied.workspace.report.exists()


def test_a_wrong_contribution_stops_the_report(copied):
    planted(copied, REASONS, contribution=lambda size: size + 0.01)
    with pytest.raises(ReportError, match=r"the contribution of customer .*: found 0\.|found -0\."):
        write_book(copied.workspace)


def test_a_wrong_score_stops_the_report(copied):
    planted(copied, SCORES, score=lambda score: score - 0.01)
    with pytest.raises(ReportError, match="churn, the score of customer"):
        write_book(copied.workspace)


def test_a_reason_that_was_taken_away_or_put_in_stops_the_report(copied):
    lake = copied.workspace.lake
    rows, who = lake.read(REASONS).to_pylist(), worst(copied)
    mine = [r for r in rows if r["customer_id"] == who and r["task"] == "churn"]
    others = [r for r in rows if r not in mine]
    lake.replace(REASONS, REASONS.of([*others, *mine[:-1]]))
    with pytest.raises(ReportError, match="churn, is missing of customer"):
        write_book(copied.workspace)
    lake.replace(REASONS, REASONS.of([*rows, {**mine[-1], "rank": 9}]))
    with pytest.raises(ReportError, match="churn, is told of customer"):
        write_book(copied.workspace)


def test_scores_of_another_model_than_the_bundles_stop_the_report(copied):
    planted(copied, SCORES, model=lambda _: "churn-19990101-00000000")
    with pytest.raises(ReportError, match="scored by churn-19990101-00000000, and the champion is"):
        write_book(copied.workspace)


def test_moves_that_do_not_add_up_stop_the_report(copied):
    lake = copied.workspace.lake
    scores, who = lake.read(SCORES).to_pylist(), worst(copied)
    now = next(r for r in scores if r["customer_id"] == who and r["task"] == "churn")
    parts = {"learnt": 0.0, "passed": 0.0, "did": 0.0, "model": 0.0}
    change = {name: now[name] for name in ("customer_id", "task", "cutoff", "score")}
    change |= {"since": now["cutoff"], "before": now["score"] - 0.1, **parts}
    lake.replace(CHANGES, CHANGES.of([{**change, "did": 0.1}]))
    assert write_book(copied.workspace).exists()
    lake.replace(CHANGES, CHANGES.of([{**change, "did": 0.2}]))
    with pytest.raises(ReportError, match="churn, the parts' sum in the changes of customer"):
        write_book(copied.workspace)


def test_what_was_built_after_scoring_does_not_stop_the_report(copied):
    late = ",k1,2024-04-20T10:00:00+00:00,s1,shelf1,1,2,\n"
    path = copied.raw / "till.csv"
    path.write_text(path.read_text() + "late" + late)
    assert copied.run("build").code == 0
    assert write_book(copied.workspace).exists()


def test_the_sums_are_added_up_twice(shop):
    with shop.workspace.lake.connection() as connection, pytest.raises(ReportError) as stop:
        check_totals(connection, Totals(1, 2.0, 3, 4.0, 5.0, 6, 7, 8.0))
    assert "its sum 'asked_risk' is 1.0000, but the tables add up to" in str(stop.value)


def test_of_the_others_a_sample_is_read_again():
    assert _some_of(["a", "b"]) == ["a", "b"]
    assert len(_some_of([str(n) for n in range(1_000)])) == 100
