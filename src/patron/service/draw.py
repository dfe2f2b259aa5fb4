"""Choose among what is allowed: the most valuable, or now and then another, with a known chance."""

import hashlib
from collections.abc import Sequence


def draw(values: Sequence[float], explore: float, seed: str) -> tuple[int, float]:
    """Return which of some values is chosen, and how likely that was.

    The greatest is chosen, the first of equals; in the share `explore` of all cases any of them
    is, each as likely as the others. The same seed always draws the same.

    Parameters
    ----------
    values
        At least one.
    explore
        In ``[0, 1)``; 0 always chooses the greatest.
    seed
        Such as the id of a decision.

    References
    ----------
    Sutton, Barto (2018), "Reinforcement Learning", 2.2: epsilon-greedy.
    """
    best = max(range(len(values)), key=values.__getitem__)
    digest = hashlib.sha256(seed.encode()).digest()
    first, second = (int.from_bytes(digest[k : k + 8], "big") / 2**64 for k in (0, 8))
    chosen = int(second * len(values)) if first < explore else best
    return chosen, (1 - explore) * (chosen == best) + explore / len(values)
