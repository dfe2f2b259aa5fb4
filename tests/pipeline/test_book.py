from datetime import UTC, datetime

import pytest

from patron.errors import LakeError, ModelError
from patron.pipeline import write_book
from patron.pipeline.book import most_at_stake
from patron.schema import SCORES

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def test_before_building_and_scoring_it_says_what_to_do(new_shop, built):
    with pytest.raises(LakeError, match="has no history yet"):
        write_book(new_shop.workspace)
    with pytest.raises(ModelError, match="has no scores yet"):
        write_book(built.workspace)


def scores(*rows):
    names = ("customer_id", "task", "score")
    full = [dict(zip(names, row, strict=True)) for row in rows]
    return SCORES.of([{"cutoff": NOW, "model": "m", **row} for row in full])


def test_at_stake_is_the_chance_of_leaving_times_the_value():
    told = scores(
        ("ann", "churn", 0.9), ("ann", "lifetime_value", 10.0),
        ("bob", "churn", 0.1), ("bob", "lifetime_value", 100.0),
        ("cem", "churn", 0.5), ("cem", "next_offer", 0.9),
    )  # fmt: skip
    assert most_at_stake(told) == ["bob", "ann", "cem"]
    only_value = scores(("ann", "lifetime_value", 1.0), ("bob", "lifetime_value", 2.0))
    assert most_at_stake(only_value) == ["bob", "ann"]
    assert most_at_stake(scores(("ann", "next_offer", 1.0))) == []


def test_the_report_of_the_lake_has_all_its_parts(copied):
    text = write_book(copied.workspace).read_text(encoding="utf-8")
    # What only a second scoring, and draws at random, can tell.
    assert text.count('class="missing"') == 2
    for words in (
        "How many to contact",
        "It came with the offer, no more.",
        "till</th>",
        "accounts of all sources",
    ):
        assert words in text
