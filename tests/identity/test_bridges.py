import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patron.identity.bridges import find_bridges
from patron.identity.union import components


def bridges(nodes, links):
    left, right = np.array(links, np.int64).reshape(-1, 2).T
    return find_bridges(nodes, left, right).tolist()


def test_a_link_in_a_circle_is_no_bridge():
    assert bridges(5, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]) == [False] * 3 + [True] * 2


def test_of_two_links_between_the_same_nodes_none_is_a_bridge():
    assert bridges(3, [(0, 1), (1, 0), (1, 2)]) == [False, False, True]


def test_no_links_are_no_bridges():
    assert bridges(3, []) == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_a_bridge_is_what_keeps_two_nodes_together(links):
    def clusters(kept):
        left, right = np.array(kept, np.int64).reshape(-1, 2).T
        return len(np.unique(components(7, left, right)))

    without = [clusters(links[:i] + links[i + 1 :]) > clusters(links) for i in range(len(links))]
    assert bridges(7, links) == without
