from datetime import timedelta

from patron.tasks.churn import Churn


def test_who_is_asked_did_the_tasks_kind_of_thing_lately(history_of, day):
    task = Churn(name="churn", horizon=timedelta(days=30), active_within=timedelta(days=10))
    history = history_of(
        {"who": "ann", "at": "2024-01-25"},
        {"who": "bob", "at": "2024-01-25", "kind": "visit"},
        {"who": "cem", "at": "2024-01-01"},
        {"who": "dan", "at": "2024-01-26", "known": "2024-02-02"},
    )
    cutoff = day("2024-02-01")
    assert history.customers[task.population(history.upto(cutoff), cutoff)].tolist() == ["ann"]
