"""Which alias a model has earned, and why, in one sentence."""

from typing import NamedTuple

from patron.training.grade import MAY_BE_CHAMPION, MEANING
from patron.training.train import Trained

CHAMPION = "champion"
CHALLENGER = "challenger"


class Verdict(NamedTuple):
    """An alias and the reason for it."""

    alias: str
    why: str


def verdict_of(trained: Trained) -> Verdict:
    """Return what a model becomes.

    It becomes champion if it is better than the best naive formula (grade A or B) and, where
    there is a champion, better than that one on the newest window.
    """
    grade, duel = trained.graded.grade, trained.duel
    graded = f"grade {grade}, {MEANING[grade]} ({trained.graded.strongest})"
    if grade not in MAY_BE_CHAMPION:
        return Verdict(CHALLENGER, f"{graded}; only A and B become champion")
    if duel is None:
        return Verdict(CHAMPION, f"{graded}, and there is no champion yet")
    if duel.won:
        return Verdict(CHAMPION, f"{graded}; {duel}")
    return Verdict(CHALLENGER, f"{graded}, but no better than the champion: {duel}")
