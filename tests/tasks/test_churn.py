from datetime import timedelta

import pytest

from patron.catalog import kinds
from patron.config import build
from patron.errors import ConfigError
from patron.tasks import Task
from patron.tasks.churn import Churn


def test_who_does_not_come_back_in_time_has_left(answers):
    rows = [
        *({"who": who, "at": "2024-02-01"} for who in ("ann", "bob", "cem")),
        {"who": "ann", "at": "2024-03-31"},
        {"who": "bob", "at": "2024-04-01"},
        {"who": "cem", "at": "2024-03-05", "kind": "visit"},
        {"who": "new", "at": "2024-03-05"},
    ]
    assert answers("churn", *rows) == [("ann", None, 0.0), ("bob", None, 1.0), ("cem", None, 1.0)]


def test_another_kind_may_count_as_staying(answers):
    rows = [{"who": "ann", "at": at, "kind": "visit"} for at in ("2024-02-01", "2024-03-05")]
    assert answers("churn", *rows, kind="visit") == [("ann", None, 0.0)]
    assert answers("churn", *rows) == []


def contracts(answers, *rows, **fields):
    """Return who is told to leave or to stay, of contracts with a lead of 14 days."""
    told = answers(
        "churn", *rows, **{"kind": "start", "ends_with": "cancel", "lead": "P14D", **fields}
    )
    return {who: label for who, _, label in told}


def contract(who, ended=None, known=None, started="2023-05-01"):
    """Return the rows of a contract; the cutoff is the 1st of March 2024."""
    end = [{"who": who, "at": ended, "kind": "cancel", "known": known or ended}] if ended else []
    return [{"who": who, "at": started, "kind": "start"}, *end]


def test_whose_contract_ends_within_the_horizon_after_the_lead_leaves(answers):
    assert contracts(
        answers,
        *contract("stays"),
        *contract("just in time", "2024-03-15T00:00:01"),
        *contract("last day", "2024-04-14"),
        *contract("day after", "2024-04-14T00:00:01"),
    ) == {"stays": 0.0, "just in time": 1.0, "last day": 1.0, "day after": 0.0}


def test_only_running_contracts_are_asked_about(answers):
    bought = {"who": "no contract", "at": "2024-02-01"}
    again = contract("again", "2024-01-01") + contract("again", started="2024-02-01")
    asked = contracts(answers, bought, *contract("over", "2024-03-01"), *again)
    assert asked == {"again": 0.0}


def test_who_ends_the_contract_within_the_lead_has_no_answer(answers):
    assert contracts(answers, *contract("ann", "2024-03-15"), *contract("bob")) == {"bob": 0.0}
    assert contracts(answers, *contract("ann", "2024-03-15"), lead="P0D") == {"ann": 1.0}


def test_who_ended_the_contract_unknown_to_us_is_asked_about_but_has_no_answer(
    history_of, day, answers
):
    rows = [*contract("ann", "2024-02-20", known="2024-03-10"), *contract("bob")]
    task = build(
        {"type": "churn", "name": "c", "horizon": "P30D", "kind": "start", "ends_with": "cancel"},
        kinds(Task, "patron.tasks"),
        "here",
    )
    cutoff = day("2024-03-01")
    history = history_of(*rows)
    asked = task.population(history.upto(cutoff), cutoff)
    assert history.customers[asked].tolist() == ["ann", "bob"]
    assert contracts(answers, *rows, lead="P0D") == {"bob": 0.0}


def test_a_lead_of_those_who_buy_starts_the_time_asked_about_later(answers):
    rows = [
        *({"who": who, "at": "2024-02-01"} for who in ("ann", "bob")),
        {"who": "ann", "at": "2024-03-11"},
        {"who": "bob", "at": "2024-03-11T00:00:01"},
    ]
    assert answers("churn", *rows, lead="P10D") == [("ann", None, 1.0), ("bob", None, 0.0)]


def test_what_follows_the_cutoff_never_decides_whose_contract_is_asked_about(history_of, day):
    cutoff, start = day("2024-03-01"), contract("ann") + contract("bob")
    task = Churn(name="c", horizon=timedelta(30), kind="start", ends_with="cancel")
    later = contract("ann", "2024-03-02") + contract("new", started="2024-03-02")
    poisoned = history_of(*start, later[1], later[2])
    asked = task.population(poisoned.upto(cutoff), cutoff)
    assert poisoned.customers[asked].tolist() == ["ann", "bob"]


def test_activity_is_not_asked_of_contracts(answers):
    with pytest.raises(ConfigError, match="active_within must be left out"):
        contracts(answers, active_within="P90D")


def asked(**fields):
    return build({"type": "churn", "name": "c", **fields}, kinds(Task, "patron.tasks"), "here")


def test_the_longest_of_several_horizons_is_the_horizon():
    task = asked(horizons=["P90D", "P30D", "P60D"])
    assert task.horizon == timedelta(90)
    assert task.horizons == (timedelta(30), timedelta(60), timedelta(90))


@pytest.mark.parametrize("horizons", [["P91D"], ["P0D"], [30], ["soon"]])
def test_a_horizon_that_cannot_be_meant_is_refused(horizons):
    with pytest.raises(ConfigError, match="here: churn"):
        asked(horizon="P90D", horizons=horizons)
