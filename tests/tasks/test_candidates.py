from datetime import timedelta

import numpy as np
import pytest

from patron.errors import ConfigError
from patron.tasks import find_candidates
from patron.tasks.candidates import _propose, _propose_in_order, find_generator
from patron.tasks.next_offer import NextOffer

# Ann took tea three times and rum once; ale is popular with others, wine was so long ago.
ROWS = [
    *({"who": "ann", "at": f"2024-01-2{n}", "item": "tea"} for n in range(3)),
    {"who": "ann", "at": "2024-01-20", "item": "rum"},
    *({"who": who, "at": "2024-01-20", "item": "ale"} for who in ("bob", "cem")),
    *({"who": who, "at": "2023-01-20", "item": "wine"} for who in ("bob", "cem", "dan")),
]


@pytest.fixture
def pairs(history_of, day):
    def of(own, popular, rows=ROWS, who=("ann", "dan"), also=None):
        history = history_of(*rows)
        task = NextOffer(
            name="n", horizon=timedelta(days=30), own=own, popular=popular, also=also or {}
        )
        numbers = np.flatnonzero(np.isin(history.customers, who))
        cutoff = day("2024-02-01")
        found = find_candidates(history.upto(cutoff), task, numbers, cutoff)
        names = history.customers[found.customer], history.names["item"][found.item]
        return list(zip(*(n.tolist() for n in names), strict=True))

    return of


def test_they_are_the_own_most_frequent_and_the_popular_of_late(pairs):
    assert pairs(own=1, popular=1) == [
        ("ann", "ale"),
        ("ann", "tea"),
        ("dan", "ale"),
        ("dan", "wine"),
    ]
    assert pairs(own=2, popular=1) == [
        ("ann", "ale"), ("ann", "rum"), ("ann", "tea"), ("dan", "ale"), ("dan", "wine"),
    ]  # fmt: skip


def test_a_tie_goes_to_the_first_name_whatever_else_there_is(pairs):
    rows = [{"who": "bob", "at": "2024-01-20", "item": item} for item in ("tea", "rum", "ale")]
    later = {"who": "abe", "at": "2024-03-01", "item": "tea"}
    for all_rows in (rows, rows[::-1], [later, *rows]):
        assert pairs(own=1, popular=1, rows=all_rows, who=("bob",)) == [("bob", "ale")]


def test_what_has_no_item_or_another_kind_is_no_candidate(pairs):
    rows = [
        {"who": "ann", "at": "2024-01-20", "item": None},
        {"who": "ann", "at": "2024-01-20", "item": "tea", "kind": "visit"},
    ]
    assert pairs(own=9, popular=9, rows=rows) == []


def test_who_took_nothing_is_offered_what_is_popular(pairs):
    rows = [*ROWS, {"who": "eve", "at": "2024-01-20", "item": None}]
    assert pairs(own=9, popular=2, rows=rows, who=("eve",)) == [("eve", "ale"), ("eve", "rum")]


def test_what_was_never_taken_is_found_by_other_generators(pairs):
    assert pairs(own=1, popular=1, also={"untried": 1}, who=("bob",)) == [
        ("bob", "ale"), ("bob", "rum"),
    ]  # fmt: skip


def test_an_unknown_generator_is_named_with_those_there_are():
    with pytest.raises(ConfigError, match=r"'neighbors'.*did you mean neighbours"):
        find_generator("neighbors")


def by_head(score, most):
    """Return the places of the `most` highest scores above 0, the smaller place first in a tie."""
    order = sorted(range(len(score)), key=lambda place: (-score[place], place))
    return sorted(place for place in order[:most] if score[place] > 0)


@pytest.mark.parametrize("most", [0, 1, 3, 7, 9])
def test_the_highest_scores_are_proposed_and_ties_go_to_the_smaller_code(most):
    scores = np.random.default_rng(most).integers(0, 4, (40, 7)).astype(np.float32)
    proposed = np.zeros(scores.shape, bool)
    _propose(proposed, scores, most)
    assert [np.flatnonzero(row).tolist() for row in proposed] == [by_head(r, most) for r in scores]


@pytest.mark.parametrize("most", [0, 1, 3, 7, 9])
def test_scores_that_all_share_propose_the_same_without_a_look_at_each(most):
    draw = np.random.default_rng(most)
    score, fits = draw.integers(0, 4, 7).astype(np.float32), draw.random((40, 7)) < 0.6
    proposed = np.zeros(fits.shape, bool)
    _propose_in_order(proposed, score, fits, most)
    each = [by_head(np.where(row, score, 0), most) for row in fits]
    assert [np.flatnonzero(row).tolist() for row in proposed] == each
