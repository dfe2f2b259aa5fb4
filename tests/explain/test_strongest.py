import numpy as np

from patron.explain.strongest import find_strongest

IDEA_OF = np.array([0, 1, 0, 2])


def found(*moved, most=3, worth=0.02):
    idea, size, feature = find_strongest(np.array([moved], float), IDEA_OF, 3, most, worth)
    there = idea[0] >= 0
    return [list(part[0][there]) for part in (idea, size, feature)]


def test_ideas_come_by_size_with_the_feature_that_moved_most_in_their_direction():
    # The first idea's features say 5 and -1; the fact is that of the 5.
    assert found(5, -2, -1, 3) == [[0, 2, 1], [4, 3, -2], [0, 3, 1]]
    assert found(-5, -2, 1, 3, most=1) == [[0], [-4], [0]]


def test_what_moved_little_or_nothing_is_no_reason():
    assert found(97, 1, 1, 1) == [[0], [98], [0]]
    assert found(0, 0, 0, 0) == [[], [], []]


def test_of_two_alike_the_first_counts():
    assert found(1, -2, 1, 2) == [[0, 1, 2], [2, -2, 2], [0, 1, 3]]


def test_a_row_is_answered_alone_as_among_many():
    rows = np.random.default_rng(0).normal(size=(50, 4))
    among = find_strongest(rows, IDEA_OF, 3, 3, 0.02)
    for row in range(50):
        alone = find_strongest(rows[row : row + 1], IDEA_OF, 3, 3, 0.02)
        assert all(np.array_equal(a[0], b[row]) for a, b in zip(alone, among, strict=True))
