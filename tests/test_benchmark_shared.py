"""What the benchmarks read of the public data that lie beside the project, where they do."""

import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PATRON_SHARED_DATA", ROOT.parent / "shared" / "data"))
MISSING = [
    name for name in ("hillstrom", "open_bandit", "telco_ibm") if not (SHARED / name).is_dir()
]

if MISSING:
    pytest.skip(
        f"{SHARED} has no {', '.join(MISSING)}; see PATRON_SHARED_DATA", allow_module_level=True
    )


def test_the_halves_of_an_experiment_share_no_customer():
    from benchmarks.models.hillstrom import WOMEN, experiment_of, halves, read

    experiment = experiment_of(read(SHARED), WOMEN)
    assert np.bincount(experiment.treatment).tolist() == [21_306, 21_387]
    assert experiment.X.shape == (42_693, 11)
    learn, held = halves(len(experiment.y), seed=0)
    assert len(np.union1d(learn, held)) == len(learn) + len(held) == 42_693


def test_the_random_policy_is_worth_the_clicks_of_its_own_log():
    from benchmarks.models.open_bandit import ITEMS, PLACES, estimates, item_features, read

    log = read("random", SHARED)
    even = np.full((ITEMS, PLACES), 1 / ITEMS)
    found = estimates(log, item_features(SHARED), even, samples=20, seed=0)
    for name in ("IPS", "SNIPS"):
        assert found[name].value.value == pytest.approx(log.click.mean()), name
        assert found[name].effective == pytest.approx(10_000)
    assert found["DR"].value.value == pytest.approx(log.click.mean(), rel=0.05)


def test_nothing_that_was_told_after_they_left_is_a_column_of_contract_churn():
    from benchmarks.models.telco import folds, read

    customers = read(SHARED)
    told_later = ("churn", "satisfaction", "cltv", "status")

    assert [name for name in customers.X if name.lower().startswith(told_later)] == []
    assert (len(customers.left), customers.left.sum()) == (7_043, 1_869)
    held = [rows for _, rows in folds(customers)]
    assert sorted(np.concatenate(held)) == list(range(7_043))
    assert {round(customers.left[rows].mean(), 2) for rows in held} == {0.27}
