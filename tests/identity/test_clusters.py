from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from patron.identity import IdentityRules
from patron.identity.clusters import intervals, judge
from patron.schema import TIME

NAMES = "abcdefgh"
FAR = np.iinfo(np.int64).max


def numbered(*rows):
    """Return numbered links of two letters, `by`, probability and state, known day by day."""
    columns = {
        "left": [NAMES.index(row[0][0]) for row in rows],
        "right": [NAMES.index(row[0][1]) for row in rows],
        "by": [row[1] for row in rows],
        "probability": pa.array([row[2] for row in rows], pa.float64()),
        "known_at": pa.array(
            [datetime(2024, 1, day, tzinfo=UTC) for day in range(1, len(rows) + 1)], TIME
        ),
        "state": pa.array([row[3] for row in rows], pa.string()),
    }
    return pa.table(columns)


def states(*rows, foes=(), proofs="", **rules):
    """Return the state of each link; accounts named in `proofs` have a trusted identifier."""
    pairs = np.array([[NAMES.index(name) for name in pair] for pair in foes], np.int64)
    has = np.array([int(name in proofs) for name in NAMES])
    found = judge(numbered(*rows), pairs.reshape(-1, 2), has, IdentityRules(**rules))
    return found["state"].to_pylist()


def certain(pair):
    return pair, "email", 1.0, "joins"


def likely(pair, probability, state="joins"):
    return pair, "probable", probability, state


def test_without_doubt_every_link_stays():
    rows = [certain("ab"), likely("bc", 0.9), likely("cd", 0.6, "review")]
    assert states(*rows) == ["joins", "joins", "review"]


def test_links_of_who_is_told_apart_say_so_even_those_that_wait_for_review():
    rows = [certain("ab"), likely("ab", 0.7, "review"), ("ab", "device", 1.0, "shared device")]
    assert states(*rows, foes=["ba"]) == ["told apart", "told apart", "shared device"]


def test_the_weakest_link_between_who_is_told_apart_is_cut():
    rows = [likely("ab", 0.97), certain("bc"), ("cd", "verdict", 1.0, "joins")]
    assert states(*rows, foes=["ad"]) == ["told apart", "joins", "joins"]
    # Of two certain ones that which was known later.
    assert states(*rows[1:], certain("de"), foes=["be"]) == ["joins", "joins", "told apart"]


def test_a_weak_bridge_does_not_join_who_has_identifiers_of_their_own():
    assert states(likely("ab", 0.9), proofs="ab") == ["weak bridge"]
    assert states(likely("ab", 0.9), proofs="ab", bridge=0.9) == ["joins"]
    assert states(likely("ab", 0.9), proofs="a") == ["joins"]
    # Two ways from one to the other are no bridge.
    assert states(likely("ab", 0.9), likely("bc", 0.9), likely("ac", 0.9), proofs="ab") == (
        ["joins"] * 3
    )


def test_a_weak_bridge_between_groups_is_found_behind_strong_links():
    rows = [certain("ab"), certain("cd"), likely("bc", 0.9), likely("de", 0.8)]
    assert states(*rows, proofs="ad") == ["joins", "joins", "weak bridge", "joins"]


def test_a_customer_has_no_more_accounts_than_allowed():
    rows = [likely("ab", 0.96), likely("bc", 0.97), likely("cd", 0.98)]
    assert states(*rows, largest_customer=3) == ["cluster too large", "joins", "joins"]


def test_a_link_counts_from_when_both_accounts_are_known():
    links = numbered(certain("ab"))
    known_at = np.array([0, 2**60])
    first = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert intervals(links, known_at).tolist() == [[0, 0, 0, FAR], [1, 0, 2**60, FAR]]
    assert intervals(links, np.array([0, 5])).tolist() == [
        [0, 0, 0, FAR],
        [1, 1, 5, first],
        [1, 0, first, FAR],
    ]


def test_order_of_links_does_not_matter():
    rows = [likely("ab", 0.96), certain("bc"), likely("cd", 0.9), certain("de"), certain("ae")]
    links = numbered(*rows)
    foes, proofs = np.array([[0, 3]]), np.array([1, 0, 0, 1, 0, 0, 0, 0])
    rules = IdentityRules(largest_customer=4)
    whole = judge(links, foes, proofs, rules)
    back = judge(links.take(pa.array([4, 3, 2, 1, 0])), foes, proofs, rules)
    assert back["state"].to_pylist()[::-1] == whole["state"].to_pylist()
