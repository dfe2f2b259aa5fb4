import signal
import subprocess
import sys
import time

import pytest

from patron.errors import ModelError
from patron.training.journal import open_study
from patron.training.search import search

# Run here and, to be killed, in a process of its own.
MADE = """
from datetime import timedelta
import numpy as np
from patron.models import ModelSpec
from patron.tasks.churn import Churn
from patron.training.frame import Frame

def frame(seed, n=400):
    random = np.random.default_rng(seed)
    columns = {name: random.normal(size=n) for name in "ab"}
    label = (columns["a"] + random.normal(size=n) > 0).astype(float)
    none = np.zeros(0, np.int64)
    return Frame(np.arange(n), np.full(n, -1), np.full(n, seed), columns, label, (none, none))

spec = ModelSpec(task="churn", estimator="boosted_classifier", params={"threads": 1})
task = Churn(name="churn", horizon=timedelta(days=30))
given = (spec, task, ["a", "b"], frame(0), frame(1))
"""
KILLED = """
import sys
from pathlib import Path
from patron.training.search import search
search(*given, trials=1_000, seed=0, journal=Path(sys.argv[1]))
"""


@pytest.fixture
def given():
    made = {}
    exec(MADE, made)
    return made["given"]


def finished(file):
    """Return how many changes of state the journal tells of."""
    return file.read_text().count('"op_code":6') if file.exists() else 0


def test_a_killed_search_goes_on_and_finds_what_an_unhurt_one_finds(given, tmp_path):
    file = tmp_path / "a folder" / "churn.jsonl"
    killed = subprocess.Popen([sys.executable, "-c", MADE + KILLED, str(file)])
    try:
        until = time.monotonic() + 60
        while finished(file) < 4 and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    before = finished(file)
    assert before >= 4
    best, tried = search(*given, trials=before + 2, seed=0, journal=file)
    ended = [trial for trial in tried if trial["state"] != "FAIL"]
    assert len(ended) == before + 2
    assert len(tried) - len(ended) <= 1
    unhurt_best, unhurt = search(*given, trials=before + 2, seed=0)
    assert best == unhurt_best
    assert [{**t, "trial": 0} for t in ended] == [{**t, "trial": 0} for t in unhurt]


def test_more_trials_are_added_to_those_there_are(given, tmp_path):
    file = tmp_path / "churn.jsonl"
    _, few = search(*given, trials=3, seed=0, journal=file)
    _, more = search(*given, trials=5, seed=0, journal=file)
    assert more[:3] == few
    assert len(more) == 5
    assert search(*given, trials=4, seed=0, journal=file)[1] == more


def test_a_line_half_written_is_cut_off_and_what_was_begun_has_failed(tmp_path):
    file = tmp_path / "s.jsonl"
    with open_study(file) as study:
        study.tell(study.ask(), 1.0)
        study.ask()
    with file.open("a") as journal:
        journal.write('{"op_code": 5, "wor')
    with open_study(file) as study:
        assert [trial.state.name for trial in study.trials] == ["COMPLETE", "FAIL"]


def test_a_file_that_is_no_journal_is_named(tmp_path):
    file = tmp_path / "s.jsonl"
    file.write_text("words\n")
    with pytest.raises(ModelError, match=r"s\.jsonl is no journal.*Delete it"), open_study(file):
        pass
