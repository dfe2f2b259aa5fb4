"""How an answer moves when something is supposed, and which ideas move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patron.report.wording import label, number, percent, round_money
from patron.service.case import CHURN, LIFETIME_VALUE
from patron.service.records import Explanation

MOST_IDEAS = 5
TITLES = {CHURN: "Risk of leaving", LIFETIME_VALUE: "Expected value"}


@dataclass(frozen=True)
class Moved:
    """One answer before and after, in words; `ideas` are those that moved it most."""

    title: str
    before: str
    after: str
    move: str
    ideas: tuple[tuple[str, str, str], ...]


def moved(was: Explanation, now: Explanation, currency: str) -> Moved:
    """Return how an answer moved and by which ideas, in words.

    Parameters
    ----------
    was, now
        The answer taken apart, before and after.
    currency
        Of money.
    """
    is_money = now.unit != "probability"
    old = {one.idea: one.contribution for one in was.contributions}
    new = {one.idea: one for one in now.contributions}
    moves = {
        idea: (new[idea].contribution if idea in new else 0.0) - old.get(idea, 0.0)
        for idea in {*old, *new}
    }
    first = sorted(moves, key=lambda idea: (-abs(moves[idea]), idea))[:MOST_IDEAS]
    say = round_money if is_money else (lambda x, _: percent(x))
    return Moved(
        TITLES.get(now.task, label(now.task)),
        say(was.answer, currency),
        say(now.answer, currency),
        _signed(now.answer - was.answer, is_money, currency),
        tuple(
            (idea, _signed(moves[idea], is_money, currency), _sentence(new, idea))
            for idea in first
            if _is_told(moves[idea], is_money)
        ),
    )


def _signed(move: float, is_money: bool, currency: str) -> str:
    size = round_money(abs(move), currency) if is_money else f"{number(100 * abs(move), 1)} points"
    return size if not _is_told(move, is_money) else f"{'+' if move > 0 else '−'}{size}"


def _is_told(move: float, is_money: bool) -> bool:
    """Return whether a move is not nought as it is shown."""
    return abs(move) >= (0.005 if is_money else 0.0005)


def _sentence(new: Mapping[str, Any], idea: str) -> str:
    return str(new[idea].sentence) if idea in new else ""
