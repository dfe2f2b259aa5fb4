import pyarrow as pa

from patron.report.card.parts import latest, of_task, since
from patron.schema import SCORES


def test_latest_keeps_the_rows_of_the_last_cutoff(ann, moment):
    older = pa.Table.from_pylist(
        [row | {"cutoff": moment("2017-01-01")} for row in ann.scores.to_pylist()],
        schema=SCORES.schema,
    )
    assert latest(pa.concat_tables([older, ann.scores])).equals(ann.scores)


def test_latest_of_nothing_is_nothing():
    assert latest(SCORES.empty()).num_rows == 0


def test_a_score_about_an_item_is_not_a_score_of_the_customer(moment):
    row = {"customer_id": "ann", "cutoff": moment("2017-01-01"), "score": 0.5, "model": "m"}
    scores = SCORES.of([{**row, "task": "next_offer", "item": "tea"}])
    assert of_task(scores, "next_offer").num_rows == 0


def test_since_is_open_at_its_start_and_closed_at_its_end(history_of, moment, as_of):
    rows = history_of(
        *(
            {"occurred_at": moment(day), "kind": "purchase"}
            for day in ("2017-04-24", "2017-04-25", "2017-05-01")
        )
    )
    found = since(rows, as_of, days=7)["occurred_at"].to_pylist()
    assert found == [moment("2017-04-25"), moment("2017-05-01")]


def test_facts_are_cut_to_a_new_object(ann, moment):
    before = ann.history.num_rows
    assert ann.known("ann", moment("2017-02-20")).history.num_rows == 2
    assert ann.history.num_rows == before
