import numpy as np

from patron.identity.fellegi_sunter import Patterns, learn, shares


def test_unknown_levels_have_no_share():
    levels = np.array([[0], [1], [-1]])
    (found,) = shares(levels, np.array([7.5, 1.5, 100.0]), [2])
    assert found.tolist() == [0.8, 0.2]


def test_what_made_the_pairs_is_learned_from_them():
    # Three fields, each alike in 9 of 10 pairs of one person and in 1 of 100 of strangers.
    m, u, share = 0.9, 0.01, 0.3
    levels = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    alike = levels.sum(axis=1)
    one = m**alike * (1 - m) ** (3 - alike)
    two = u**alike * (1 - u) ** (3 - alike)
    pairs = 1e6 * (share * one + (1 - share) * two)
    # The million pairs are a thousandth of all, so that three in ten thousand are one person.
    prior = share / 1000
    mixed = prior * m + (1 - prior) * u
    at_random = [np.array([1 - mixed, mixed])] * 3
    learned = learn(Patterns(levels, np.stack([pairs, pairs], axis=1)), at_random, [set()], 1e-9)
    np.testing.assert_allclose([field[1] for field in learned.m], m, atol=0.01)
    np.testing.assert_allclose([field[1] for field in learned.u], u, rtol=0.01)
    # Those that agree in too little to be told from strangers do not count.
    assert 0.7 * prior < learned.prior < prior


def test_without_pairs_the_liker_is_the_likelier():
    nothing = Patterns(np.zeros((0, 1), np.int64), np.zeros((0, 2)))
    learned = learn(nothing, [np.array([0.5, 0.5])], [set()], 1.0)
    assert learned.m[0].tolist() == [0.2, 0.8]
