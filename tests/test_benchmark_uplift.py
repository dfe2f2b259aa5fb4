import os
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PATRON_SHARED_DATA", ROOT.parent / "shared" / "data"))


def test_a_table_has_a_head_and_a_line_for_each_row():
    from benchmarks.models.row import head, interval, line

    from patron.models.metrics import Interval

    assert head("contender", "AUC") == ("| contender | AUC |", "| --- | --- |")
    told = interval(Interval(0.5, 0.25, 0.75), 2)
    assert line("ours", told) == "| ours | 0.50 (0.25 to 0.75) |"


def test_the_s_learner_finds_an_effect():
    from benchmarks.models.s_learner import SLearner

    treatment = np.tile([0, 1], 500)
    learner = SLearner(trees=200, threads=1).fit(np.zeros((1_000, 1)), treatment, 2.0 * treatment)
    np.testing.assert_allclose(learner.predict(np.zeros((1, 1))), [[2.0]], atol=0.01)


def test_a_plant_is_of_those_who_do_not_come_back(history_of, day):
    from benchmarks.models.poison import altered, planted

    history = history_of(
        {"who": "ann", "at": "2024-01-01", "amount": 2.0},
        {"who": "ann", "at": "2024-03-01", "amount": 3.0},
        {"who": "bob", "at": "2024-01-02", "amount": 4.0},
    )
    cutoff = day("2024-02-01")
    for backdated, known_at in ((True, "2024-01-02"), (False, "2024-03-01")):
        facts = planted(history, cutoff, backdated).attributes
        assert (facts.owner.tolist(), facts.known_at.tolist()) == ([1], [day(known_at)])
    assert altered(history, cutoff).numbers["amount"].tolist() == [2, 3000, 4]
