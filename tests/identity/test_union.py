import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patron.identity.union import NEVER, TOLD_APART, TOO_LARGE, WEAK, admit, components, intervals


def whole(*numbers):
    return np.array(numbers, np.int64)


def said(links, nodes=4, doubtful=None, proofs=(0, 0, 0, 0), foes=(), largest=9):
    left, right = (whole(*side) for side in zip(*links, strict=True))
    doubt = np.array(doubtful or [False] * len(links))
    pairs = whole(*foes).reshape(-1, 2)
    return admit(nodes, left, right, doubt, whole(*proofs), pairs, largest).tolist()


def test_what_hangs_together_has_its_smallest_node():
    assert components(6, whole(5, 3, 4), whole(3, 1, 2)).tolist() == [0, 1, 2, 1, 2, 1]
    assert components(2, whole(), whole()).tolist() == [0, 1]


def test_links_between_who_is_told_apart_are_refused_whichever_way_they_go():
    assert said([(0, 1), (1, 2), (2, 3)], foes=[(3, 0)]) == [0, 0, TOLD_APART]
    assert said([(0, 1), (2, 3), (1, 2), (0, 2)], foes=[(3, 0)]) == [0, 0, TOLD_APART, TOLD_APART]


def test_foes_are_remembered_by_clusters_that_joined():
    links = [(0, 1), (2, 3), (4, 5), (1, 3), (3, 5)]
    foes = [(0, 4), (2, 5)]
    assert said(links, nodes=6, proofs=[0] * 6, foes=foes) == [0, 0, 0, 0, TOLD_APART]


def test_a_cluster_grows_no_larger_than_allowed():
    assert said([(0, 1), (1, 2), (1, 0), (2, 3)], largest=2) == [0, TOO_LARGE, 0, 0]


def test_a_doubtful_link_does_not_join_sides_with_a_proof_of_the_same_kind():
    assert said([(0, 1)], doubtful=[True], proofs=(1, 3, 0, 0)) == [WEAK]
    assert said([(0, 1)], doubtful=[True], proofs=(1, 2, 0, 0)) == [0]
    assert said([(0, 1)], doubtful=[False], proofs=(1, 1, 0, 0)) == [0]
    # What 2 got from 0 stands against 1.
    assert said([(0, 2), (2, 1)], doubtful=[True, True], proofs=(1, 1, 0, 0)) == [0, WEAK]


def test_each_time_with_a_smallest_node_is_an_interval():
    found = intervals(whole(1, 2, 3), whole(1, 0), whole(2, 1), whole(3, 5))
    assert sorted(map(tuple, found.tolist())) == [
        (0, 0, 1, NEVER),
        (1, 0, 5, NEVER),
        (1, 1, 2, 5),
        (2, 0, 5, NEVER),
        (2, 1, 3, 5),
    ]


def oldest_by(moment, known_at, links):
    """Return the smallest node each node known by a moment hangs together with, step by step."""
    oldest = {node: node for node, since in enumerate(known_at) if since <= moment}
    for _ in oldest:
        for one, other, at in links:
            if at <= moment:
                oldest[one] = oldest[other] = min(oldest[one], oldest[other])
    return oldest


MOMENTS = st.integers(0, 6)


@given(
    st.lists(MOMENTS, min_size=1, max_size=7),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), MOMENTS), max_size=12),
)
def test_at_every_moment_a_node_has_the_smallest_of_those_linked_by_then(known_at, drawn):
    nodes = len(known_at)
    links = [
        (one % nodes, other % nodes, max(at, known_at[one % nodes], known_at[other % nodes]))
        for one, other, at in drawn
    ]
    links.sort(key=lambda link: link[2])
    columns = [whole(*(link[place] for link in links)) for place in range(3)]
    found = [tuple(row) for row in intervals(whole(*known_at), *columns).tolist()]
    for moment in range(8):
        held = [(row[0], row[1]) for row in found if row[2] <= moment < row[3]]
        assert sorted(held) == sorted(oldest_by(moment, known_at, links).items())
    # No interval is empty, and neighbours differ.
    assert all(start < end for _, _, start, end in found)
    ends = {(node, oldest, end) for node, oldest, _, end in found}
    assert not any((node, oldest, start) in ends for node, oldest, start, _ in found)
