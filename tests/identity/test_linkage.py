import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patron.identity.linkage import Edges, average_linkage, gathered


def groups(nodes, *pairs, masks=None, unknown=-1.0, enough=1.0):
    left, right, bits = (np.array(column) for column in zip(*pairs, strict=True))
    edges = gathered(left, right, bits.astype(float), np.ones(len(left)))
    masks = np.zeros(nodes, np.int64) if masks is None else np.array(masks)
    return average_linkage(edges, masks, unknown, enough).tolist()


def test_groups_join_that_agree_in_the_mean():
    assert groups(3, (0, 1, 9.0), (1, 2, 4.0)) == [0, 0, 0]


def test_a_chain_does_not_join_its_ends():
    # 0-1 and 2-3 are sure; the one likely pair between them is outvoted by three unknown ones.
    assert groups(4, (0, 1, 9.0), (2, 3, 9.0), (1, 2, 6.0)) == [0, 0, 2, 2]


def test_groups_with_a_bit_in_common_stay_apart():
    assert groups(3, (0, 1, 5.0), (0, 2, 9.0), masks=[1, 2, 2]) == [0, 1, 0]


def test_no_edges_are_no_groups():
    assert average_linkage(
        Edges(*[np.zeros(0, np.int64)] * 2, *[np.zeros(0)] * 2), np.zeros(2, np.int64), 0, 1
    ).tolist() == [0, 1]


def one_at_a_time(nodes, table, unknown, enough):
    """Return the groups of the textbook's way: the best pair of groups joins, again and again."""
    members = {node: [node] for node in range(nodes)}
    while len(members) > 1:
        means = {
            (a, b): np.mean([table.get((i, j), table.get((j, i), unknown)) for i in x for j in y])
            for a, x in members.items()
            for b, y in members.items()
            if a < b
        }
        (a, b), best = max(means.items(), key=lambda one: one[1])
        if best < enough:
            break
        members[a] += members.pop(b)
    return [next(a for a, x in members.items() if node in x) for node in range(nodes)]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1]),
        st.floats(-0.9, 9),
        min_size=1,
    )
)
def test_rounds_end_where_one_at_a_time_ends(table):
    # Irrational steps make every mean another, so that the order is beyond doubt.
    table = {pair: bits + np.pi**-n / 10 for n, (pair, bits) in enumerate(table.items(), start=1)}
    pairs = [(a, b, bits) for (a, b), bits in table.items()]
    assert groups(7, *pairs) == one_at_a_time(7, table, -1.0, 1.0)
