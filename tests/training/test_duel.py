from dataclasses import replace
from datetime import timedelta

import pytest

from patron.features.count import Count
from patron.training import train
from patron.training.duel import NoDuel
from patron.training.verdict import verdict_of


@pytest.fixture
def trained(history, task, features, spec):
    """Return a training, by what it may look at and which champion it meets."""

    def run(*without, champion=None, possible=features):
        mine = spec.model_copy(update={"without": without, "against": ()})
        return train(history, task, possible, mine, trials=0, seed=0, champion=champion)

    return run


def test_a_challenger_that_is_better_takes_the_place(trained):
    weak = trained("days").model
    better = trained(champion=weak)
    assert better.duel.won
    assert better.duel.champion == weak.name
    assert better.duel.low <= better.duel.difference <= better.duel.high
    assert better.duel.value == better.graded.metrics["auc"]
    alias, why = verdict_of(better)
    assert alias == "champion"
    assert f"of the champion {weak.name}, a difference of +" in why


def test_a_challenger_that_is_no_better_does_not(trained):
    first = trained()
    assert first.duel is None
    assert verdict_of(first).alias == "champion"
    assert verdict_of(first).why.endswith("and there is no champion yet")
    again = trained(champion=first.model)
    assert (again.duel.won, again.duel.difference) == (False, 0.0)
    assert verdict_of(again).alias == "challenger"


def test_a_champion_that_has_seen_the_window_learns_anew_from_what_was_over_by_then(trained):
    first = trained()
    seen = replace(first.model, trained_until=first.model.trained_until + timedelta(days=1))
    again = trained(champion=seen)
    assert again.duel.learnt_anew
    # The same recipe on the same rows.
    assert again.duel.difference == 0.0
    assert "its recipe learnt anew, as it had seen that window" in str(again.duel)
    assert not trained(champion=first.model).duel.learnt_anew


def test_features_that_are_declared_no_more_are_computed_for_the_champion(trained, features):
    champion = trained().model
    days, purchases = features
    lately = timedelta(days=5)
    other = Count(name=purchases.name, idea=purchases.idea, kind="purchase", window=lately)
    duel = trained(champion=champion, possible=[days, other]).duel
    assert duel.champion_value == trained(champion=champion).duel.champion_value


def test_a_champion_whose_features_are_unknown_gives_way(trained):
    champion = trained().model
    lost = replace(champion, features=({"type": "gone", "name": "days"}, champion.features[1]))
    challenger = trained(champion=lost)
    assert isinstance(challenger.duel, NoDuel)
    assert challenger.duel.won
    assert "cannot answer any more" in str(challenger.duel)
