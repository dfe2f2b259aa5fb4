import numpy as np

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
