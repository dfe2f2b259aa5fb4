"""Customers whose scores rest on the same reasons, and a rule that a reader can check.

Customers are grouped by the contributions of their ideas, not by their values: two are alike if
the same ideas set their scores apart from those of others, however far. By size alone the groups
would be bands of the score, which there are already.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from patron.explain.phrasing import Phrasing

# Groups are learnt from so many customers, drawn evenly; all are told apart by what is learnt.
LEARN_FROM = 20_000
# A group of fewer customers than this share is too few to act on.
SMALLEST = 0.02
MOST_GROUPS = 5
# An idea that moves scores less than this, beside the one that moves them most, weighs less.
FAINT = 0.1
MOST_BOUNDS = 2


@dataclass(frozen=True)
class Segment:
    """Some customers with the same reasons.

    Parameters
    ----------
    ideas
        The ideas that set their scores apart, strongest first, each with its mean contribution.
    rule
        Bounds of at most two features, in words.
    within, caught
        Share (0 to 1) of those whom the rule holds for who are of the segment, and of the segment
        for whom it holds.
    members
        Whether each customer is one, shape (n,).
    """

    ideas: tuple[tuple[str, float], ...]
    rule: str
    within: float
    caught: float
    members: np.ndarray


def find_segments(
    phrasing: Phrasing,
    X: np.ndarray,
    moved: np.ndarray,
    groups: int = MOST_GROUPS,
    seed: int = 0,
) -> list[Segment]:
    """Return segments of customers by their reasons, the one with the highest score first.

    Parameters
    ----------
    phrasing
        Says the rules, and knows the features and their ideas.
    X
        Values, shape (n, k).
    moved
        Contributions by idea, in the order of the phrasing's, shape (n, ideas).
    groups
        Number of groups to look for; those that are too small are not returned.
    seed
        Seed of the grouping.

    References
    ----------
    Lundberg et al. (2020), "From local explanations to global understanding with explainable AI
    for trees", Nature Machine Intelligence 2: supervised clustering by attributions.
    """
    from sklearn.cluster import KMeans

    ideas = phrasing.ideas
    apart = set_apart(moved)
    learnt = apart[:: max(1, len(apart) // LEARN_FROM)]
    groups = min(groups, len(np.unique(learnt.round(9), axis=0)))
    if groups < 2:
        return []
    of = KMeans(groups, n_init=4, random_state=seed).fit(learnt).predict(apart)
    found = [
        _segment(phrasing, X, of == number, ideas, (moved, apart), seed)
        for number in range(groups)
        if (of == number).mean() >= SMALLEST
    ]
    total = moved.sum(axis=1)
    return sorted(found, key=lambda one: -float(total[one.members].mean()))


def set_apart(moved: np.ndarray) -> np.ndarray:
    """Return in which direction the ideas set each customer apart, shape (n, ideas), length 1.

    Parameters
    ----------
    moved
        Contributions by idea, shape (n, ideas). Each idea is taken from its mean and by its
        spread, faint ones by a tenth of the strongest one's.
    """
    spread = moved.std(axis=0)
    scale = np.maximum(spread, FAINT * spread.max(initial=0.0))
    apart = (moved - moved.mean(axis=0)) / np.where(scale > 0, scale, 1.0)
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    return np.asarray(apart / np.where(length > 0, length, 1.0))


def _segment(
    phrasing: Phrasing,
    X: np.ndarray,
    members: np.ndarray,
    ideas: Sequence[str],
    moves: tuple[np.ndarray, np.ndarray],
    seed: int,
) -> Segment:
    moved, apart = (one[members].mean(axis=0) for one in moves)
    strongest = np.argsort(-np.abs(apart), kind="stable")[:2]
    bounds = _bounds(X, members, seed)
    holds = np.ones(len(X), bool)
    for bound in bounds:
        holds &= bound.holds(X)
    both = (holds & members).sum()
    return Segment(
        ideas=tuple((ideas[place], float(moved[place])) for place in strongest),
        rule=_said(phrasing, bounds),
        within=float(both / max(holds.sum(), 1)),
        caught=float(both / members.sum()),
        members=members,
    )


@dataclass(frozen=True)
class Bound:
    """Values of a feature up to a bound, or over it; unknown ones count where they are said to."""

    feature: int
    bound: float
    is_over: bool
    or_unknown: bool

    def holds(self, X: np.ndarray) -> np.ndarray:
        """Return whether each row's value lies on the bound's side."""
        value = X[:, self.feature]
        side = value > self.bound if self.is_over else value <= self.bound
        return np.where(np.isnan(value), self.or_unknown, side)


def _bounds(X: np.ndarray, members: np.ndarray, seed: int) -> list[Bound]:
    """Return the way to the leaf of a small tree that holds most of the members."""
    from sklearn.tree import DecisionTreeClassifier

    step = max(1, len(X) // LEARN_FROM)
    rows, is_member = X[::step].astype(np.float32), members[::step]
    tree = DecisionTreeClassifier(
        max_depth=MOST_BOUNDS, class_weight="balanced", random_state=seed, min_samples_leaf=5
    )
    if is_member.all() or not is_member.any():
        return []
    leaf = tree.fit(rows, is_member).apply(rows)
    # The leaf with the most members beyond what the share of its others takes away.
    weight = np.where(is_member, 1 / is_member.sum(), -1 / (~is_member).sum())
    gains = {number: weight[leaf == number].sum() for number in np.unique(leaf)}
    return _way_to(tree.tree_, max(gains, key=lambda number: (gains[number], -number)))


def _way_to(tree: object, leaf: int) -> list[Bound]:
    bounds: list[Bound] = []
    children = (tree.children_left, tree.children_right)  # type: ignore[attr-defined]
    node = leaf
    while node:
        [(is_over, parent)] = [
            (bool(side), int(np.flatnonzero(nodes == node)[0]))
            for side, nodes in enumerate(children)
            if (nodes == node).any()
        ]
        unknown_left = bool(tree.missing_go_to_left[parent])  # type: ignore[attr-defined]
        feature, bound = tree.feature[parent], tree.threshold[parent]  # type: ignore[attr-defined]
        bounds.append(Bound(int(feature), float(bound), is_over, unknown_left != is_over))
        node = parent
    return bounds[::-1]


def _said(phrasing: Phrasing, bounds: Sequence[Bound]) -> str:
    """Return the bounds in words; of two on the same side of one feature the tighter is told."""
    tightest: dict[tuple[int, bool], Bound] = {}
    for one in bounds:
        before = tightest.get((one.feature, one.is_over))
        is_tighter = before is None or (one.bound > before.bound) == one.is_over
        if is_tighter:
            tightest[one.feature, one.is_over] = one
    told = [phrasing.bound(one.feature, one.bound, one.is_over) for one in tightest.values()]
    if not told:
        return ""
    text = told[0] if len(told) == 1 else phrasing.words.both.format(one=told[0], other=told[1])
    return text[:1].upper() + text[1:]
